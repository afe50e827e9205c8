// Settings as `check` meets them: files that extend others, settings of single files, errors in any of them.
import { expect, test } from 'vitest';
import { CLEAN, run } from './support.ts';

const FILES = {
  '/p/.git/HEAD': '',
  '/p/nginx.conf': CLEAN.replace('http {', 'http {\n    include sites/*.conf;').replace(
    'return 204',
    'proxy_pass http://web:3000',
  ),
  '/p/sites/a.conf':
    'server {\n    listen 81;\n    location / {\n        proxy_connect_timeout 300s;\n        proxy_pass http://web:3000;\n    }\n}\n',
  '/p/compose.yaml': 'services:\n  web: [\n',
};

async function found(settings: Readonly<Record<string, string>>, ...options: string[]): Promise<readonly string[]> {
  const { out, err } = await run(['check', 'nginx.conf', '-f', 'json', ...options], {
    files: { ...FILES, ...settings },
  });
  expect(err).toBe('');
  const { findings } = JSON.parse(out) as { findings: Record<string, unknown>[] };
  return findings.map(({ file, rule, severity }) => `${file} ${rule} ${severity}`);
}

const BY_ITSELF = ['compose.yaml source-skipped info', 'sites/a.conf proxy-connect-timeout-long info'];

test('the file of the finding decides: an included one, a compose file', async () => {
  expect((await found({})).toSorted()).toEqual(BY_ITSELF);
  const settings = {
    '/p/.nginx-vet.json': JSON.stringify({
      overrides: [
        { files: 'sites', rules: { 'proxy-connect-timeout-long': 'error' } },
        { files: 'compose.y*ml', rules: { 'source-skipped': 'warning' } },
      ],
    }),
  };
  expect((await found(settings)).toSorted()).toEqual([
    'compose.yaml source-skipped warning',
    'sites/a.conf proxy-connect-timeout-long error',
  ]);
  const swapped = {
    '/p/.nginx-vet.json': settings['/p/.nginx-vet.json'].replace('"sites"', '"/nginx.conf"').replace('y*ml', 'json'),
  };
  expect((await found(swapped)).toSorted()).toEqual(BY_ITSELF);
});

test('the command line wins over everything', async () => {
  const settings = {
    '/p/.nginx-vet.yaml': 'extends: base.yaml\noverrides: [{files: "*", rules: {source-skipped: error}}]\n',
    '/p/base.yaml': 'preset: strict\nrules: {proxy-connect-timeout-long: off}\n',
  };
  expect(await found(settings, '--preset', 'recommended')).toEqual(['compose.yaml source-skipped error']);
  expect(
    await found(
      settings,
      '--preset',
      'recommended',
      '--rule',
      'source-skipped=off',
      '--rule',
      'proxy-connect-timeout-long=on',
    ),
  ).toEqual(['sites/a.conf proxy-connect-timeout-long info']);
});

test('an error in an extended file is shown there, and where it is extended', async () => {
  const files = {
    ...FILES,
    '/p/.nginx-vet.yaml': 'extends: shared/base.jsonc\n',
    '/p/shared/base.jsonc': '{"rules": {"source-skiped": "off"}}',
  };
  const { code, err, out } = await run(['check', 'nginx.conf'], { files });
  expect([code, out]).toEqual([2, '']);
  expect(`\n${err}`).toMatchInlineSnapshot(`
    "
    nginx-vet: unknown rule \`source-skiped\`
       ┌─ shared/base.jsonc:1:12
     1 │ {"rules": {"source-skiped": "off"}}
       │            ^^^^^^^^^^^^^^^
       ┌─ .nginx-vet.yaml:1:10
     1 │ extends: shared/base.jsonc
       │          ----------------- extended here
      help  did you mean \`source-skipped\`?
    "
  `);
});

test('settings are found from the checked path upward, and --config replaces them', async () => {
  const settings = {
    '/p/.nginx-vet.yaml': 'rules: {source-skipped: off}\n',
    '/etc/team.yml': 'extends: nginx-vet:syntax\n',
  };
  expect(await found(settings)).toEqual(['sites/a.conf proxy-connect-timeout-long info']);
  expect(await found(settings, '--config', '/etc/team.yml')).toEqual([]);
});
