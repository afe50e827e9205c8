// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's and php-fpm's own variables
import { describe, expect, test } from 'vitest';
import { exposedPorts, portMapping } from '../../src/bindings/compose/ports.ts';
import { discoverBindings } from '../../src/bindings/index.ts';
import { listenText } from '../../src/bindings/listen.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { parseYaml, type YamlNode } from '../../src/yaml/index.ts';
import { around, compose, dialOf, short } from './harness.ts';

function item(yaml: string): YamlNode {
  const parsed = parseYaml(SourceText.fromString('x.yaml', yaml));
  if (parsed.kind === 'broken' || !parsed.root) throw new Error('broken');
  return parsed.root;
}

/** What was skipped once everything was read. */
function skippedIn(files: Record<string, string | null>) {
  const bindings = around({ files });
  bindings.all();
  return bindings.skipped();
}

/** `service evidence address «text»` of everything a compose file declares. */
function declared(services: string, files: Record<string, string> = {}): string[] {
  const bindings = around({ files: { '/p/compose.yaml': `services:\n${services}`, ...files } }).all();
  return bindings.map((b) => `${b.app} ${b.evidence} ${listenText(b.listen)} «${textOf(b.span)}»`);
}

describe('ports', () => {
  const range = (r: { first: number; last: number } | string) =>
    typeof r === 'string' ? r : r.first === r.last ? `${r.first}` : `${r.first}-${r.last}`;

  test.each([
    ['"81:5000"', '0.0.0.0 81 5000'],
    ['80:80', '0.0.0.0 80 80'],
    ['3000', '0.0.0.0 ephemeral 3000'],
    ['"3000"', '0.0.0.0 ephemeral 3000'],
    ['"127.0.0.1:8001:8000"', '127.0.0.1 8001 8000'],
    ['"127.0.0.1::7000"', '127.0.0.1 ephemeral 7000'],
    ['"[::1]:6001:6001"', '::1 6001 6001'],
    ['"::1:6000:6000"', '::1 6000 6000'],
    ['"9090-9091:8080-8081"', '0.0.0.0 9090-9091 8080-8081'],
    ['"9000-9010:80"', '0.0.0.0 ephemeral 80'],
    ['"3000-3005"', '0.0.0.0 ephemeral 3000-3005'],
    ['"6060:6060/udp"', 'skip'],
    ['"6060:6060/tcp"', '0.0.0.0 6060 6060'],
    ['"a:b"', 'unknown'],
    ['"99999:99999"', 'unknown'],
    ['{target: 80, published: "8080", host_ip: 127.0.0.1}', '127.0.0.1 8080 80'],
    ['{target: 80}', '0.0.0.0 ephemeral 80'],
    ['{target: 53, protocol: udp}', 'skip'],
    ['{published: 80}', 'unknown'],
  ])('%s', (yaml, expected) => {
    const found = portMapping(item(yaml));
    expect(typeof found === 'string' ? found : `${found.hostIp} ${range(found.published)} ${range(found.target)}`).toBe(
      expected,
    );
  });

  test('expose', () => {
    const ports = (yaml: string) => exposedPorts(item(yaml));
    expect(ports('3000')).toMatchObject({ ports: { first: 3000, last: 3000 } });
    expect(ports('"3000-3002/tcp"')).toMatchObject({ ports: { first: 3000, last: 3002 } });
    expect(ports('53/udp')).toBe('skip');
    expect(ports('x')).toBe('unknown');
  });
});

describe('extraction', () => {
  test('everything that speaks about a port, with its exact text', () => {
    expect(
      declared(`  app:
    build: .
    command: >-
      gunicorn shop.wsgi
      --bind 0.0.0.0:8080
    ports:
      - "81:8080" # why
    expose: [8080]
    healthcheck:
      test: ["CMD-SHELL", "curl -f http://localhost:8080/health || exit 1"]
`),
    ).toEqual([
      'app declared tcp:0.0.0.0:8080 «0.0.0.0:8080»',
      'app published tcp:?:8080 «81:8080»',
      'app exposed tcp:?:8080 «8080»',
      'app probe tcp:?:8080 «http://localhost:8080»',
    ]);
  });

  test('variables of .env, env_file and environment', () => {
    const files = { '/p/.env': 'P=8081\n', '/p/app.env': 'PORT=4000\nX=1\n' };
    expect(declared('  a:\n    build: .\n    command: uvicorn a:b --port ${P}\n', files)).toEqual([
      'a derived tcp:127.0.0.1:8081 «${P}»',
    ]);
    expect(declared('  a:\n    build: .\n    command: node x\n    env_file: app.env\n', files)).toEqual([
      'a env-port tcp:?:4000 «4000»',
    ]);
    expect(declared('  a:\n    build: .\n    env_file: [app.env]\n    environment: ["PORT=5000"]\n', files)).toEqual([
      'a env-port tcp:?:5000 «5000»',
    ]);
    expect(declared('  a:\n    build: .\n    environment: [PORT]\n')).toEqual([]);
    expect(
      declared("  a:\n    build: .\n    command: sh -c 'gunicorn -b :$$PORT a'\n    environment: {PORT: 81}\n")[0],
    ).toBe('a derived tcp:0.0.0.0:81 «:$$PORT»');
  });

  test('entrypoint and command together', () => {
    expect(declared('  a:\n    build: .\n    entrypoint: [gunicorn]\n    command: ["-b", ":81", "a"]\n')).toEqual([
      'a declared tcp:0.0.0.0:81 «:81»',
    ]);
  });

  test('anchors, merge keys and extension fields', () => {
    const yaml = `  a:
    <<: [*base, *other]
    image: x
x-base: &unused {}
`;
    const text = `x-a: &base\n  command: gunicorn -b :81 a\nx-b: &other\n  command: gunicorn -b :82 a\n  expose: [81]\nservices:\n${yaml}`;
    const all = around({ files: { '/p/compose.yaml': text } }).all();
    expect(all.map((b) => `${b.evidence} ${listenText(b.listen)}`)).toEqual([
      'declared tcp:0.0.0.0:81',
      'exposed tcp:?:81',
    ]);
  });

  test('profiles are alternatives unless chosen', () => {
    const files = { '/p/compose.yaml': 'services:\n  a:\n    build: .\n    profiles: [dev]\n    expose: [80]\n' };
    expect(around({ files }).all()[0]?.alternative).toBe('profile dev');
    expect(
      around({ files, config: { sources: { compose: { profiles: ['dev'] } } } }).all()[0]?.alternative,
    ).toBeUndefined();
  });

  test('overrides, extends and include', () => {
    const base = 'services:\n  app:\n    build: .\n    command: gunicorn -b :81 a\n    ports: ["1:81"]\n';
    const over = (text: string) =>
      around({ files: { '/p/compose.yaml': base, '/p/compose.override.yaml': `services:\n  app:\n${text}` } })
        .all()
        .map((b) => `${b.evidence} ${listenText(b.listen)}`);
    expect(over('    command: gunicorn -b :82 a\n')).toEqual(['declared tcp:0.0.0.0:82', 'published tcp:?:81']);
    expect(over('    ports: !override ["2:82"]\n')).toEqual(['declared tcp:0.0.0.0:81', 'published tcp:?:82']);
    expect(over('    ports: !reset []\n')).toEqual(['declared tcp:0.0.0.0:81']);
    const common = 'services:\n  base:\n    build: .\n    command: gunicorn -b :83 a\n';
    expect(
      declared('  app:\n    extends: {service: base, file: lib/common.yaml}\n', { '/p/lib/common.yaml': common }),
    ).toContain('app declared tcp:0.0.0.0:83 «:83»');
    const main = 'include:\n  - inc/compose.yaml\nservices: {}\n';
    const all = around({ files: { '/p/compose.yaml': main, '/p/inc/compose.yaml': common } }).all();
    expect(all.map((b) => `${b.app} ${listenText(b.listen)}`)).toContain('base tcp:0.0.0.0:83');
  });

  test('files that include and services that extend themselves end', () => {
    expect(declared('  a:\n    extends: b\n  b:\n    extends: a\n    expose: [1]\n').length).toBeGreaterThan(0);
    expect(skippedIn({ '/p/compose.yaml': 'include: [compose.yaml]\nservices: {a: {image: x}}\n' })).toEqual([]);
  });
});

describe('files that cannot be used', () => {
  test('broken YAML is skipped with its place', () => {
    const bindings = around({ files: { '/p/compose.yaml': 'services:\n  a: [\n' } });
    expect(bindings.skipped()).toEqual([]); // nothing has been read yet
    expect(bindings.judge(dialOf('app:80')).kind).toBe('unknown');
    expect(bindings.skipped()).toMatchObject([{ path: '/p/compose.yaml' }]);
    expect(bindings.skipped()[0]?.span).toBeDefined();
  });

  test('duplicate keys, unreadable and huge files', () => {
    const why = (text: string | null) => skippedIn({ '/p/compose.yaml': text }).map((s) => s.why);
    expect(why('services:\n  a: {image: x}\n  a: {image: y}\n')).toEqual(['mapping key "a" already defined']);
    expect(why(null)).toEqual(['Permission denied']);
    expect(why(`services: {}\n${'#'.repeat(300_000)}`)).toEqual(['larger than 256 KiB']);
    expect(why('version: 1\n')).toEqual([]);
    expect(why('just text')).toEqual([]);
  });

  test('bombs neither hang nor throw', () => {
    const aliases = Array.from({ length: 40 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}, *x${i}]`).join('\n');
    const bomb = `x0: &x0 [a]\n${aliases}\nservices:\n  a:\n    image: x\n    command: *x40\n`;
    expect(skippedIn({ '/p/compose.yaml': bomb })).toEqual([]);
    const merge = `x0: &x0 {${Array.from({ length: 3000 }, (_, i) => `k${i}: 1`).join(', ')}}\n${Array.from({ length: 300 }, (_, i) => `x${i + 1}: &x${i + 1}\n  <<: *x${i}`).join('\n')}\nservices: {}\n`;
    expect(skippedIn({ '/p/compose.yaml': merge })).toMatchObject([{ why: 'too many merged keys' }]);
    const cycle = 'x: &x [*x]\nservices: {a: {image: x, ports: *x}}\n';
    expect(() => around({ files: { '/p/compose.yaml': cycle } }).all()).not.toThrow();
    const deep = `services: ${'['.repeat(50_000)}`;
    expect(() => around({ files: { '/p/compose.yaml': deep } }).all()).not.toThrow();
  });

  test('a byte order mark and CR LF move no offset', () => {
    const text = '\ufeffservices:\r\n  a:\r\n    build: .\r\n    command: gunicorn -b :81 ä\r\n    expose: ["82"]\r\n';
    const all = around({ files: { '/p/compose.yaml': text } }).all();
    expect(all.map((b) => textOf(b.span))).toEqual([':81', '82']);
  });
});

describe('discovery', () => {
  test('nothing is read for a public name', () => {
    const fs = memoryFileSystem({ '/p/nginx.conf': '', '/p/compose.yaml': 'services: {}' });
    const refuse = () => {
      throw new Error('read');
    };
    const closed = { ...fs, read: refuse, stat: refuse, list: refuse, realpath: refuse };
    const bindings = discoverBindings({ fs: closed, mainFile: '/p/nginx.conf', nginxFiles: [] });
    expect(bindings.judge(dialOf('api.example.com:443'))).toEqual({
      kind: 'unknown',
      why: 'a public name',
      isPublic: true,
    });
    expect(bindings.isChecked(dialOf('api.example.com:443'))).toBe(false);
    expect(() => bindings.judge(dialOf('app:443'))).toThrow('read');
  });

  test('ignored directories, excluded files, auto: false', () => {
    const file = 'services: {a: {image: x, expose: [1]}}\n';
    const names = (files: Record<string, string>, config?: object) =>
      around({ files, ...(config && { config }) }).all().length;
    expect(names({ '/p/compose.yaml': file, '/p/node_modules/m/compose.yaml': file })).toBe(1);
    expect(names({ '/p/compose.yaml': file, '/p/.gitignore': 'gen/\n', '/p/gen/compose.yaml': file })).toBe(1);
    expect(names({ '/p/compose.yaml': file, '/p/.gitignore': '*.yaml\n!compose.yaml\n' })).toBe(1);
    expect(names({ '/p/compose.yaml': file }, { sources: { exclude: ['**/compose.yaml'] } })).toBe(0);
    expect(names({ '/p/compose.yaml': file }, { sources: { auto: false } })).toBe(0);
    expect(names({ '/p/x.yaml': file }, { sources: { auto: false, compose: { files: ['x.yaml'] } } })).toBe(1);
  });

  test('an overlay is merged with its base', () => {
    const { files } = compose('');
    const base = { '/p/compose.yaml': 'services:\n  app:\n    build: .\n    command: gunicorn -b :8080 a\n' };
    const overlay = { '/p/compose.prod.yaml': files['/p/compose.yaml']! };
    expect(short({ files: { ...base, ...overlay } }, 'app:8000')).toBe('wrong-port high');
    expect(short({ files: { ...base, ...overlay } }, 'app:8080')).toBe('ok');
  });
});
