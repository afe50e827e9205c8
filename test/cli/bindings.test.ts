// What `bindings` prints: the apps, the place of nginx, and a reason for every dial.
import { readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { ESC, run } from './support.ts';

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schemas/bindings-report.v1.schema.json', 'utf8')) as AnySchemaObject,
);

const NGINX = `events {}
http {
    upstream shop { server shop:8000; }
    server {
        location / { proxy_pass http://shop; }
        location /ok { proxy_pass http://shop:8080; }
        location /admin { proxy_pass http://admin:3000; }
        location /far { proxy_pass https://api.example.com; }
        location /open { proxy_pass http://$arg_x:80; }
    }
}
`;
const COMPOSE = `name: p
services:
  web:
    image: nginx:1.28-alpine
    volumes:
      - ./nginx:/etc/nginx:ro
  shop:
    command: gunicorn -b 0.0.0.0:8080 shop:app
  admin:
    command: gunicorn -b 0.0.0.0:\${ADMIN_PORT} admin:app
`;
const PROJECT = {
  '/p/.git/HEAD': '',
  '/p/nginx/nginx.conf': NGINX,
  '/p/compose.yaml': COMPOSE,
  '/p/compose.dev.yaml': 'services: [\n',
};

interface Told {
  readonly roots: readonly Record<string, unknown>[];
  readonly bindings: readonly Record<string, unknown>[];
  readonly dials: readonly Record<string, unknown>[];
  readonly skipped: readonly Record<string, unknown>[];
}

async function json(files: Readonly<Record<string, string>>, ...argv: string[]): Promise<Told> {
  const { out, err } = await run(['bindings', '-f', 'json', ...argv], { files });
  expect(err).toBe('');
  const value = JSON.parse(out) as Told;
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
}

test('the table says what was found, where nginx runs, and why each dial is judged as it is', async () => {
  const { code, out, err } = await run(['bindings'], { files: PROJECT });
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(`\n${out}`).toMatchInlineSnapshot(`
    "
    nginx/nginx.conf: nginx 1.28 (image) in compose:p/web
      its configuration is mounted or copied there (compose.yaml:6)
      verdict   dialled              at                  why
      mismatch  shop:8000            nginx/nginx.conf:3  \`shop:8000\` is dialled, but \`shop\` listens on 8080 (compose.yaml:8); dial shop:8080
      ok        shop:8080            nginx/nginx.conf:6  \`shop\` listens there (compose.yaml:8)
      unknown   admin:3000           nginx/nginx.conf:7  \`admin\` listens on an address that the files do not give
      unknown   api.example.com:443  nginx/nginx.conf:8  a public name
      unknown   http://$arg_x:80     nginx/nginx.conf:9  a variable decides, and its values are not all in the text

    apps
      listens on                         speaks  app    place            evidence  at
      tcp:0.0.0.0:8080                   http    shop   compose:p/shop   declared  compose.yaml:8
      unresolved: 0.0.0.0:\${ADMIN_PORT}  http    admin  compose:p/admin  declared  compose.yaml:10

    not taken into account
      source            why
      compose.dev.yaml  Flow sequence in block collection must be sufficiently indented and end with a ]

    5 dials: 1 ok, 1 mismatch, 3 unknown; 2 declarations; 1 skipped
    "
  `);
});

test('JSON says the same', async () => {
  const { roots, bindings, dials, skipped } = await json(PROJECT);
  expect(roots).toMatchObject([
    { path: 'nginx/nginx.conf', place: 'compose:p/web', evidence: [{ file: 'compose.yaml', line: 6 }] },
  ]);
  expect(bindings).toMatchObject([
    { listen: 'tcp:0.0.0.0:8080', proto: 'http', app: 'shop', place: 'compose:p/shop', evidence: 'declared', line: 8 },
    { listen: 'unresolved', text: '0.0.0.0:${ADMIN_PORT}', app: 'admin', line: 10 },
  ]);
  expect(dials.map(({ line, target, verdict }) => `${line} ${target} ${verdict}`)).toEqual([
    '3 shop:8000 mismatch',
    '6 shop:8080 ok',
    '7 admin:3000 unknown',
    '8 api.example.com:443 unknown',
    '9 http://$arg_x:80 unknown',
  ]);
  expect(dials[0]).toMatchObject({ confidence: 'high', suggestions: ['shop:8080'] });
  expect(dials.every(({ why }) => why !== '')).toBe(true);
  expect(skipped).toMatchObject([{ file: 'compose.dev.yaml' }]);
});

test('several configurations, each with its own place', async () => {
  const files = {
    '/p/a/nginx/nginx.conf': NGINX,
    '/p/a/compose.yaml': COMPOSE,
    '/p/b/etc/nginx/nginx.conf': 'events {}\nhttp { server { location / { proxy_pass http://127.0.0.1:3000; } } }\n',
    '/p/.nginx-vet.yaml': 'bindings:\n  places: {"b/**": host}\n  declared: [{name: api, listen: 3000}]\n',
  };
  const { roots, dials } = await json(files);
  expect(roots.map(({ path, place, why }) => [path, place, why])).toEqual([
    ['a/nginx/nginx.conf', 'compose:p/web', 'its configuration is mounted or copied there'],
    ['b/etc/nginx/nginx.conf', 'host', 'the settings say so'],
  ]);
  expect(dials.at(-1)).toMatchObject({ root: 'b/etc/nginx/nginx.conf', verdict: 'ok', why: '`api` listens there' });
});

test('where nothing is known the possible places are named', async () => {
  const files = {
    '/p/compose.yaml': 'services:\n  web: {image: "nginx"}\n  app: {image: redis}\n',
    '/p/nginx.conf': 'events {}\nhttp { server { location / { proxy_pass http://app; } } }\n',
  };
  const { roots, dials } = await json(files);
  expect(roots).toMatchObject([
    { place: 'unknown', why: 'no file that was found mounts or copies it; possible: the host, `web`' },
  ]);
  expect(dials).toMatchObject([{ verdict: 'unknown' }]);
});

test('one line that many servers include is one dial', async () => {
  const servers = Array.from({ length: 20 }, (_, i) => `server { listen ${8000 + i}; include app.conf; }`).join('\n');
  const files = {
    '/p/nginx.conf': `events {}\nhttp {\n${servers}\n}\n`,
    '/p/app.conf': 'location / { proxy_pass http://127.0.0.1:9; }\n',
  };
  expect((await json(files, 'nginx.conf')).dials).toMatchObject([{ file: 'app.conf', line: 1 }]);
});

test('a text that stands in another file is told, too', async () => {
  const dump = `# configuration file /etc/nginx/nginx.conf:\n${NGINX}`;
  const { roots, dials } = await json({ '/p/dump.txt': dump }, 'dump.txt');
  expect(roots).toMatchObject([{ place: 'unknown' }]);
  expect(dials.map(({ verdict }) => verdict)).toEqual(Array(5).fill('unknown'));
});

describe('exit codes', () => {
  const bindings = async (settings: string, ...argv: string[]) =>
    (await run(['bindings', ...argv], { files: { ...PROJECT, '/p/.nginx-vet.yaml': settings } })).code;

  test('are those of `check`', async () => {
    expect(await bindings('{}')).toBe(1);
    expect(await bindings('{}', '--fail-on', 'never')).toBe(0);
    expect(await bindings('failOn: never')).toBe(0);
    expect(await bindings('rules: {binding-wrong-port: off}')).toBe(0);
    expect(await bindings('{}', 'nothing-here')).toBe(2);
    expect(await bindings('rulez: {}')).toBe(2);
  });
});

test('secrets stay where they are, and no control character leaves', async () => {
  const files = {
    ...PROJECT,
    '/p/compose.yaml': `${COMPOSE}  job:\n    command: gunicorn -b $\{X}:80 --token tok3n-abcdefgh "a\u001b[31m"\n`,
    '/p/nginx/nginx.conf': NGINX.replace('http://$arg_x:80', 'http://bob:hunter2hunter2@$arg_x'),
  };
  for (const format of ['pretty', 'json']) {
    const { out } = await run(['bindings', '-f', format], { files });
    expect(out).not.toMatch(/hunter2|tok3n/);
    expect(out).toContain('http://bob:***@$arg_x');
    expect(out).not.toContain(ESC);
  }
});

test('help has examples', async () => {
  const { code, out } = await run(['bindings', '--help']);
  expect(code).toBe(0);
  expect(out).toContain('nginx-vet bindings nginx/nginx.conf');
});

test('a verdict whose rule is off is still told', async () => {
  const settings = { '/p/.nginx-vet.yaml': 'rules: {binding-wrong-port: off}\n' };
  const { dials } = await json({ ...PROJECT, ...settings });
  expect(dials[0]).toMatchObject({ verdict: 'mismatch', why: '`shop:8000` is dialled, but `shop` listens on 8080' });
});
