// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's and php-fpm's own variables
import { describe, expect, test } from 'vitest';
import { normalSocket } from '../../src/bindings/judge/sockets.ts';
import { compose, judged, type Setup, short } from './harness.ts';

const POOL = '[www]\nuser = www-data\nlisten = /run/php/php8.2-fpm.sock ; here\npm = dynamic\n';
const fastcgi = { family: 'fastcgi' } as const;
const host = (pool: string, more: Setup['files'] = {}): Setup => ({ files: { '/p/php/www.conf': pool, ...more } });

test('paths are normalised', () => {
  expect(normalSocket('/var/run//php/./a.sock')).toBe('/run/php/a.sock');
  expect(normalSocket('/a.sock', { '/a.sock': '/b.sock' })).toBe('/b.sock');
});

describe('socket-path', () => {
  test('another version of php', () => {
    expect(judged(host(POOL), 'unix:/run/php/php8.1-fpm.sock', fastcgi)).toEqual({
      'socket-path': 'medium',
      data: {
        dialled: 'unix:/run/php/php8.1-fpm.sock',
        socket: '/run/php/php8.1-fpm.sock',
        app: 'www',
        server: 'php-fpm',
        declared: '/run/php/php8.2-fpm.sock',
      },
      evidence: ['/run/php/php8.2-fpm.sock <- `www` listens here'],
      suggestions: ['unix:/run/php/php8.2-fpm.sock'],
    });
    expect(short({ ...host(POOL), config: { place: 'host' } }, 'unix:/run/php/php8.1-fpm.sock', fastcgi)).toBe(
      'socket-path high',
    );
  });

  test("the machine's own files", () => {
    const files = { '/etc/php/8.2/fpm/pool.d/www.conf': POOL };
    const setup = { files, nginx: '/etc/nginx/sites-enabled/shop' };
    expect(short(setup, 'unix:/var/run/php/php8.1-fpm.sock', fastcgi)).toBe('socket-path medium');
    expect(short(setup, 'unix:/var/run/php/php8.2-fpm.sock', fastcgi)).toBe('ok');
    expect(short(setup, 'unix:/run/php/php-fpm.sock', fastcgi)).toBe('ok');
  });

  test("a copy of the machine's files", () => {
    const files = { '/copy/etc/php/8.2/fpm/pool.d/www.conf': POOL };
    const setup = { files, nginx: '/copy/etc/nginx/nginx.conf' };
    expect(short(setup, 'unix:/run/php/php8.1-fpm.sock', fastcgi)).toBe('socket-path medium');
  });

  test('a place declared in the config', () => {
    const declared = [{ name: 'api', listen: 'unix:/run/api.sock', protocol: 'http' }] as const;
    const setup: Setup = { files: {}, config: { place: 'host', declared } };
    expect(short(setup, 'unix:/run/api.sock')).toBe('ok');
    expect(short(setup, 'unix:/run/api.socket')).toBe('socket-path high');
    expect(short(setup, 'unix:/srv/api.sock')).toBe('socket-path high');
    expect(
      short(
        { files: {}, config: { ...setup.config, socketAliases: { '/run/x.sock': '/run/api.sock' } } },
        'unix:/run/x.sock',
      ),
    ).toBe('ok');
  });

  test.each([
    ['another instance, not a slip', 'listen = /run/app1.sock', 'unix:/run/app2.sock'],
    ['the same directory alone', 'listen = /run/php/php8.2-fpm.sock', 'unix:/run/php/api.sock'],
    ['an address that is a variable', 'listen = ${SOCKET}', 'unix:/run/php/php8.1-fpm.sock'],
  ])('not when: %s', (_, listen, address) => {
    expect(short(host(`[www]\npm = static\n${listen}\n`), address, fastcgi)).toMatch(/^unknown/);
  });

  test('not for another protocol', () => {
    expect(short(host(POOL), 'unix:/run/php/php8.1-fpm.sock', { family: 'uwsgi' })).toMatch(/^unknown/);
  });

  test('not where the pool may be copied into an image', () => {
    expect(short(host(POOL, { '/p/Dockerfile': 'FROM php' }), 'unix:/run/php/php8.1-fpm.sock', fastcgi)).toMatch(
      /^unknown/,
    );
  });
});

describe('sockets in volumes', () => {
  const shared = (appMount: string, webMount: string) => ({
    files: {
      '/p/compose.yaml': `services:
  web:
    image: nginx
    volumes:
      - ./nginx:/etc/nginx/conf.d
      - ${webMount}
  app:
    build: .
    command: gunicorn -b unix:/run/app/app.sock a
    volumes: ["${appMount}"]
volumes: {run: {}}
`,
    },
  });

  test('the same volume under the same path', () => {
    const setup = shared('run:/run/app', 'run:/run/app');
    expect(short(setup, 'unix:/run/app/app.sock')).toBe('ok');
    expect(judged(setup, 'unix:/run/app/app.socket')).toMatchObject({
      'socket-path': 'high',
      suggestions: ['unix:/run/app/app.sock'],
      evidence: ['unix:/run/app/app.sock <- `app` listens here', './nginx:/etc/nginx/conf.d <- nginx runs in `web`'],
    });
  });

  test('the same volume under another path', () => {
    const setup = shared('run:/run/app', 'run:/sockets');
    expect(short(setup, 'unix:/sockets/app.sock')).toBe('ok');
    expect(short(setup, 'unix:/run/app/app.sock')).toBe('socket-mount-path high');
    expect(judged(setup, 'unix:/sockets/app.socket')).toMatchObject({ suggestions: ['unix:/sockets/app.sock'] });
  });

  test('nothing shared, or mounts nobody can read', () => {
    expect(short(shared('run:/run/app', 'other:/x'), 'unix:/run/app/app.sock')).toBe('socket-not-shared high');
    expect(short(shared('./run:/run/app', './run:/sockets'), 'unix:/sockets/app.sock')).toBe('ok');
    expect(short(shared('run:/run/app', '${UNSET}:/run/app'), 'unix:/run/app/app.sock')).toMatch(/^unknown/);
  });

  test('another container that is not known may make the socket', () => {
    const setup = shared('run:/run/app', 'run:/run/app').files['/p/compose.yaml'];
    const more = setup.replace(
      'volumes: {run: {}}',
      '  other:\n    build: .\n    volumes: ["run:/run/app"]\nvolumes: {run: {}}',
    );
    expect(short({ files: { '/p/compose.yaml': more } }, 'unix:/run/app/app.socket')).toMatch(/^unknown/);
  });
});

test('an app that listens on a socket only, in its own container', () => {
  const setup = compose('  app:\n    build: .\n    command: uwsgi --socket /run/u.sock\n');
  expect(short(setup, 'unix:/run/u.sock', { family: 'uwsgi' })).toBe('socket-not-shared high');
});
