// biome-ignore-all lint/suspicious/noTemplateCurlyInString: systemd's own variables
import { describe, expect, test } from 'vitest';
import { discoverBindings } from '../../src/bindings/index.ts';
import { listenText } from '../../src/bindings/listen.ts';
import { specifiersOf } from '../../src/bindings/systemd/load.ts';
import { readAssignments, settingsOf, type Unit } from '../../src/bindings/systemd/unit-file.ts';
import { commandsOf, unitWords, withSpecifiers } from '../../src/bindings/systemd/unit-words.ts';
import type { App } from '../../src/bindings/types.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { around, type Setup, short } from './harness.ts';
import { inDirectory, installed, oracle, run } from './programs.ts';

/** The apps of a project, one line each: name, server, `address protocol evidence`, `+` when there may be more. */
function apps(files: Record<string, string>): string[] {
  return around({ files }).apps().map(told);
}

function told(app: App): string {
  const bindings = app.bindings.map((b) => `${listenText(b.listen)} ${b.protocol} ${b.evidence}`);
  return [app.name, app.server ?? '?', ...bindings, ...(app.closed ? [] : ['+'])].join(' | ');
}

const service = (lines: string, more = '') => `[Unit]\nDescription=x\n${more}\n[Service]\n${lines}\n`;

describe('the command', () => {
  test.each([
    ['ExecStart=/usr/bin/gunicorn -b :8000 app', 'gunicorn | tcp:0.0.0.0:8000 http declared'],
    ['ExecStart = -@/usr/bin/gunicorn gunicorn-app -b :8000 app', 'gunicorn | tcp:0.0.0.0:8000 http declared'],
    ['ExecStart=/bin/a\nExecStart=\nExecStart=/bin/gunicorn -b :2 app', 'gunicorn | tcp:0.0.0.0:2 http declared'],
    ['ExecStart=/bin/gunicorn \\\n# -b :1 \\\n; -b :2\n  -b :3 \\\n  app', 'gunicorn | tcp:0.0.0.0:3 http declared'],
    ['ExecStart=/bin/gunicorn "--bind" \':8000\' app', 'gunicorn | tcp:0.0.0.0:8000 http declared'],
    [
      'ExecStart=/bin/gunicorn --bind ${H}:${P} app\nEnvironment=H=127.0.0.1 "P=81"',
      'gunicorn | tcp:127.0.0.1:81 http derived',
    ],
    ['Environment=ARGS="-b :82 app"\nExecStart=/bin/gunicorn $ARGS', 'gunicorn | tcp:0.0.0.0:82 http derived'],
    ['Environment="ARGS=-b :82 app"\nExecStart=/bin/gunicorn $ARGS', 'gunicorn | tcp:0.0.0.0:82 http derived'],
    ['Environment="ARGS=-b :82 app"\nExecStart=:/bin/gunicorn $ARGS', 'gunicorn | tcp:127.0.0.1:8000 http default | +'],
    [
      'Environment=PORT=83\nExecStart=/bin/gunicorn app\nUnsetEnvironment=PORT',
      'gunicorn | tcp:127.0.0.1:8000 http default | +',
    ],
    ['Environment=PORT=83\nExecStart=/bin/gunicorn app', 'gunicorn | tcp:0.0.0.0:83 http env-port | +'],
    [
      `Environment=PORT=84\nExecStart=/bin/bash -lc 'exec gunicorn -b :$PORT app'`,
      'gunicorn | tcp:0.0.0.0:84 http derived',
    ],
    [
      'WorkingDirectory=/srv/app\nExecStart=/bin/gunicorn -b unix:run/a.sock app',
      'gunicorn | unix:/srv/app/run/a.sock http declared',
    ],
    ['ExecStart=/bin/gunicorn -b unix:a.sock app', 'gunicorn | unix:/a.sock http declared'],
    [
      'RuntimeDirectory=app\nExecStart=/bin/gunicorn -b unix:%t/%p/%n.sock app',
      'gunicorn | unix:/run/app/app.service.sock http derived',
    ],
    ['Type=oneshot\nExecStart=/bin/true ; /bin/gunicorn -b :85 app', 'gunicorn | tcp:0.0.0.0:85 http declared'],
    ['EnvironmentFile=/etc/default/none\nExecStart=/bin/gunicorn -b :${P} app', 'gunicorn | unresolved http declared'],
    ['ExecStart=/bin/gunicorn -b {{ bind }} app', 'gunicorn | unresolved http declared | +'],
    ['ExecStart=/opt/app/server --port 8080', '? | tcp:?:8080 unknown declared | +'],
  ])('%s', (lines, expected) => {
    expect(apps({ '/p/app.service': service(lines) })).toEqual([`app | ${expected}`]);
  });

  test('files of variables: comments, quotes, continued lines; later than Environment=', () => {
    const unit = service('Environment=P=1\nEnvironmentFile=-/etc/default/app\nExecStart=/bin/gunicorn -b $B:${P} app');
    const file = '# c\n; c\nP="86" \nB = 1\nC=a\\\nb # kept\n';
    expect(apps({ '/p/deploy/app.service': unit, '/p/deploy/etc/default/app': file })).toEqual([
      'app | gunicorn | unresolved http derived',
    ]);
    expect(apps({ '/p/deploy/app.service': unit.replace('$B', '0.0.0.0'), '/p/deploy/etc/default/app': file })).toEqual(
      ['app | gunicorn | tcp:0.0.0.0:86 http derived'],
    );
  });

  test('a configuration file of the project that the command names', () => {
    const files = {
      '/p/contrib/netbox.service': service(
        'WorkingDirectory=/opt/netbox\nExecStart=/opt/netbox/venv/bin/gunicorn --pythonpath /opt/netbox/netbox --config /opt/netbox/gunicorn.py netbox.wsgi',
      ),
      '/p/contrib/gunicorn.py': "bind = '127.0.0.1:8001'\nworkers = 5\nthreads = 3\ntimeout = 120\n",
    };
    const [app] = around({ files }).apps();
    expect(told(app!)).toBe('netbox | gunicorn | tcp:127.0.0.1:8001 http declared');
    expect(app!.bindings[0]!.via?.map(textOf)).toEqual(['/opt/netbox/gunicorn.py']);
    expect(app!.bindings[0]!.settings?.workers?.value).toBe(15);
    expect(short({ files }, '127.0.0.1:8001')).toBe('ok');
  });
});

describe('drop-ins and templates', () => {
  test('a drop-in resets and replaces', () => {
    const files = {
      '/p/app.service': service('ExecStart=/bin/gunicorn -b :1 app\nUser=a'),
      '/p/app.service.d/20.conf': '[Service]\nUser=c\n',
      '/p/app.service.d/10.conf': '[Service]\nExecStart=\nExecStart=/bin/gunicorn -b :2 app\nUser=b\n',
    };
    expect(apps(files)).toEqual(['app | gunicorn | tcp:0.0.0.0:2 http declared']);
    expect(around({ files }).apps()[0]?.user?.value).toBe('c');
  });

  test('a template without instances is not known, with instances each is one', () => {
    const template = service('ExecStart=/bin/gunicorn -b 127.0.0.1:80%i app');
    expect(apps({ '/p/app@.service': template })).toEqual(['app@ | gunicorn | unresolved http declared']);
    expect(
      apps({
        '/p/app@.service': template,
        '/p/all.service': service('ExecStart=/bin/true', 'Wants=app@01.service app@02.service'),
        '/p/app@03.service.d/x.conf': '[Service]\nUser=x\n',
      }),
    ).toEqual([
      'all | ? | +',
      'app@01 | gunicorn | tcp:127.0.0.1:8001 http derived',
      'app@02 | gunicorn | tcp:127.0.0.1:8002 http derived',
      'app@03 | gunicorn | tcp:127.0.0.1:8003 http derived',
    ]);
  });

  test('instances and units that the settings name', () => {
    const files = {
      '/p/deploy/app@.service': service('ExecStart=/bin/gunicorn -b 127.0.0.1:80%i app', 'Requires=app@%i.socket'),
      '/p/deploy/app@.socket': '[Socket]\nListenStream=/run/app-%i.sock\n',
      '/p/old/app@.service': service('ExecStart=/bin/gunicorn -b 127.0.0.1:90%i app'),
    };
    const told_ = (systemd: object) =>
      around({ files, config: { sources: { systemd } } })
        .apps()
        .map(told);
    expect(told_({ instances: { 'app@.service': ['01', '02'] }, units: ['deploy/*'] })).toEqual([
      'app@01 | gunicorn | unix:/run/app-01.sock http derived',
      'app@02 | gunicorn | unix:/run/app-02.sock http derived',
    ]);
    expect(told_({ instances: { 'app@.service': ['01'] }, units: ['old/*.service'] })).toEqual([
      'app@01 | gunicorn | tcp:127.0.0.1:9001 http derived',
    ]);
    // without discovery the units that are named are read all the same
    expect(
      around({ files, config: { sources: { auto: false, systemd: { units: ['old/*'] } } } })
        .apps()
        .map(told),
    ).toEqual(['app@ | gunicorn | unresolved http declared']);
  });

  test('on the machine itself /etc wins, and drop-ins of all directories count', () => {
    const unit = (port: number) => service(`ExecStart=/bin/gunicorn -b :${port} app`);
    const fs = memoryFileSystem({
      '/etc/nginx/nginx.conf': '',
      '/usr/lib/systemd/system/app.service': unit(1),
      '/etc/systemd/system/app.service': unit(2),
      '/usr/lib/systemd/system/app.service.d/a.conf': '[Service]\nUser=vendor\nUMask=0007\n',
      '/etc/systemd/system/app.service.d/a.conf': '[Service]\nUser=local\n',
      '/usr/lib/systemd/system/cron.service': service('ExecStart=/usr/sbin/cron -f'),
      '/usr/lib/systemd/system/nginx.service': service(
        'ExecStart=/usr/sbin/nginx\nPrivateTmp=true\nLimitNOFILE=4096:8192',
      ),
    });
    const found = discoverBindings({
      fs,
      mainFile: '/etc/nginx/nginx.conf',
      nginxFiles: ['/etc/nginx/nginx.conf'],
    }).apps();
    expect(found.map(told)).toEqual(['app | gunicorn | tcp:0.0.0.0:2 http declared', 'nginx | nginx']);
    expect(found[0]?.user?.value).toBe('local');
    expect([found[1]?.privateTmp?.value, found[1]?.openFiles?.value]).toEqual([true, 4096]);
  });
});

describe('sockets', () => {
  const gunicorn = (more = '') => service('ExecStart=/bin/gunicorn -b :1 app\nUser=web\nGroup=www', more);
  const socket = (lines: string) => `[Socket]\n${lines}\n[Install]\nWantedBy=sockets.target\n`;

  test.each([
    ['ListenStream=/run/app.sock', 'unix:/run/app.sock'],
    ['ListenStream=%t/app.sock', 'unix:/run/app.sock'],
    ['ListenStream=8000', 'tcp:*:8000'],
    ['ListenStream=127.0.0.1:8000', 'tcp:127.0.0.1:8000'],
    ['ListenStream=[::]:8000', 'tcp:*:8000'],
    ['BindIPv6Only=ipv6-only\nListenStream=8000', 'tcp:[::]:8000'],
    ['ListenStream=1\nListenStream=\nListenStream=2', 'tcp:*:2'],
    ['ListenStream=@abstract', 'unresolved'],
  ])('%s', (lines, expected) => {
    const [app] = around({ files: { '/p/app.socket': socket(lines) } }).apps();
    expect(app?.bindings.map((b) => listenText(b.listen))).toEqual([expected]);
  });

  test('gunicorn listens on what it is handed instead of its own binds', () => {
    const files = {
      '/p/app.socket': socket('ListenStream=/run/app.sock'),
      '/p/app.service': gunicorn('Requires=app.socket'),
    };
    expect(apps(files)).toEqual(['app | gunicorn | unix:/run/app.sock http declared']);
    const [app] = around({ files }).apps();
    const file = app!.bindings[0]!.socket!;
    expect([file.owner?.value, file.group?.value, file.mode?.value, file.mode?.by]).toEqual([
      'root',
      'root',
      0o666,
      'default',
    ]);
    expect([app!.user?.value, app!.startsAtBoot?.value]).toEqual(['web', true]);
  });

  test('a socket that nothing ties to the service may not be there', () => {
    const files = {
      '/p/app.socket': socket('ListenStream=/run/app.sock\nSocketUser=www-data\nSocketMode=0660'),
      '/p/app.service': gunicorn('#Requires=app.socket'),
    };
    expect(apps(files)).toEqual(['app | gunicorn | unix:/run/app.sock http derived | tcp:0.0.0.0:1 http declared | +']);
    const file = around({ files }).apps()[0]!.bindings[0]!.socket!;
    expect([file.owner?.value, file.group, file.mode?.value]).toEqual(['www-data', undefined, 0o660]);
  });

  test('Service= and Sockets= tie other names; Accept=yes starts a process for each connection', () => {
    expect(
      apps({ '/p/in.socket': `${socket('ListenStream=7\nService=app.service')}`, '/p/app.service': gunicorn() }),
    ).toEqual(['app | gunicorn | tcp:*:7 http derived | tcp:0.0.0.0:1 http declared | +']);
    expect(
      apps({
        '/p/in.socket': socket('ListenStream=7'),
        '/p/app.service': gunicorn().replace('[Service]', '[Service]\nSockets=in.socket'),
      }),
    ).toEqual(['app | gunicorn | tcp:*:7 http declared']);
    expect(apps({ '/p/in.socket': socket('ListenStream=7\nAccept=yes') })).toEqual([]);
  });

  test('uvicorn listens on a socket only when it is told to, php-fpm never', () => {
    const both = (command: string) =>
      apps({
        '/p/a.socket': socket('ListenStream=7'),
        '/p/a.service': service(`ExecStart=${command}`, 'Requires=a.socket'),
      });
    expect(both('/bin/uvicorn a:b')).toEqual(['a | uvicorn | tcp:127.0.0.1:8000 http default']);
    expect(both('/bin/uvicorn a:b --fd 3')).toEqual(['a | uvicorn | tcp:*:7 http declared']);
    expect(both('/usr/sbin/php-fpm8.2')).toEqual(['a | php-fpm | +']);
  });
});

test('what else a unit says', () => {
  const lines =
    'ExecStart=/bin/hypercorn -b unix:/run/app/a.sock a\nUser=web\nGroup=www\nSupplementaryGroups=x y\nUMask=0007\nDynamicUser=no\nPrivateTmp=true\nRuntimeDirectory=app app/sub\nRuntimeDirectoryMode=0750\nRestart=on-failure\nLimitNOFILE=infinity\n[Install]\nWantedBy=multi-user.target';
  const [app] = around({ files: { '/p/a.service': service(lines, 'After=network.target b.service') } }).apps();
  expect(app).toMatchObject({
    user: { value: 'web', by: 'declared' },
    group: { value: 'www' },
    supplementary: ['x', 'y'],
    privateTmp: { value: true },
    runtimeDirectories: [
      { path: '/run/app', mode: { value: 0o750, by: 'declared' } },
      { path: '/run/app/sub', mode: { value: 0o750, by: 'declared' } },
    ],
    restarts: { value: true },
    startsAtBoot: { value: true },
    after: ['network.target', 'b.service'],
  });
  expect(app?.openFiles).toBeUndefined();
  expect(app?.bindings[0]?.socket).toMatchObject({
    owner: { value: 'web' },
    group: { value: 'www' },
    mode: { value: 0o770 },
  });
  const plain = around({ files: { '/p/a.service': service('ExecStart=/bin/uwsgi --socket /run/a.sock') } }).apps()[0];
  expect(plain?.bindings[0]?.socket?.mode).toMatchObject({ value: 0o755, by: 'default' });
  expect([plain?.user?.value, plain?.restarts?.value, plain?.startsAtBoot?.value]).toEqual(['root', false, false]);
});

test('a unit supports dials of the host and is none of a container', () => {
  const setup: Setup = { files: { '/p/app.service': service('ExecStart=/bin/gunicorn -b unix:/run/app.sock a') } };
  expect(short(setup, 'unix:/run/app.sock')).toBe('ok');
  expect(short(setup, 'unix:/run/app2.socket')).toMatch(/^unknown/);
});

oracle('systemd-analyze verify', installed('systemd-analyze'), (analyze) => {
  const texts = [
    'ExecStart=/bin/echo a  b\tc',
    `ExecStart=/bin/echo "a b"'c' d`,
    'ExecStart=/bin/echo a \\\n# comment\n; another\n   b \\\n c',
    'ExecStart=/bin/echo \\x41 \\101 \\s\\t \\u0042 x\\;y',
    'ExecStart=/bin/echo "it\'s" \'say "hi"\'',
    'ExecStart=-@/bin/echo name a %n %p %N %t %%',
    'ExecStart=/bin/echo $A ${B} $$C',
    'ExecStart=/bin/echo 1\nExecStart=\nExecStart=/bin/echo 2',
    'ExecStart = /bin/echo ""  e',
  ];
  test.each(texts)('%s', (text) => {
    inDirectory({ 'foo.service': `[Service]\n${text}\n` }, (directory) => {
      const env = { SYSTEMD_LOG_LEVEL: 'debug', SYSTEMD_UNIT_PATH: `${directory}:` };
      const said = run(analyze, ['verify', '--man=no', './foo.service'], { cwd: directory, env });
      const own = said.slice(said.indexOf('-> Unit foo.service:'));
      const lines = [...own.slice(0, own.indexOf('\n\t-> Unit', 5)).matchAll(/Command Line: (.*)/g)].map(
        (match) => match[1],
      );
      const source = SourceText.fromString('foo.service', `[Service]\n${text}\n`);
      const unit: Unit = { name: 'foo.service', file: '/foo.service', source, assignments: readAssignments(source) };
      const commands = settingsOf(unit, 'Service', 'ExecStart').flatMap((line) => commandsOf(unitWords(line)));
      const ours = commands.map((words) => {
        const named = words.map((word) => withSpecifiers(word, specifiersOf(unit)).text);
        const prefix = /^[-@:+!]*/.exec(named[0]!)![0];
        const argv = [named[0]!.slice(prefix.length), ...named.slice(1)];
        return (prefix.includes('@') ? argv.slice(1) : argv).map(quoted).join(' ');
      });
      expect(ours).toEqual(lines);
    });
  });

  test('environment, limits, sockets', () => {
    const unit =
      '[Service]\nEnvironment="A=b c" B=d\nEnvironment=C=\'e f\' D=g\\x20h\nExecStart=/bin/echo\nUMask=007\nLimitNOFILE=100:200\n';
    inDirectory({ 'foo.service': unit }, (directory) => {
      const env = { SYSTEMD_LOG_LEVEL: 'debug', SYSTEMD_UNIT_PATH: `${directory}:` };
      const said = run(analyze, ['verify', '--man=no', './foo.service'], { cwd: directory, env });
      const own = said.slice(said.indexOf('-> Unit foo.service:'));
      const theirs = [...own.slice(0, own.indexOf('\n\t-> Unit', 5)).matchAll(/\tEnvironment: (.*)/g)].map(
        (match) => match[1],
      );
      const source = SourceText.fromString('foo.service', unit);
      const words = settingsOf(
        { name: 'foo.service', file: '/', source, assignments: readAssignments(source) },
        'Service',
        'Environment',
      );
      expect(words.flatMap(unitWords).map((word) => word.text)).toEqual(theirs);
      expect(own).toContain('LimitNOFILESoft: 100');
    });
  });
});

/** A word as systemd prints it in a command line (quote_command_line). */
function quoted(word: string): string {
  if (word !== '' && !/[\s"'$\\`;*?[\]#~&<>|(){}!]/.test(word)) return word;
  return `"${word.replace(/["\\$`]/g, '\\$&').replaceAll('\t', '\\t')}"`;
}
