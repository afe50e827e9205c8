// The way that requests take: which servers, locations, groups and addresses, from which lines, and what is declared there.
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { check, type Report, type Traffic } from '../../src/engine/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';

function reportOf(files: Readonly<Record<string, string>>, traffic = true): Report {
  const all = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]));
  const fs = memoryFileSystem(all);
  return check({ fs, cwd: '/p', paths: ['.'], rules, toolVersion: '0', traffic, now: () => 0 });
}

function trafficOf(files: Readonly<Record<string, string>> | string): Traffic {
  return reportOf(typeof files === 'string' ? { 'nginx.conf': files } : files).traffic!;
}

/** `a -> b`, in the order of the text. */
function ways({ nodes, edges }: Traffic): readonly string[] {
  const name = new Map(nodes.map((node) => [node.id, node.name]));
  return edges.map(({ from, to, verdict }) => `${name.get(from)} -> ${name.get(to)}${verdict ? ` ${verdict}` : ''}`);
}

const http = (text: string): string => `events {}\nhttp {\n${text}\n}\n`;

test('is computed only when somebody asks', () => {
  expect(
    reportOf({ 'nginx.conf': http('server { location / { proxy_pass http://a:1; } }') }, false).traffic,
  ).toBeUndefined();
});

describe('from servers to addresses', () => {
  test('directly, through a group, and by a default port', () => {
    const found = trafficOf(
      http(`upstream app { server 10.0.0.1:8000; server 10.0.0.2; }
server { listen 443 ssl; listen 80; server_name a.example.com b.example.com;
  location / { proxy_pass http://app/x; }
  location ~ "\\.php$" { fastcgi_pass unix:/run/php.sock; } }
server { return 404; }`),
    );
    expect(ways(found)).toEqual([
      'a.example.com, b.example.com -> location /',
      'location / -> app',
      'app -> 10.0.0.1:8000 unknown',
      'app -> 10.0.0.2:80 unknown',
      'a.example.com, b.example.com -> location ~ \\.php$',
      'location ~ \\.php$ -> unix:/run/php.sock unknown',
    ]);
    expect(found.nodes.map(({ kind }) => kind)).toEqual([
      'server',
      'location',
      'upstream',
      'app',
      'app',
      'location',
      'app',
    ]);
    expect(found.nodes[0]!.detail).toBe('listen 443 ssl, 80');
  });

  test('a group that two locations dial is one, and so is an address', () => {
    const found = trafficOf(
      http(`upstream app { server a:1; }
server { location /a { proxy_pass http://app; } location /b { proxy_pass http://APP; } location /c { proxy_pass http://A:1; } }`),
    );
    expect(found.nodes.filter(({ kind }) => kind === 'upstream')).toHaveLength(1);
    expect(found.nodes.filter(({ kind }) => kind === 'app').map(({ name }) => name)).toEqual(['a:1']);
  });

  test('nested locations and `if` have names from the outside in', () => {
    const found = trafficOf(http('server { location /a { location /a/b { if ($args) { proxy_pass http://a:1; } } } }'));
    expect(found.nodes[1]!.name).toBe('location /a > location /a/b > if ($args)');
  });

  test('a server of stream dials itself', () => {
    expect(ways(trafficOf('events {}\nstream { server { listen 5432; proxy_pass db:5432; } }\n'))).toEqual([
      'a server without a name -> db:5432 unknown',
    ]);
  });

  test('what a variable dials is told as it is written; a group without known servers ends the way', () => {
    const found = trafficOf(
      http(
        'upstream app { include missing/*.conf; }\nserver { location /a { proxy_pass http://$arg_to; } location /b { proxy_pass http://app; } }',
      ),
    );
    expect(ways(found)).toEqual([
      'a server without a name -> location /a',
      'location /a -> http://$arg_to unknown',
      'a server without a name -> location /b',
      'location /b -> app',
    ]);
    expect(found.edges[1]!.why).toBe('a variable decides, and its values are not all in the text');
  });

  test('a fragment of locations has a server that is not in the text', () => {
    expect(ways(trafficOf({ 'a.conf': 'location / { proxy_pass http://a:1; }\n' }))[0]).toBe(
      'a server that is not in the text -> location /',
    );
  });

  test('what a template fills in is told as such', () => {
    const conf =
      'server { listen 80; server_name {{ name }}; location {{ path }} { proxy_pass http://{{ app }}:80; } }\n';
    const { nodes } = trafficOf({ 'site.conf.j2': conf });
    expect(nodes.map(({ name }) => name)).toEqual(['…', 'location …', 'http://…:80']);
  });

  test('nginx that dials itself is told so', () => {
    const found = trafficOf(
      http('server { listen 81; return 200; } server { listen 80; location / { proxy_pass http://127.0.0.1:81; } }'),
    );
    expect(found.nodes.at(-1)!.detail).toBe('this nginx itself');
  });
});

describe('places', () => {
  test('a block, and the stretch of each file that is included into it', () => {
    const found = trafficOf({
      'nginx.conf': http(
        'server { location / { include snippet.conf; proxy_pass http://a:1; } location /b { include snippet.conf; proxy_pass http://b:1; } }',
      ),
      'snippet.conf': 'proxy_read_timeout 1s;\nproxy_send_timeout 1s;\n',
    });
    const [first, second] = found.nodes.filter(({ kind }) => kind === 'location');
    for (const node of [first!, second!]) {
      expect(node.places.map(({ source, start, end }) => [source.path, source.line(start), source.line(end)])).toEqual([
        ['nginx.conf', 3, 3],
        ['snippet.conf', 1, 2],
      ]);
    }
    const { source, start, end } = first!.places[0]!;
    expect(source.text.slice(start, end)).toBe('location / { include snippet.conf; proxy_pass http://a:1; }');
  });

  test('of an edge: the lines that lead there', () => {
    const found = trafficOf(
      http('upstream app {\n server a:1;\n}\nserver {\n location / {\n proxy_pass http://app;\n }\n}'),
    );
    expect(found.edges.map(({ places }) => places.map(({ source, start }) => source.line(start)))).toEqual([
      [7],
      [8],
      [4],
    ]);
  });
});

describe('with declared apps', () => {
  const compose = (command: string): string =>
    `services:\n  web:\n    image: nginx:1.28\n    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]\n  app:\n    image: python:3.12\n    command: ${command}\n`;
  const conf = http('server { listen 80; location / { proxy_pass http://app:8000; } }');

  test('the app that answers stands by its address', () => {
    const found = trafficOf({ 'nginx.conf': conf, 'compose.yaml': compose('gunicorn -b 0.0.0.0:8000 app') });
    expect(ways(found).at(-1)).toBe('location / -> app:8000 ok');
    expect(found.nodes.at(-1)!.detail).toMatch(/^app, /);
  });

  test('of a dial that is wrong, the address that is right', () => {
    const found = trafficOf({ 'nginx.conf': conf, 'compose.yaml': compose('gunicorn -b 0.0.0.0:9000 app') });
    expect(ways(found).at(-1)).toBe('location / -> app:8000 mismatch');
    expect(found.nodes.at(-1)!.detail).toBe('instead: app:9000');
  });
});

test('several configurations stand side by side, each with its own nodes', () => {
  const conf = http('server { location / { proxy_pass http://a:1; } }');
  const { nodes } = trafficOf({ 'one/nginx.conf': conf, 'two/nginx.conf': conf });
  expect(new Set(nodes.map(({ id }) => id)).size).toBe(6);
  expect(nodes.map(({ root }) => root)).toEqual([
    ...Array(3).fill('one/nginx.conf'),
    ...Array(3).fill('two/nginx.conf'),
  ]);
});
