// Files that are read although no command names them, and files that cannot be read.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jettyListeners, tomcatConnectors } from '../../src/bindings/configs/tomcat.ts';
import { discoverBindings } from '../../src/bindings/index.ts';
import { listenText } from '../../src/bindings/listen.ts';
import { poolListener, readPools } from '../../src/bindings/php-fpm.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { originOf, SourceText, textOf } from '../../src/text/index.ts';
import { around, dialOf, short } from './harness.ts';
import { inDirectory, installed, oracle } from './programs.ts';

function apps(files: Record<string, string>): string[] {
  return around({ files })
    .apps()
    .flatMap((app) =>
      app.bindings.map((b) => {
        const span = originOf(b.span);
        const { line, column } = span.source.position(span.start);
        return `${app.kind} ${app.name} ${app.server} ${b.protocol} ${listenText(b.listen)}${b.active === false ? ' inactive' : ''} ${span.source.path}:${line}:${column}`;
      }),
    );
}

test.each([
  [
    '/p/deploy/gunicorn.conf.py',
    'bind = ":8000"\n',
    'config deploy gunicorn http tcp:0.0.0.0:8000 inactive /p/deploy/gunicorn.conf.py:1:9',
  ],
  [
    '/p/deploy/uwsgi.ini',
    '[uwsgi]\nsocket = :3031\n',
    'config deploy uwsgi uwsgi tcp:0.0.0.0:3031 inactive /p/deploy/uwsgi.ini:2:10',
  ],
  ['/p/config/puma.rb', 'port 3000\n', 'config config puma http tcp:0.0.0.0:3000 inactive /p/config/puma.rb:1:6'],
  [
    '/p/config/unicorn.rb',
    'listen "/run/u.sock"\n',
    'config config unicorn http unix:/run/u.sock inactive /p/config/unicorn.rb:1:9',
  ],
  [
    '/p/src/main/resources/application.yml',
    'server:\n  port: 8081\n',
    'config resources spring http tcp:*:8081 inactive /p/src/main/resources/application.yml:2:9',
  ],
  [
    '/p/appsettings.json',
    '{ /* c */ "Kestrel": { "Endpoints": { "H": { "Url": "http://*:81" } } } }',
    'config p kestrel http tcp:*:81 inactive /p/appsettings.json:1:54',
  ],
  [
    '/p/conf/server.xml',
    '<Server port="8005"><Service><Connector port="8080"/></Service></Server>',
    'config conf tomcat http tcp:*:8080 inactive /p/conf/server.xml:1:47',
  ],
  ['/p/start.ini', 'jetty.http.port=8081\n', 'config p jetty http tcp:*:8081 inactive /p/start.ini:1:17'],
])('%s', (file, text, expected) => {
  expect(apps({ [file]: text })).toEqual([expected]);
});

test('a file that a command reads is not told of twice', () => {
  expect(
    apps({
      '/p/app.service':
        '[Service]\nWorkingDirectory=/srv/app\nExecStart=/bin/gunicorn -c /srv/app/gunicorn.conf.py a\n',
      '/p/gunicorn.conf.py': 'bind = ":1"\n',
    }),
  ).toEqual(['unit app gunicorn http tcp:0.0.0.0:1 /p/gunicorn.conf.py:1:9']);
});

test('what nobody is known to read supports, and contradicts nothing', () => {
  const files = { '/p/uwsgi.ini': '[uwsgi]\nsocket = /run/shop.sock\n' };
  expect(short({ files }, 'unix:/run/shop.sock', { family: 'uwsgi' })).toBe('ok');
  expect(short({ files }, 'unix:/run/shop1.socket', { family: 'uwsgi' })).toMatch(/^unknown/);
});

test('Tomcat and Jetty', () => {
  const xml = `<?xml version="1.0"?>
<Server port="8005"><Service>
  <!-- <Connector port="1"/> -->
  <Connector port="8080" protocol="HTTP/1.1" connectionTimeout="20000" redirectPort="8443" />
  <Connector protocol="AJP/1.3" address="::1" port="8009"/>
  <Connector port='8443' SSLEnabled="true" keepAliveTimeout="5000"><SSLHostConfig/></Connector>
  <Connector port="\${http.port}"/>
</Service></Server>`;
  const told = tomcatConnectors(SourceText.fromString('server.xml', xml)).map(
    ({ protocol, listen, settings }) => `${protocol} ${listenText(listen)} ${settings?.keepaliveIdle?.value ?? '-'}`,
  );
  expect(told).toEqual(['http tcp:*:8080 20', 'ajp tcp:[::1]:8009 -', 'https tcp:*:8443 5', 'http unresolved -']);
  const ini =
    '# x\n--module=http\njetty.http.port=8081\n# jetty.http.port=1\njetty.http.host=127.0.0.1\njetty.http.idleTimeout=15000\n';
  expect(
    jettyListeners(SourceText.fromString('start.ini', ini)).map(
      ({ protocol, listen, settings }) => `${protocol} ${listenText(listen)} ${settings?.keepaliveIdle?.value}`,
    ),
  ).toEqual(['http tcp:127.0.0.1:8081 15']);
});

const phpFpm = installed('php-fpm8.2', 'php-fpm8.4', 'php-fpm8.3', 'php-fpm');
oracle('php-fpm -tt', phpFpm, (program) => {
  const cases: readonly (readonly string[])[] = [
    ['[www]\nlisten = 9000\npm = static\npm.max_children = 5\n'],
    ['[www]\nlisten = /tmp/$pool.sock ; comment\nlisten.mode = 0666\npm = static\npm.max_children = 5\n'],
    ['[www]\nlisten = "127.0.0.1:9001"\npm = static\npm.max_children = 5\n', 'listen = 127.0.0.1:9002\n'],
    [
      '[a]\nlisten = 1\npm = static\npm.max_children = 5\n[b]\nlisten = [::1]:9003\npm = static\npm.max_children = 7\n',
      '[a]\nlisten = 127.0.0.1:9004\n',
    ],
    ['[www]\nlisten=localhost:9005\npm=ondemand\npm.max_children=2\nrequest_terminate_timeout=2m\n'],
  ];
  test.each(cases.map((texts) => [texts.join('---\n'), texts] as const))('%s', (_, texts) => {
    const pools = texts.map((text, i) => [
      `pool.d/${i}.conf`,
      text.replaceAll(']\nlisten', ']\nuser = www-data\nlisten'),
    ]);
    const main = '[global]\nerror_log = /dev/null\ninclude = pool.d/*.conf\n';
    inDirectory({ ...Object.fromEntries(pools), 'php-fpm.conf': main }, (directory) => {
      const args = ['-tt', '-p', directory, '-y', `${directory}/php-fpm.conf`];
      const done = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
      const said = `${done.stdout}${done.stderr}`;
      // every line is said twice when the log goes to the terminal
      const values = new Map<string, string>();
      let pool = '';
      for (const line of said.split('\n')) {
        const text = /NOTICE: (.*)$/.exec(line)?.[1]?.trim() ?? '';
        pool = /^\[(.*)\]$/.exec(text)?.[1] ?? pool;
        const value = /^listen = (.*)$/.exec(text)?.[1];
        if (value !== undefined) values.set(pool, value);
      }
      const ours = readPools(texts.map((text, i) => SourceText.fromString(`${i}.conf`, text)));
      expect(Object.fromEntries(ours.map((one) => [one.name, one.settings.get('listen')?.text])), said).toEqual(
        Object.fromEntries(values),
      );
      expect(ours.every((one) => poolListener(one)?.listen.kind !== 'unresolved')).toBe(true);
    });
  });
});

describe('input that cannot be used', () => {
  const why = (files: Record<string, string | null>) => {
    const bindings = around({ files });
    bindings.judge(dialOf('127.0.0.1:8000'));
    return bindings.skipped().map((one) => `${one.path}: ${one.why}`);
  };

  test('binary files, other encodings, large files, broken notations', () => {
    expect(why({ '/p/app.service': 'a\0b' })).toEqual(['/p/app.service: a binary file']);
    expect(why({ '/p/supervisord.conf': `[program:a]\n${'x'.repeat(300_000)}` })).toEqual([
      '/p/supervisord.conf: larger than 256 KiB',
    ]);
    expect(why({ '/p/ecosystem.config.js': 'export default {' })).toEqual(['/p/ecosystem.config.js: Unexpected token']);
    expect(why({ '/p/uwsgi.yaml': 'uwsgi: [' })).toHaveLength(1);
    expect(why({ '/p/appsettings.json': '{ "Kestrel": [ }' })).toHaveLength(1);
    expect(why({ '/p/src/application.yml': 'server: [' })).toHaveLength(1);
  });

  test('UTF-16', () => {
    const fs = memoryFileSystem({ '/p/.git/HEAD': '', '/p/nginx.conf': '', '/p/app.service': '' });
    const utf16 = {
      ...fs,
      read: (path: string) => (path === '/p/app.service' ? Uint8Array.from([0xff, 0xfe, 0x5b, 0]) : fs.read(path)),
    };
    const bindings = discoverBindings({ fs: utf16, mainFile: '/p/nginx.conf', nginxFiles: ['/p/nginx.conf'] });
    bindings.all();
    expect(bindings.skipped().map((one) => one.why)).toEqual(['UTF-16, not UTF-8']);
  });

  const names = [
    '/p/app.service',
    '/p/app.socket',
    '/p/app.service.d/x.conf',
    '/p/supervisord.conf',
    '/p/ecosystem.config.js',
    '/p/Procfile',
    '/p/package.json',
    '/p/gunicorn.conf.py',
    '/p/config/puma.rb',
    '/p/unicorn.rb',
    '/p/uwsgi.ini',
    '/p/uwsgi.xml',
    '/p/uwsgi.yaml',
    '/p/application.properties',
    '/p/application.yml',
    '/p/appsettings.json',
    '/p/server.xml',
  ];
  const parts = fc.array(
    fc.constantFrom(
      ...[
        '[Service]\n',
        '[Socket]\n',
        '[uwsgi]\n',
        '[program:a]\n',
        'ExecStart=',
        'command=',
        'ListenStream=',
        'gunicorn -b :1 ',
        'npm run a',
        'bind = ',
        'bind ',
        'port ',
        'listen ',
      ],
      ...[
        '"',
        "'",
        '"""',
        '\\',
        '\n',
        ' ',
        '#{',
        '}',
        '${',
        '%(x)s',
        '%d',
        '$(A)',
        '<a b="c">',
        '<!--',
        '(',
        ')',
        '[',
        ']',
        '{',
        'if ',
        'end\n',
        'ENV["A"]',
        'os.environ.get(',
        ',',
        '=',
        ':',
        '\u00e4',
        '\x80',
        ';',
        '| ',
        'do |x|',
        'for = 1 2\n',
        'endfor=\n',
        'ini = uwsgi.ini\n',
        '<uwsgi>',
        'module.exports = ',
        'Kestrel',
        'server.port=',
      ],
    ),
    { maxLength: 40 },
  );

  test('any text under any of the names neither throws nor leaves its file', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom(...names), parts, fc.constantFrom(...names), (a, first, b, second) => {
        const bindings = around({ files: { [second]: b.join(''), [first]: a.join('') } });
        for (const app of bindings.apps()) {
          for (const { span } of [app, ...app.bindings]) {
            const { source, start, end } = originOf(span);
            expect(0 <= start && start <= end && end <= source.length).toBe(true);
            textOf(span);
          }
        }
        bindings.judge(dialOf('127.0.0.1:1'));
      }),
      { numRuns: 600 },
    );
  });

  test.each([
    '(',
    '[',
    '"',
    '#{',
    '<a ',
    '{',
    'not ',
    '-',
    'a.',
    'if x\n',
    '${',
    '%(',
    "sh -c '",
    'x or ',
    '!',
    '\\\n',
  ])('%j a hundred thousand times takes no more than linear time', (part) => {
    const started = Date.now();
    const text = part.repeat(Math.floor(200_000 / part.length));
    around({
      files: {
        '/p/app.service': `[Service]\nExecStart=gunicorn -b ${text}\n`,
        '/p/supervisord.conf': `[program:a]\ncommand=gunicorn -b ${text}\n`,
        '/p/gunicorn.conf.py': `bind = ${text}`,
        '/p/puma.rb': `bind ${text}`,
        '/p/uwsgi.ini': `[uwsgi]\nsocket = ${text}`,
        '/p/server.xml': `<Server>${text}`,
        '/p/ecosystem.config.js': `module.exports = ${text}`,
        '/p/application.properties': `server.port=${text}`,
        '/p/Procfile': `web: ${text}`,
      },
    }).all();
    expect(Date.now() - started).toBeLessThan(8000);
  });
});
