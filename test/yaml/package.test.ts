/** What is said where the package that reads YAML is not there? */
import { expect, test, vi } from 'vitest';
import { run, WARNING } from '../cli/support.ts';

vi.mock('node:module', async (original) => ({
  ...(await original<typeof import('node:module')>()),
  createRequire: () => () => {
    throw Object.assign(new Error("Cannot find module 'yaml'"), { code: 'MODULE_NOT_FOUND' });
  },
}));

const CONFIG_MAP = 'kind: ConfigMap\napiVersion: v1\ndata:\n  nginx.conf: |\n    events {}\n';
const COMPOSE = 'services:\n  web:\n    image: nginx\n    volumes: [./nginx.conf:/etc/nginx/nginx.conf]\n';

test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
  ['a ConfigMap that is named', ['map.yaml'], { '/p/map.yaml': CONFIG_MAP }],
  ['settings', ['nginx.conf'], { '/p/nginx.conf': WARNING, '/p/.nginx-vet.yaml': 'preset: strict\n' }],
  ['a compose file', ['nginx.conf'], { '/p/nginx.conf': WARNING, '/p/compose.yaml': COMPOSE }],
])('%s: exit code 2 and what to install', async (_, argv, files) => {
  const { code, out, err } = await run(argv, { files });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(
    /^nginx-vet: YAML files cannot be read: the package `yaml` cannot be loaded \(MODULE_NOT_FOUND\)\n/,
  );
  expect(err).toMatch(/\n {2}help {2}.*`npm install yaml`/);
});

test('where no YAML is read nothing is missed', async () => {
  const files = { '/p/nginx.conf': WARNING, '/p/compose.yaml': COMPOSE };
  expect((await run(['nginx.conf', '--no-bindings'], { files })).code).toBe(1);
});
