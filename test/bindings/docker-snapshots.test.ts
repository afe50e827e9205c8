// What docker prints for people, and the model that compose puts together itself.
import { describe, expect, test } from 'vitest';
import { listenText } from '../../src/bindings/listen.ts';
import { seenContainers } from '../../src/bindings/snapshots/docker.ts';
import { originOf, SourceText, textOf } from '../../src/text/index.ts';
import { around, dialOf, type Setup, short } from './harness.ts';

const told = (text: string, format: 'docker-ps' | 'compose-ps') =>
  seenContainers(SourceText.fromString('d.txt', text), format)?.map((one) =>
    [
      `${one.name} (${one.image ?? '?'})`,
      `${one.project ?? '-'}/${one.service ?? '-'}`,
      ...one.published.map(
        ({ host, target }) => `${listenText(host.listen)}>${target} «${textOf(originOf(host.span))}»`,
      ),
      ...one.exposed.map(({ listen }) => listenText(listen)),
    ].join(' | '),
  );

describe('tables', () => {
  test('docker ps, with a command that is cut off by a character of three bytes', () => {
    const text = `CONTAINER ID   IMAGE        COMMAND                  CREATED         STATUS         PORTS                                     NAMES
4f2a7b1c9d0e   nginx:1.28   "/docker-entrypoint.…"   2 minutes ago   Up 2 minutes   0.0.0.0:8080->80/tcp, [::]:8080->80/tcp   shop-web-1
9c8b7a6d5e4f   shop-api     "gunicorn -b 0.0.0.0…"   2 minutes ago   Up 2 minutes   8000/tcp                                  shop-api-1
1a2b3c4d5e6f   redis:7      "docker-entrypoint.s…"   2 minutes ago   Up 2 minutes                                             shop-redis-1
`;
    expect(told(text, 'docker-ps')).toEqual([
      'shop-web-1 (nginx:1.28) | -/- | tcp:0.0.0.0:8080>80 «0.0.0.0:8080->80/tcp» | tcp:*:8080>80 «[::]:8080->80/tcp»',
      'shop-api-1 (shop-api) | -/- | tcp:?:8000',
      'shop-redis-1 (redis:7) | -/-',
    ]);
  });

  test('docker compose ps: services, and the project before them', () => {
    const text = `NAME             IMAGE        COMMAND                  SERVICE   CREATED         STATUS                   PORTS
my-shop-web-1    nginx:1.28   "/docker-entrypoint.…"   web       3 minutes ago   Up 3 minutes             0.0.0.0:8080->80/tcp, :::8080->80/tcp
my-shop-api-12   shop-api     "gunicorn -b 0.0.0.0…"   api       3 minutes ago   Up 3 minutes (healthy)   127.0.0.1:8001->8000/tcp
named            shop-db      "postgres"               db        3 minutes ago   Up 3 minutes             5432/tcp
`;
    expect(told(text, 'compose-ps')).toEqual([
      'my-shop-web-1 (nginx:1.28) | my-shop/web | tcp:0.0.0.0:8080>80 «0.0.0.0:8080->80/tcp» | tcp:*:8080>80 «:::8080->80/tcp»',
      'my-shop-api-12 (shop-api) | my-shop/api | tcp:127.0.0.1:8001>8000 «127.0.0.1:8001->8000/tcp»',
      'named (shop-db) | -/db | tcp:?:5432',
    ]);
  });

  test('their format is known by the first line', () => {
    const config = { snapshots: [{ file: 'ps.txt' }] };
    const text = `NAME       IMAGE   COMMAND   SERVICE   CREATED   STATUS   PORTS\nshop-a-1   a       "a"       a         1s ago    Up 1s    127.0.0.1:8001->8000/tcp\n`;
    expect(
      around({ files: { '/p/ps.txt': text }, config })
        .all()
        .map(({ listen, evidence }) => `${listenText(listen)} ${evidence}`),
    ).toEqual(['tcp:127.0.0.1:8001 observed']);
  });
});

describe('docker compose config', () => {
  const MODEL = `name: shop
services:
  api:
    command:
      - gunicorn
      - --bind
      - 0.0.0.0:8000
      - app
    image: shop-api
    networks:
      default: null
  web:
    image: nginx:1.28
    networks:
      default: null
    ports:
      - mode: ingress
        target: 80
        published: "8080"
        protocol: tcp
    volumes:
      - type: bind
        source: /home/ci/checkout/nginx/default.conf
        target: /etc/nginx/conf.d/default.conf
        bind:
          create_host_path: true
networks:
  default:
    name: shop_default
`;
  // what the files of the project say cannot be known: the address comes from the shell
  const COMPOSE =
    'services:\n  web:\n    image: nginx:1.28\n    volumes: [./nginx/default.conf:/etc/nginx/conf.d/default.conf]\n  api:\n    image: shop-api\n    command: gunicorn --bind 0.0.0.0:${API_PORT} app\n';
  const project = (model: string, file = 'model.yaml'): Setup => ({
    files: { '/p/shop/compose.yaml': COMPOSE, [`/p/${file}`]: model },
    nginx: '/p/shop/nginx/default.conf',
    config: { snapshots: [{ file, format: 'compose-config' }] },
  });
  const moved = MODEL.replace('/home/ci/checkout/nginx', '/home/ci/checkout/shop/nginx');

  test('without it the port is not known', () => {
    const { files } = project('');
    expect(short({ files, nginx: '/p/shop/nginx/default.conf' }, 'api:5000')).toMatch(/^unknown/);
  });

  test('it counts instead of the files; its paths are those of another checkout', () => {
    expect(short(project(moved), 'api:5000')).toBe('wrong-port high');
    expect(short(project(moved), 'api:8000')).toBe('ok');
    expect(
      around(project(moved))
        .all()
        .map(({ app }) => app),
    ).not.toContain('compose.yaml');
  });

  test('as JSON, and without being told what it is', () => {
    const json = `{"name":"shop","services":{"api":{"command":["gunicorn","-b","0.0.0.0:8000","app"],"image":"x"},"web":{"image":"nginx","volumes":[{"type":"bind","source":"/w/shop/nginx/default.conf","target":"/etc/nginx/conf.d/default.conf"}]}}}`;
    const setup = project(json, 'model.json');
    expect(short({ ...setup, config: { snapshots: [{ file: 'model.json' }] } }, 'api:5000')).toBe('wrong-port high');
  });

  test('the place that is shown is one of the snapshot', () => {
    const verdict = around(project(moved)).judge(dialOf('api:5000', {}, '/p/shop/nginx/default.conf'));
    const places = verdict.kind === 'mismatch' ? verdict.evidence.map(({ span }) => originOf(span)) : [];
    expect(places.map(({ source, start }) => `${source.path}:${source.line(start)}`)).toEqual([
      '/p/model.yaml:7',
      '/p/model.yaml:22',
    ]);
  });

  test.each(['', 'services: 1\n', 'services:\n  a: [\n', '[1, 2]', '\0\0'])('no model: %j is told', (text) => {
    const bindings = around(project(text));
    bindings.all();
    expect(bindings.skipped().map(({ path }) => path)).toEqual(['/p/model.yaml']);
  });
});
