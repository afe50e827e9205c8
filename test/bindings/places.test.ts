// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's and php-fpm's own variables
import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/text/index.ts';
import { around, compose, type Setup, short } from './harness.ts';

const APP = '  app:\n    build: .\n    command: gunicorn -b :8080 a\n';
const web = (volumes: string, image = 'image: nginx') => ({
  files: { '/p/compose.yaml': `services:\n  web:\n    ${image}\n    volumes: ${volumes}\n${APP}` },
});

function place(setup: Setup): string {
  const { place: found, evidence } = around(setup).place(setup.nginx ?? '/p/nginx/default.conf');
  const where = found.kind === 'container' ? `${found.project}/${found.service}` : found.kind;
  return [where, ...evidence.map((e) => textOf(e.span))].join(' ');
}

describe('mounts', () => {
  test.each([
    ['the directory', '["./nginx:/etc/nginx/conf.d:ro"]', 'p/web ./nginx:/etc/nginx/conf.d:ro'],
    [
      'the file',
      '[./nginx/default.conf:/etc/nginx/conf.d/default.conf]',
      'p/web ./nginx/default.conf:/etc/nginx/conf.d/default.conf',
    ],
    ['a template', '[./nginx/default.conf:/tmp/x.template]', 'p/web ./nginx/default.conf:/tmp/x.template'],
    [
      'the long form',
      '[{type: bind, source: ./nginx, target: /etc/nginx}]',
      'p/web {type: bind, source: ./nginx, target: /etc/nginx}',
    ],
    ['a web root that holds the file', '[".:/usr/share/nginx/html"]', 'unknown'],
    ['a source tree', '[".:/app"]', 'unknown'],
    ['a named volume', '[conf:/etc/nginx/conf.d]', 'unknown'],
    ['a variable', '["${DIR}:/etc/nginx/conf.d"]', 'unknown'],
  ])('%s', (_, volumes, expected) => {
    expect(place(web(volumes))).toBe(expected);
  });

  test('configs', () => {
    const files = {
      '/p/compose.yaml': `services:\n  web:\n    image: nginx\n    configs:\n      - source: site\n        target: /etc/nginx/conf.d/default.conf\nconfigs:\n  site: {file: nginx/default.conf}\n`,
    };
    expect(place({ files })).toContain('p/web source: site');
  });

  test('a service that runs something else is not nginx', () => {
    expect(place(web('[./nginx:/etc/nginx/conf.d]', 'image: x\n    command: gunicorn -b :80 a'))).toBe('unknown');
  });
});

describe('without a mount', () => {
  const unmounted = web('[]');

  test('what holds at every plausible place is reported one step lower', () => {
    expect(place(unmounted)).toBe('unknown');
    expect(short(unmounted, 'app:8000')).toBe('wrong-port medium');
    expect(short(unmounted, 'app:8080')).toBe('ok');
    expect(short(unmounted, '127.0.0.1:8080')).toMatch(/^unknown/);
  });

  test('the config says it', () => {
    expect(place({ ...unmounted, config: { place: 'host' } })).toMatch(/^host /);
    expect(place({ ...unmounted, config: { places: { 'nginx/*.conf': 'compose:web' } } })).toMatch(/^p\/web /);
    expect(short({ ...unmounted, config: { place: 'compose:web' } }, 'app:8000')).toBe('wrong-port high');
    expect(short({ ...unmounted, config: { place: 'compose:other/web' } }, 'app:8000')).toMatch(/^unknown/);
  });

  test('a path of a system is the host, at medium', () => {
    const nginx = '/p/deploy/sites-available/shop';
    const published = 'services:\n  app:\n    image: x\n    ports: ["8001:8000"]\n';
    const setup: Setup = { files: { '/p/compose.yaml': published }, nginx };
    expect(place(setup)).toBe('host');
    expect(short(setup, '127.0.0.1:8000')).toBe('published-port medium');
    expect(short(setup, '127.0.0.1:8001')).toBe('ok');
    // it may be copied into an image
    expect(place({ ...setup, files: { ...setup.files, '/p/Dockerfile': '' } })).toBe('unknown');
  });
});

test('examples speak only about the files beside them', () => {
  const example = 'services:\n  web: {image: nginx}\n  app:\n    build: .\n    command: gunicorn -b :1 a\n';
  const setup: Setup = { files: { '/p/examples/x/compose.yaml': example } };
  expect(short(setup, 'app:8000')).toMatch(/^unknown/);
  const beside: Setup = { ...setup, nginx: '/p/examples/x/nginx.conf' };
  expect(short(beside, 'app:8000')).toBe('wrong-port medium');
});

test('a variant in which the name does not exist is not the deployment', () => {
  const { files } = compose('');
  const both = { ...files, '/p/docker-compose.app.yml': `services:\n${APP}` };
  expect(short({ files: both }, 'app:8000')).toBe('wrong-port high');
});

test('the root is found upward', () => {
  const files = { '/p/.git/HEAD': '', '/q/compose.yaml': `services:\n${APP}` };
  expect(around({ files, nginx: '/q/nginx.conf' }).all()).toHaveLength(1);
  expect(around({ files, nginx: '/q/a/nginx.conf' }).all()).toHaveLength(0);
  expect(around({ files, nginx: '/q/a/nginx.conf', root: '/q' }).all()).toHaveLength(1);
});
