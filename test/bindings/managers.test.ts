// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells and of JavaScript
import { describe, expect, test } from 'vitest';
import { listenText } from '../../src/bindings/listen.ts';
import { supervisorSections } from '../../src/bindings/managers/supervisor-file.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { around, short } from './harness.ts';
import { inDirectory, oracle, run } from './programs.ts';

function apps(files: Record<string, string>): string[] {
  return around({ files })
    .apps()
    .map((app) =>
      [
        app.name,
        app.server ?? '?',
        ...app.bindings.map(
          (b) => `${listenText(b.listen)} ${b.protocol} ${b.evidence}${b.alternative ? ` (${b.alternative})` : ''}`,
        ),
        ...(app.closed ? [] : ['+']),
      ].join(' | '),
    );
}

describe('supervisord', () => {
  const program = (lines: string, more = '') => ({ '/p/supervisord.conf': `${more}\n[program:app]\n${lines}\n` });

  test.each([
    ['command=gunicorn -b :8000 app ; why', 'app | gunicorn | tcp:0.0.0.0:8000 http declared'],
    ['command: gunicorn\n   -b :8001\n   app', 'app | gunicorn | tcp:0.0.0.0:8001 http declared'],
    ['command=gunicorn -b :1 app\ncommand=gunicorn -b :2 app', 'app | gunicorn | tcp:0.0.0.0:2 http declared'],
    ['command=gunicorn -b unix:run.sock app\ndirectory=/srv', 'app | gunicorn | unix:/srv/run.sock http declared'],
    ['command=gunicorn app\nenvironment=A="1,2",PORT="8002"', 'app | gunicorn | tcp:0.0.0.0:8002 http env-port | +'],
    ['command=/bin/sh -c "gunicorn -b :$P app"\nenvironment=P=8003', 'app | gunicorn | tcp:0.0.0.0:8003 http derived'],
    ['command=gunicorn -b unix:/run/%(program_name)s.sock app', 'app | gunicorn | unix:/run/app.sock http derived'],
    ['command=gunicorn -b :%(ENV_PORT)s app', 'app | gunicorn | unresolved http declared | +'],
    ['command=gunicorn -b :{{ port }} app', 'app | gunicorn | unresolved http declared | +'],
  ])('%s', (lines, expected) => {
    expect(apps(program(lines))).toEqual([expected]);
  });

  test('several processes, global variables, fcgi-program, its own server', () => {
    expect(
      apps(program('command=gunicorn -b 127.0.0.1:80%(process_num)02d app\nnumprocs=2\nnumprocs_start=5')),
    ).toEqual([
      'app:5 | gunicorn | tcp:127.0.0.1:8005 http derived',
      'app:6 | gunicorn | tcp:127.0.0.1:8006 http derived',
    ]);
    expect(apps(program('command=gunicorn -b :%(ENV_P)s app', '[supervisord]\nenvironment=P=81'))).toEqual([
      'app | gunicorn | tcp:0.0.0.0:81 http derived',
    ]);
    expect(
      apps({
        '/p/supervisord.conf':
          '[fcgi-program:f]\ncommand=/bin/f\nsocket=unix:///run/f.sock\nsocket_owner=www:web\nsocket_mode=0770\n[inet_http_server]\nport=127.0.0.1:9001\n',
      }),
    ).toEqual([
      'f | ? | unix:/run/f.sock fastcgi declared | +',
      'supervisord | supervisord | tcp:127.0.0.1:9001 http declared',
    ]);
  });

  test('included files', () => {
    expect(
      apps({
        '/p/supervisor/supervisord.conf': '[supervisord]\nenvironment=P=82\n[include]\nfiles = conf.d/*.conf\n',
        '/p/supervisor/conf.d/a.conf': '[program:a]\ncommand=gunicorn -b :%(ENV_P)s app\nautostart=false\n',
      }),
    ).toEqual(['a | gunicorn | tcp:0.0.0.0:82 http derived']);
  });

  test('what else a program says', () => {
    const [app] = around({
      files: program('command=uwsgi --socket /run/u.sock\nuser=web\nautostart=false\nautorestart=unexpected'),
    }).apps();
    expect([app?.user?.value, app?.startsAtBoot?.value, app?.restarts?.value]).toEqual(['web', false, true]);
    expect(textOf(app!.bindings[0]!.span)).toBe('/run/u.sock');
  });
});

const python = '/usr/bin/python3';
oracle(
  "supervisor's own parser",
  run(python, ['-c', 'import supervisor; print("yes")']).includes('yes') ? python : undefined,
  (found) => {
    test.each([
      '[program:a]\ncommand=x ; y\n',
      '[program:a]\ncommand=x;y # z\n',
      '[program:a]\ncommand : x\n  y\n  z\nuser=w\n',
      '[program:a]\ncommand=x\n# c\n; d\n  y\n',
      '[program:a]\ncommand=1\n[program:b]\ncommand=2\n',
      '[program:a]\ncommand=1\ncommand=2\nCommand=3\n',
    ])('%j', (text) => {
      inDirectory({ 's.conf': text }, (directory) => {
        const script = [
          'import json',
          'from supervisor.options import UnhosedConfigParser',
          'p = UnhosedConfigParser()',
          `p.read_string(open(${JSON.stringify(`${directory}/s.conf`)}).read())`,
          'print(json.dumps({s: dict(p.items(s)) for s in p.sections()}))',
        ].join('\n');
        const said = JSON.parse(run(found, ['-c', script])) as Record<string, Record<string, string>>;
        const ours = supervisorSections(SourceText.fromString('s.conf', text));
        const options = Object.fromEntries(
          ours.map((section) => [
            section.name,
            Object.fromEntries([...section.options].map(([key, value]) => [key, value.text])),
          ]),
        );
        expect(options).toEqual(said);
      });
    });
  },
);

describe('PM2', () => {
  const js = (text: string) => ({ '/p/ecosystem.config.js': text });

  test.each([
    [
      'module.exports = { apps: [{ name: "a", script: "server.js", env: { PORT: 3000 } }] }',
      ['a | node | tcp:?:3000 http env-port'],
    ],
    [
      'module.exports = [{ script: "./dist/api.js", args: "--port 3001" }]',
      ['api | node | tcp:?:3001 http declared | +'],
    ],
    [
      'export default { apps: [{ name: "a", script: "npm", args: "start", env: { PORT: "3002" } }] }',
      ['a | node | tcp:?:3002 http env-port | +'],
    ],
    [
      'exports.apps = [{ name: "a", script: "node_modules/.bin/next", args: ["start", "-p", "3003"] }]',
      ['a | next | tcp:0.0.0.0:3003 http declared'],
    ],
    [
      'const PORT = 3000 + 4;\nconst base = { script: "s.js" };\nmodule.exports = { apps: [{ ...base, name: `a-${PORT}`, env: { PORT } }] }',
      ['a-3004 | node | tcp:?:3004 http env-port'],
    ],
    [
      'module.exports = { apps: [{ name: "a", script: "s.js", env: { PORT: process.env.PORT || 3005 } }] }',
      ['a | node | tcp:?:3005 http env-port'],
    ],
    [
      'module.exports = { apps: [{ name: "a", script: "s.js", env: { PORT: process.env.PORT } }] }',
      ['a | node | unresolved http env-port'],
    ],
    ['module.exports = { apps: [{ name: "a", script: "s.js", port: 3000 }] }', ['a | node | +']],
    [
      'module.exports = { apps: [{ name: "a", script: "s.js", env: { PORT: 1 }, env_production: { PORT: 2 } }] }',
      ['a | node | tcp:?:1 http env-port | tcp:?:2 http env-port (env_production) | +'],
    ],
    [
      'module.exports = { apps: [{ name: "a", script: "s.js", instances: 2, increment_var: "PORT", env: { PORT: 4000 } }] }',
      ['a | node | tcp:?:4000 http env-port | tcp:?:4001 http derived'],
    ],
    [
      'module.exports = { apps: [{ name: "a", script: "gunicorn", interpreter: "none", args: "-b :5 app" }] }',
      ['a | gunicorn | tcp:0.0.0.0:5 http declared'],
    ],
    [
      'const path = require("path");\nmodule.exports = { apps: [{ name: "a", script: path.join(__dirname, "x.py"), interpreter: "python3" }] }',
      ['a | ? | +'],
    ],
    ['module.exports = makeApps()', []],
    ['require("fs").writeFileSync("/tmp/never", "x"); module.exports = {}', []],
  ])('%s', (text, expected) => {
    expect(apps(js(text))).toEqual(expected);
  });

  test('JSON and YAML', () => {
    expect(apps({ '/p/process.json': '{"apps": [{"name": "a", "script": "s.js", "env": {"PORT": 1}}]}' })).toEqual([
      'a | node | tcp:?:1 http env-port',
    ]);
    expect(apps({ '/p/ecosystem.config.yml': 'apps:\n  - name: a\n    script: s.js\n    env: {PORT: 2}\n' })).toEqual([
      'a | node | tcp:?:2 http env-port',
    ]);
  });

  test('a file that is no JavaScript is noted', () => {
    const bindings = around({ files: js('module.exports = {{') });
    expect(bindings.apps()).toEqual([]);
    expect(bindings.skipped().map((one) => [one.path, one.why])).toEqual([
      ['/p/ecosystem.config.js', 'Unexpected token'],
    ]);
  });

  test('the place is the value', () => {
    const [app] = around({
      files: js('module.exports = {\n  apps: [{ script: "s.js", env: { PORT: 3000 } }],\n};\n'),
    }).apps();
    const span = app!.bindings[0]!.span;
    expect([textOf(span), span.source.position(span.start)]).toEqual(['3000', { line: 2, column: 41 }]);
  });
});

describe('Procfile', () => {
  test.each([
    ['web: gunicorn -b 0.0.0.0:8000 app', ['web | gunicorn | tcp:0.0.0.0:8000 http declared']],
    ['web: gunicorn app', ['web | gunicorn | unresolved http env-port | +']],
    ['web: bundle exec puma -p $PORT', ['web | puma | unresolved http declared']],
    ['# web: x\nworker: celery worker\n', ['worker | ? | +']],
    ['web: bundle exec rails s -p ${PORT:-3000}', ['web | rails | unresolved http declared']],
    ['web: bin/rails s -p 3001 -b 0.0.0.0', ['web | rails | tcp:0.0.0.0:3001 http declared']],
    ['web: npm run start', ['web | node | unresolved http env-port | +']],
  ])('%s', (text, expected) => {
    expect(apps({ '/p/Procfile': text })).toEqual(expected);
  });

  test('a script of package.json', () => {
    expect(
      apps({
        '/p/Procfile': 'web: npm run serve -- --strictPort',
        '/p/package.json': '{"scripts": {"serve": "NODE_ENV=production vite preview --port 4000 --host"}}',
      }),
    ).toEqual(['web | vite | tcp:0.0.0.0:4000 http declared']);
  });
});

test('a program of supervisord supports what nginx dials', () => {
  const files = { '/p/supervisord.conf': '[program:app]\ncommand=gunicorn -b 127.0.0.1:8000 app\n' };
  expect(short({ files }, '127.0.0.1:8000')).toBe('ok');
});
