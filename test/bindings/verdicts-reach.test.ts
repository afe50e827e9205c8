import { describe, expect, test } from 'vitest';
import { compose, dialOf, judged, type Setup, short } from './harness.ts';

const app = (lines: string, nginx?: string) => compose(`  app:\n${lines}`, nginx);
const MOUNT = './nginx:/etc/nginx/conf.d:ro <- nginx runs in `web`';
const onHost = (setup: Setup): Setup => ({ ...setup, config: { place: 'host' } });
const declared = (...listen: string[]): Setup => ({
  files: {},
  config: { place: 'host', declared: [{ name: 'api', listen, protocol: 'http' }] },
});

describe('loopback-bind', () => {
  const local = app('    build: .\n    command: gunicorn -b 127.0.0.1:8000 a\n');

  test('from another container', () => {
    expect(judged(local, 'app:8000')).toMatchObject({
      'loopback-bind': 'high',
      data: { app: 'app', declared: '127.0.0.1:8000', bind: '0.0.0.0:8000', where: 'container' },
      evidence: ['127.0.0.1:8000 <- `app` listens here', MOUNT],
      suggestions: [],
    });
  });

  test.each([
    ['a port published for nobody', `    ports: ["8000:8000"]\n`, 'app:8000', 'loopback-bind high'],
    ['a probe from within', `    healthcheck: {test: "curl localhost:8000"}\n`, 'app:8000', 'loopback-bind high'],
    ['another port is another matter', '', 'app:8001', 'wrong-port high'],
  ])('%s', (_, lines, address, expected) => {
    expect(short(app(`    build: .\n    command: gunicorn -b 127.0.0.1:8000 a\n${lines}`), address)).toBe(expected);
  });

  test('through a published port', () => {
    const published = onHost(app('    build: .\n    command: gunicorn -b 127.0.0.1:8000 a\n    ports: ["81:8000"]\n'));
    expect(short(published, '127.0.0.1:81')).toBe('loopback-bind high');
    expect(
      short(onHost(app('    build: .\n    command: gunicorn -b :8000 a\n    ports: ["81:8000"]\n')), '127.0.0.1:81'),
    ).toBe('ok');
  });

  test.each([
    ['a default, and nothing else speaks for the port', '    command: ./manage.py runserver\n', 'loopback-bind medium'],
    ['a default that the author publishes', '    command: ./manage.py runserver\n    ports: ["8000:8000"]\n', 'ok'],
    ['a second bind', '    command: gunicorn -b 127.0.0.1:8000 -b 0.0.0.0:8000 a\n', 'ok'],
    ['a second bind nobody knows', '    command: gunicorn -b 127.0.0.1:8000 -b :$$X a\n', 'unknown'],
    ['a config file of gunicorn may say more', '    command: gunicorn a\n', 'unknown'],
  ])('%s', (_, lines, expected) => {
    expect(short(app(`    build: .\n${lines}`), 'app:8000')).toContain(expected);
  });

  test("the host's own loopback is seen from containers by Docker Desktop only", () => {
    const setup: Setup = {
      ...compose('', '    image: nginx\n    extra_hosts: ["host.docker.internal:host-gateway"]'),
      config: { declared: [{ name: 'api', listen: '127.0.0.1:3000', container: 'host' }] },
    };
    expect(short(setup, 'host.docker.internal:3000')).toBe('loopback-bind medium');
  });
});

describe('bind-address', () => {
  test('another address of the machine', () => {
    expect(judged(declared('10.0.0.5:3000'), '127.0.0.1:3000')).toMatchObject({
      'bind-address': 'high',
      data: { app: 'api', declared: '10.0.0.5:3000' },
      suggestions: ['10.0.0.5:3000'],
    });
  });

  test.each([
    ['[::1]:3000', '127.0.0.1:3000', 'bind-address high'],
    ['0.0.0.0:3000', '[::1]:3000', 'bind-address high'],
    ['127.0.0.1:3000', '[::1]:3000', 'bind-address high'],
    ['[::]:3000', '127.0.0.1:3000', 'ok'],
    ['0.0.0.0:3000', '127.0.0.1:3000', 'ok'],
    ['10.0.0.5:3000', '127.0.0.1:3001', 'unknown'],
    ['10.0.0.5:3000', '10.0.0.5:3000', 'ok'],
  ])('%s, dialled as %s', (listen, address, expected) => {
    expect(short(declared(listen), address)).toContain(expected);
  });

  test('an address of the same app that nobody knows', () => {
    expect(short(declared('10.0.0.5:3000', '$X:3000'), '127.0.0.1:3000')).toMatch(/^unknown/);
  });
});

describe('not-published', () => {
  const inside = (more = '') => onHost(app(`    build: .\n    command: gunicorn -b :9000 a\n${more}`));

  test('only in the container', () => {
    expect(judged(inside(), 'localhost:9000')).toMatchObject({
      'not-published': 'medium',
      data: { app: 'app', publish: '127.0.0.1:9000:9000' },
      suggestions: [],
    });
  });

  test.each([
    ['exposed alone is no bind', onHost(app('    build: .\n    expose: [9000]\n'))],
    ['a free port of the host', inside('    ports: ["9000"]\n')],
    ['the default of an image', onHost(compose('  app:\n    image: php:8.3-fpm\n'))],
    [
      'two services have it',
      onHost(
        compose(
          '  a:\n    build: .\n    command: gunicorn -b :9000 a\n  b:\n    build: .\n    command: gunicorn -b :9000 a\n',
        ),
      ),
    ],
  ])('unknown: %s', (_, setup) => {
    expect(short(setup, 'localhost:9000')).toMatch(/^unknown/);
  });

  test('an inferred host needs the name of the app', () => {
    const files = { '/p/compose.yaml': 'services:\n  app:\n    build: .\n    command: gunicorn -b :9000 a\n' };
    const setup = { files, nginx: '/p/etc/nginx/sites-enabled/shop' };
    expect(short(setup, 'localhost:9000')).toMatch(/^unknown/);
    expect(short(setup, 'localhost:9000', { hints: ['app'] })).toBe('not-published medium');
  });
});

describe('names', () => {
  const backend = compose('  backend:\n    build: .\n    command: gunicorn -b :8000 a\n');

  test('a slip', () => {
    expect(judged(backend, 'bakend:8000')).toMatchObject({
      'unknown-host': 'high',
      data: { host: 'bakend', declared: 'backend' },
      suggestions: ['backend:8000'],
    });
    expect(short(backend, 'bakemd:8000')).toBe('unknown-host medium');
  });

  test.each([
    ['unlike all', 'payments:80', backend],
    ['another instance', 'backend2:8000', backend],
    ['with a dot', 'bakend.example.com:8000', backend],
    [
      'external links',
      'bakend:8000',
      compose('  backend:\n    build: .\n', '    image: nginx\n    external_links: [x]'),
    ],
    [
      'another deployment has it',
      'bakend:8000',
      { files: { ...backend.files, '/p/other/compose.yaml': 'services:\n  bakend:\n    build: .\n' } },
    ],
    ['the near one is out of reach', 'bakend:8000', compose('  backend:\n    build: .\n    networks: [back]\n')],
  ])('unknown: %s', (_, address, setup) => {
    expect(short(setup, address)).toMatch(/^unknown/);
  });

  test('no network in common', () => {
    const apart = compose('  app:\n    build: .\n    networks: [back]\n');
    expect(judged(apart, 'app:8000')).toMatchObject({
      'unreachable-network': 'high',
      data: { app: 'app', client: 'web', networks: 'default', declared: 'back' },
    });
    expect(short(compose('  app:\n    build: .\n    network_mode: host\n'), 'app:80')).toBe('unreachable-network high');
    expect(short(compose('  app:\n    build: .\n    network_mode: "service:x"\n'), 'app:80')).toMatch(/^unknown/);
  });

  test('two keys of one network', () => {
    const files = {
      '/p/compose.yaml':
        'services:\n  web:\n    image: nginx\n    volumes: ["./nginx:/etc/nginx/conf.d"]\n    networks: [a]\n  app:\n    build: .\n    command: gunicorn -b :8000 a\n    networks: [b]\nnetworks:\n  a: {name: x}\n  b: {name: x}\n',
    };
    expect(short({ files }, 'app:8000')).toBe('ok');
  });
});

describe('protocol', () => {
  const serving = (command: string) => app(`    build: .\n    command: ${command}\n`);

  test.each([
    ['uwsgi --socket :8000', 'proxy', false, 'protocol high'],
    ['uwsgi --http-socket :8000', 'uwsgi', false, 'protocol high'],
    ['uwsgi --http-socket :8000', 'proxy', false, 'ok'],
    ['uvicorn a:b --host 0.0.0.0 --port 8000', 'proxy', true, 'protocol high'],
    ['uvicorn a:b --host 0.0.0.0 --port 8000 --ssl-keyfile k --ssl-certfile c', 'proxy', false, 'protocol high'],
    ['uvicorn a:b --host 0.0.0.0 --port 8000', 'fastcgi', false, 'protocol high'],
    ['node server.js --port 8000', 'proxy', true, 'unknown'],
    ['./server --port 8000', 'fastcgi', false, 'ok'],
    ['gunicorn -b :8000 a', 'stream', false, 'ok'],
    ['gunicorn -b :8000 a', 'grpc', false, 'ok'],
  ] as const)('%s, dialled by %s (TLS: %s)', (command, family, tls, expected) => {
    expect(short(serving(command), 'app:8000', { family, tls })).toContain(expected);
  });

  test('what only speaks about the port knows no protocol', () => {
    expect(short(serving('uwsgi --socket :8000\n    ports: ["8000:8000"]'), 'app:8000')).toBe('protocol high');
  });

  test("the image's own pool", () => {
    const fpm = compose('  app:\n    image: php:8.3-fpm\n');
    expect(judged(fpm, 'app:9000')).toMatchObject({
      protocol: 'medium',
      data: { declared: 'FastCGI', asked: 'HTTP', instead: 'fastcgi_pass app:9000' },
    });
    expect(short(fpm, 'app:9000', { family: 'fastcgi' })).toBe('ok');
  });

  test('two apps of one name that speak differently', () => {
    const two = compose(
      '  a:\n    build: .\n    command: uwsgi --socket :8000\n    networks: {default: {aliases: [app]}}\n  b:\n    build: .\n    command: uwsgi --http-socket :8000\n    networks: {default: {aliases: [app]}}\n',
    );
    expect(short(two, 'app:8000', { family: 'scgi' })).not.toBe('ok');
  });
});

describe('transport', () => {
  const POOL = (listen: string) => ({ files: { '/p/php/www.conf': `[www]\npm = static\nlisten = ${listen}\n` } });
  const fastcgi = { family: 'fastcgi' } as const;

  test('a port of an app with a socket', () => {
    const shared = (web: string): Setup => ({
      files: {
        '/p/compose.yaml': `services:\n  web:\n    image: nginx\n    volumes: ["./nginx:/etc/nginx/conf.d"${web}]\n  app:\n    build: .\n    command: gunicorn -b unix:/run/s/a.sock a\n    volumes: ["run:/run/s"]\nvolumes: {run: {}}\n`,
      },
    });
    expect(judged(shared(', "run:/sockets"'), 'app:8000')).toMatchObject({
      transport: 'high',
      data: { declared: '/run/s/a.sock', listens: 'unix' },
      suggestions: ['unix:/sockets/a.sock'],
    });
    expect(judged(shared(''), 'app:8000')).toMatchObject({ transport: 'high', suggestions: [] });
  });

  test('a pool on the host', () => {
    expect(judged(POOL('/run/php/www.sock'), '127.0.0.1:9000', fastcgi)).toMatchObject({
      transport: 'medium',
      suggestions: ['unix:/run/php/www.sock'],
    });
    expect(short(POOL('/run/php/www.sock'), '127.0.0.1:9000')).toMatch(/^unknown/);
    expect(judged(POOL('127.0.0.1:9000'), 'unix:/run/php/www.sock', fastcgi)).toMatchObject({
      transport: 'medium',
      data: { listens: 'tcp', declared: '127.0.0.1:9000' },
      suggestions: ['127.0.0.1:9000'],
    });
  });

  test('a socket dialled in a container, php-fpm in another one', () => {
    expect(judged(compose('  php:\n    image: php:8.3-fpm\n'), 'unix:/run/php/www.sock', fastcgi)).toMatchObject({
      transport: 'medium',
      suggestions: ['php:9000'],
    });
  });
});

describe('images, names of the host, addresses of containers', () => {
  test('a port that only the image speaks about', () => {
    const fpm = compose('  app:\n    image: php:8.3-fpm\n');
    expect(judged(fpm, 'app:9001', { family: 'fastcgi' })).toMatchObject({
      'image-default-port': 'medium',
      suggestions: ['app:9000'],
    });
    expect(short(compose('  app:\n    image: gitea/gitea\n'), 'app:80')).toMatch(/^unknown/);
    expect(short(compose('  app:\n    image: php:8.3-fpm\n    environment: {PORTS: "9001"}\n'), 'app:9001')).toMatch(
      /^unknown/,
    );
  });

  test('a name of compose on the host', () => {
    const services = '  app:\n    build: .\n    command: gunicorn -b :8000 a\n    ports: ["81:8000"]\n';
    expect(judged(onHost(app('    build: .\n    ports: ["81:8000"]\n')), 'app:8000')).toMatchObject({
      'service-name-on-host': 'high',
      suggestions: ['127.0.0.1:81'],
    });
    expect(short(compose(services, '    image: nginx\n    network_mode: host'), 'app:8000')).toBe(
      'service-name-on-host high',
    );
    const inferred = { files: { '/p/compose.yaml': `services:\n${services}` }, nginx: '/p/etc/nginx/sites-enabled/x' };
    expect(short(inferred, 'app:8000')).toMatch(/^unknown/);
  });

  test('an address of a container', () => {
    const gunicorn = app('    build: .\n    command: gunicorn -b :8000 a\n');
    expect(judged(gunicorn, '172.18.0.3:8000')).toMatchObject({ 'container-ip': 'medium', suggestions: ['app:8000'] });
    for (const address of ['172.18.0.1', '172.18.4.3', '10.0.0.3', '172.16.0.3']) {
      expect(short(gunicorn, `${address}:8000`)).toMatch(/^unknown/);
    }
  });
});

describe('sockets: permissions, private directories, clients', () => {
  const worker = (user: string, group = user) => {
    const span = dialOf('x:1').span;
    return { family: 'fastcgi', worker: { user, group, span } } as const;
  };
  const pool = (lines: string): Setup => ({
    files: { '/p/php/www.conf': `[www]\npm = static\nlisten = /run/p.sock\n${lines}` },
    config: { place: 'host' },
  });

  test.each([
    ['listen.owner = a\nlisten.group = a\nlisten.mode = 0660\n', 'www-data', 'socket-permission medium'],
    ['listen.owner = a\nlisten.group = a\nlisten.mode = 0600\n', 'www-data', 'socket-permission high'],
    ['listen.owner = a\nlisten.group = www-data\nlisten.mode = 0660\n', 'www-data', 'ok'],
    ['listen.owner = a\nlisten.group = web\nlisten.mode = 0660\n', 'www-data', 'ok'],
    ['listen.owner = a\nlisten.group = a\nlisten.mode = 0666\n', 'www-data', 'ok'],
    ['listen.owner = a\nlisten.group = a\nlisten.mode = 0660\n', 'a', 'ok'],
    ['listen.owner = a\nlisten.group = a\nlisten.mode = 0600\n', 'root', 'ok'],
  ])('%j for %s', (lines, user, expected) => {
    expect(short(pool(lines), 'unix:/run/p.sock', worker(user))).toBe(expected);
  });

  test('whose workers they are is not known', () => {
    expect(short(pool('listen.owner = a\nlisten.mode = 0600\n'), 'unix:/run/p.sock', { family: 'fastcgi' })).toBe('ok');
  });

  test.each([
    ['10.0.0.5', 'allowed-clients medium'],
    ['127.0.0.1', 'ok'],
    ['10.0.0.5,127.0.0.1', 'ok'],
    ['10.0.0.5, 127.0.0.1', 'allowed-clients medium'],
    ['localhost', 'allowed-clients medium'],
  ])('clients %s', (clients, expected) => {
    const files = {
      '/p/php/www.conf': `[www]\npm = static\nlisten = 127.0.0.1:9000\nlisten.allowed_clients = ${clients}\n`,
    };
    expect(short({ files }, '127.0.0.1:9000', { family: 'fastcgi' })).toBe(expected);
  });

  test('a /tmp of its own', () => {
    const unit = (more: string): Setup => ({
      files: {
        '/p/app.service': `[Service]\n${more}User=a\nExecStart=/venv/bin/gunicorn --bind unix:/tmp/a.sock x\n[Install]\nWantedBy=multi-user.target\n`,
      },
      config: { place: 'host' },
    });
    expect(short(unit('PrivateTmp=true\n'), 'unix:/tmp/a.sock')).toBe('private-tmp high');
    expect(short(unit(''), 'unix:/tmp/a.sock')).toBe('ok');
  });
});
