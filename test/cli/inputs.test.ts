// What may be given: files, directories with links, dumps, ConfigMaps, snippets; by name and on standard input.
import { describe, expect, test } from 'vitest';
import { run, WARNING } from './support.ts';

const SITE = 'server {\n    listen 80;\n    location / {\n        proxy_pass http://localhost:3000;\n    }\n}\n';
const DUMP = `# configuration file /etc/nginx/nginx.conf:\nevents {}\nhttp {\n    include conf.d/*.conf;\n}\n\n# configuration file /etc/nginx/conf.d/site.conf:\n${SITE}\n`;
const indented = (text: string, by: string): string => text.trimEnd().replaceAll(/^/gm, by);
const CONFIG_MAP = `apiVersion: v1\nkind: ConfigMap\ndata:\n  nginx.conf: |\n${indented(WARNING, '    ')}\n`;
const INGRESS = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  annotations:\n    nginx.ingress.kubernetes.io/server-snippet: |\n      nonsense on;\n`;

/** `rule file:line` of the first finding, and the exit code. */
async function first(argv: readonly string[], around: Parameters<typeof run>[1]): Promise<readonly unknown[]> {
  const { code, out, err } = await run([...argv, '--format', 'json', '--no-bindings'], around);
  const [finding] = out === '' ? [] : JSON.parse(out).findings;
  return [code, finding ? `${finding.rule} ${finding.file}:${finding.line}` : err];
}

describe.each<[string, string, string, string]>([
  ['a dump', 'dump.txt', DUMP, 'proxy-pass-localhost /etc/nginx/conf.d/site.conf:4'],
  ['a ConfigMap', 'map.yaml', CONFIG_MAP, 'proxy-pass-localhost map.yaml:10'],
  ['a snippet of an ingress', 'ingress.yaml', INGRESS, 'unknown-directive ingress.yaml:6'],
  ['a part of a configuration', 'sites/shop', SITE, 'proxy-pass-localhost sites/shop:4'],
])('%s', (_, name, text, want) => {
  test('by its name', async () => {
    expect(await first([name], { files: { [`/p/${name}`]: text } })).toEqual([1, want]);
  });

  test('on standard input, with the name it is given', async () => {
    expect(await first(['-', '--stdin-filename', name], { files: {}, stdin: text })).toEqual([1, want]);
  });

  test('on standard input without a name', async () => {
    const shown = want.replace(` ${name}:`, ' stdin:');
    expect(await first(['-'], { files: {}, stdin: text })).toEqual([1, shown]);
  });
});

test('includes of a text with a name start from its directory', async () => {
  const files = { '/p/conf/site.conf': SITE };
  const stdin = 'events {}\nhttp {\n    include site.conf;\n}\n';
  expect(await first(['-', '--stdin-filename', 'conf/nginx.conf'], { files, stdin })).toEqual([
    1,
    'proxy-pass-localhost conf/site.conf:4',
  ]);
});

test('a directory: its dumps and ConfigMaps beside its files', async () => {
  const files = {
    '/p/nginx.conf': WARNING,
    '/p/k8s/map.yaml': CONFIG_MAP,
    '/p/dump.txt': DUMP,
    '/p/README.md': '# x\n',
  };
  const { out } = await run(['.', '--format', 'json', '--no-bindings'], { files });
  const roots = JSON.parse(out).roots.map((root: { path: string }) => root.path);
  expect(roots.sort()).toEqual(['/etc/nginx/nginx.conf', 'k8s/map.yaml', 'nginx.conf']);
});

test.each([
  [['nginx.conf', '--prefix', 'nope'], /--prefix `nope`: no such directory/],
  [['nginx.conf', '--prefix', 'nginx.conf'], /--prefix `nginx\.conf`: that is no directory/],
  [['nginx.conf', '--path-map', '/etc/nginx=./nope'], /--path-map `\.\/nope`: no such directory/],
])('%j would hide every include, so it is a mistake', async (args, message) => {
  const { code, out, err } = await run(['check', ...args]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
});
