// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's and php-fpm's own variables
import { describe, expect, test } from 'vitest';
import { compose, judged, type Setup, short } from './harness.ts';

const app = (lines: string, nginx?: string) => compose(`  app:\n${lines}`, nginx);
const gunicorn = '    build: .\n    command: gunicorn shop.wsgi -b 0.0.0.0:8080\n';
const MOUNT = './nginx:/etc/nginx/conf.d:ro <- nginx runs in `web`';

describe('wrong-port', () => {
  test('the command says another port', () => {
    expect(judged(app(gunicorn), 'app:8000')).toEqual({
      'wrong-port': 'high',
      data: { dialled: 'app:8000', app: 'app', declared: '8080' },
      evidence: ['0.0.0.0:8080 <- `app` listens here', MOUNT],
      suggestions: ['app:8080'],
    });
    expect(judged(app(gunicorn), 'app:8080')).toEqual({
      ok: '`app` listens there',
      evidence: ['0.0.0.0:8080 <- `app` listens here'],
    });
  });

  test('several ports', () => {
    const both = app('    build: .\n    command: ["gunicorn", "-b", ":9090", "-b", ":8080", "a"]\n');
    expect(judged(both, 'app:8000')).toMatchObject({
      data: { declared: '8080 and 9090' },
      evidence: [':9090 <- `app` listens here', ':8080 <- `app` listens here', MOUNT],
      suggestions: ['app:8080', 'app:9090'],
    });
  });

  test('confidence follows the evidence', () => {
    expect(short(app('    build: .\n    command: node x.js\n    environment: {PORT: 3000}\n'), 'app:8000')).toBe(
      'wrong-port medium',
    );
    expect(short(app('    build: .\n    command: uvicorn a:b --host 0.0.0.0\n'), 'app:9999')).toBe('wrong-port low');
    expect(short(app('    build: .\n    command: gunicorn -b :${P:-8080} a\n'), 'app:8000')).toBe('wrong-port high');
    expect(short(app(`${gunicorn}    env_file: [none.env]\n`), 'app:8000')).toBe('wrong-port high');
    expect(short(app('    build: .\n    ports: ["8080:8080"]\n'), 'app:8000')).toBe('wrong-port medium');
    expect(
      short(
        app('    build: .\n    expose: ["8080"]\n    healthcheck: {test: "curl -f http://localhost:8080/"}\n'),
        'app:8000',
      ),
    ).toBe('wrong-port medium');
  });

  test('what really runs beats a stale expose, but not a probe or a published port', () => {
    expect(short(app(`${gunicorn}    expose: ["5000"]\n`), 'app:5000')).toBe('wrong-port high');
    expect(short(app(`${gunicorn}    healthcheck: {test: ["CMD", "nc", "-z", "localhost:5000"]}\n`), 'app:5000')).toBe(
      'ok',
    );
    expect(short(app(`${gunicorn}    ports: ["5000:5000"]\n`), 'app:5000')).toBe('ok');
  });

  test.each([
    ['nothing is known', '    build: .\n'],
    ['expose alone is no bind', '    build: .\n    expose: ["8080"]\n'],
    ['metadata disagrees', '    build: .\n    ports: ["8080:8080", "9090:9090"]\n'],
    ['a debugger is no app', '    build: .\n    ports: ["9229:9229"]\n'],
    [
      'the environment mentions the port',
      '    build: .\n    ports: ["8080:8080"]\n    environment: ["LISTEN=:8000"]\n',
    ],
    ['a container port is not knowable', '    build: .\n    ports: ["8080:8080", "91:${UNSET}"]\n'],
    ['the address is a variable', '    build: .\n    command: gunicorn -b :${UNSET} a\n    ports: ["8080:8080"]\n'],
    ['a second process is not known', '    build: .\n    command: sh -c "./x & gunicorn -b :8080 a"\n'],
    ['options may hide', '    build: .\n    command: sh -c "gunicorn $ARGS -b :8080 a"\n'],
    [
      'a required env_file is missing',
      '    build: .\n    env_file: [none.env]\n    command: flask run --host 0.0.0.0\n',
    ],
    ['gunicorn.conf.py may say it', '    build: .\n    command: gunicorn a\n'],
    ['the name is a template', '    build: .\n    command: gunicorn -b ":{{ port }}" a\n'],
  ])('unknown: %s', (_, lines) => {
    expect(short(app(lines), 'app:8000')).toMatch(/^unknown/);
  });

  test('php-fpm images listen on 9000 whatever the web server beside it publishes', () => {
    expect(short(app('    build: .\n    ports: ["8080:80"]\n'), 'app:9000', { family: 'fastcgi' })).toMatch(/^unknown/);
  });

  test('all services of a name must contradict', () => {
    const two = (second: string) =>
      compose(
        `  a:\n    build: .\n    command: gunicorn -b :8080 a\n    networks: {default: {aliases: [app]}}\n  b:\n    build: .\n    command: gunicorn -b ${second} a\n    networks: {default: {aliases: [app]}}\n`,
      );
    expect(short(two(':8000'), 'app:8000')).toBe('ok');
    expect(short(two(':8081'), 'app:8000')).toBe('wrong-port high');
  });

  test('a place declared complete is closed, also the host', () => {
    const host = (complete: boolean): Setup => ({
      files: {},
      config: {
        place: 'host',
        declared: [{ name: 'api', listen: '127.0.0.1:3000', protocol: 'http' }],
        ...(complete && { complete: ['host'] }),
      },
    });
    expect(short(host(false), '127.0.0.1:3001')).toMatch(/^unknown/);
    expect(judged(host(true), '127.0.0.1:3001')).toMatchObject({
      'wrong-port': 'high',
      suggestions: ['127.0.0.1:3000'],
    });
    expect(short(host(true), '127.0.0.1:3000')).toBe('ok');
  });

  test('another compose file of the directory may be the one in use', () => {
    const setup = app(gunicorn);
    const dev = 'services:\n  app:\n    build: .\n    command: gunicorn -b :8000 a\n';
    expect(short({ files: { ...setup.files, '/p/docker-compose.dev.yml': dev } }, 'app:8000')).toMatch(/^(ok|unknown)/);
  });
});

describe('published-port', () => {
  const web1 = app('    build: .\n    ports:\n      - "81:5000"\n');

  test('inside the network the container port counts', () => {
    expect(judged(web1, 'app:81')).toEqual({
      'published-port': 'high',
      data: { dialled: 'app:81', app: 'app', declared: '5000', published: '81', container: '5000', side: 'network' },
      evidence: ['81:5000 <- published here', MOUNT],
      suggestions: ['app:5000'],
    });
    expect(short(web1, 'app:5000')).toBe('ok');
  });

  test.each([
    ['another item has it as container port', '    build: .\n    ports: ["81:5000", "82:81"]\n', 'ok'],
    ['the same port on both sides', '    build: .\n    ports: ["81:81"]\n', 'ok'],
    ['exposed as well', '    build: .\n    ports: ["81:5000"]\n    expose: [81]\n', 'ok'],
    ['PORT says so', '    build: .\n    ports: ["81:5000"]\n    environment: {PORT: "81"}\n', 'ok'],
    ['UDP is another protocol', '    build: .\n    ports: ["81:5000/udp"]\n', 'unknown'],
    ['an ephemeral port', '    build: .\n    ports: ["5000"]\n', 'wrong-port medium'],
  ])('not when: %s', (_, lines, expected) => {
    expect(short(app(lines), 'app:81').startsWith(expected)).toBe(true);
  });

  test('a range maps port by port', () => {
    expect(judged(app('    build: .\n    ports: ["9000-9002:8000-8002"]\n'), 'app:9001')).toMatchObject({
      'published-port': 'high',
      suggestions: ['app:8001'],
    });
  });

  test('a command that listens elsewhere is the better answer', () => {
    expect(short(app(`${gunicorn}    ports: ["81:5000"]\n`), 'app:81')).toBe('wrong-port high');
  });

  test('on the host the published port counts', () => {
    const setup: Setup = { ...web1, config: { place: 'host' } };
    expect(judged(setup, '127.0.0.1:5000')).toMatchObject({
      'published-port': 'high',
      data: { dialled: '127.0.0.1:5000', app: 'app', published: '81', container: '5000', side: 'host' },
      suggestions: ['127.0.0.1:81'],
    });
    expect(short(setup, '127.0.0.1:81')).toBe('ok');
    expect(short(setup, '127.0.0.1:5000', { ownPorts: [5000] })).toContain('nginx itself');
    expect(short(setup, 'app:5000')).toBe('service-name-on-host high');
  });
});

describe('loopback-in-container', () => {
  const setup = app('    build: .\n    command: gunicorn -b :3000 a\n');

  test('another container has the port', () => {
    expect(judged(setup, '127.0.0.1:3000')).toEqual({
      'loopback-in-container': 'high',
      data: { dialled: '127.0.0.1:3000', app: 'app', declared: '3000', container: 'web', service: 'app' },
      evidence: [':3000 <- `app` listens here', MOUNT],
      suggestions: ['app:3000'],
    });
    expect(short(setup, 'localhost:3000')).toBe('loopback-in-container high');
    expect(short(setup, '[::1]:3000')).toBe('loopback-in-container high');
  });

  test('the published port of another container counts, too', () => {
    expect(judged(app('    build: .\n    ports: ["3000:8080"]\n'), 'localhost:3000')).toMatchObject({
      'loopback-in-container': 'high',
      suggestions: ['app:8080'],
    });
  });

  test('no suggestion where no network is shared or the app binds loopback only', () => {
    expect(
      judged(app('    build: .\n    command: gunicorn -b :3000 a\n    networks: [back]\n'), 'localhost:3000'),
    ).toMatchObject({ suggestions: [] });
    expect(judged(app('    build: .\n    command: gunicorn -b 127.0.0.1:3000 a\n'), 'localhost:3000')).toMatchObject({
      suggestions: [],
    });
  });

  test.each([
    ['nginx listens there itself', setup, { ownPorts: [3000] }, 'nginx itself'],
    [
      'nginx has the network of the host',
      compose('  app:\n    build: .\n    ports: ["3000:3000"]\n', '    image: nginx\n    network_mode: host'),
      {},
      'ok',
    ],
    [
      'a service shares its network',
      app('    build: .\n    network_mode: service:web\n    command: gunicorn -b 127.0.0.1:3000 a\n'),
      {},
      'ok',
    ],
    [
      'an unknown service shares its network',
      compose('  app:\n    build: .\n    ports: ["3000:3000"]\n  side:\n    build: .\n    network_mode: service:web\n'),
      {},
      'unknown',
    ],
    [
      'the image brings php-fpm with it',
      app('    build: .\n    ports: ["3000:3000"]\n', '    image: linuxserver/swag'),
      {},
      'unknown',
    ],
    [
      'what runs beside nginx is not known',
      app('    build: .\n    ports: ["3000:3000"]\n', '    build: ./nginx'),
      {},
      'unknown',
    ],
    ['nobody has the port and nginx is known from its image', app('    build: .\n'), {}, 'unknown'],
    ['its own ports say so', compose('', '    image: nginx\n    ports: ["80:80", "3000:3000"]'), {}, 'ok'],
  ])('not when: %s', (_, given, more, expected) => {
    expect(short(given, '127.0.0.1:3000', more)).toContain(expected);
  });

  test('nobody has the port, but nginx alone is started', () => {
    const alone = compose('', '    image: nginx\n    command: nginx -g "daemon off;"');
    expect(judged(alone, '127.0.0.1:3000')).toMatchObject({
      'loopback-in-container': 'medium',
      data: { service: '' },
      suggestions: [],
    });
  });

  test("docker's DNS server is no app", () => {
    expect(short(setup, '127.0.0.11:53')).toMatch(/^unknown/);
  });
});

describe('rows that apply, but are not certain', () => {
  test.each([
    ['no service of `p` has this name', app(gunicorn), 'bakend:8000'],
    ['the image of `app` listens on 9000 by itself', compose('  app:\n    image: php:8.3-fpm\n'), 'app:9001'],
    [
      '`app` has this port in its container',
      { ...app('    build: .\n    expose: [9000]\n'), config: { place: 'host' } } satisfies Setup,
      'localhost:9000',
    ],
  ])('%s', (why, setup, address) => {
    expect(short(setup, address)).toContain(why);
  });
});

test('names and addresses', () => {
  const setup = app(`${gunicorn}    container_name: Shop\n    links: []\n`);
  for (const name of ['app', 'APP', 'shop', 'p-app-1', 'p_app_1']) expect(short(setup, `${name}:8080`)).toBe('ok');
  expect(short(app(`${gunicorn}    hostname: front\n`), 'front:8080')).toContain('since release 25 only');
  const fixed = app(
    `${gunicorn}    networks: {back: {ipv4_address: 10.5.0.3}}\n`,
    '    image: nginx\n    networks: [back]',
  );
  expect(short(fixed, '10.5.0.3:8080')).toBe('ok');
  expect(short(fixed, '10.5.0.3:8000')).toBe('wrong-port high');
  expect(short({ ...setup, config: { hosts: { 'api.example.com': 'compose:app' } } }, 'api.example.com:8000')).toBe(
    'wrong-port high',
  );
  expect(short(setup, 'api.example.com:8000')).toBe('unknown: a public name');
});
