// Does docs/config.md say what is true? Its examples are read, its tables are those of the schema.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { inEffect } from '../../src/config/index.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';

const page = readFileSync('docs/config.md', 'utf8');
const examples = [...page.matchAll(/^```(yaml|jsonc)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));

const read = (files: Readonly<Record<string, string>>, name: string) =>
  readSettings(memoryFileSystem(files), name, (path) => path).settings(rules.map(({ id }) => ({ id })));

describe('examples', () => {
  test('there are some', () => expect(examples.length).toBeGreaterThan(2));

  test.each(examples)('$kind: $text', ({ kind, text }) => {
    const name = `/p/w/.nginx-vet.${kind}`;
    const files = {
      [name]: text,
      '/p/shared/nginx-vet.yaml': 'rules: {}\n',
      '/p/w/node_modules/@acme/nginx-vet-settings/settings.yaml': 'rules: {}\n',
    };
    expect(read(files, name).files.length).toBeGreaterThan(0);
  });
});

test('who wins', () => {
  const files = {
    '/p/base.yaml': 'rules: {proxy-host-header: off}\noverrides: [{files: "*", rules: {timeout-zero: off}}]\n',
    '/p/.nginx-vet.yaml': 'extends: base.yaml\nrules: {timeout-zero: info}\n',
  };
  const { layers } = read(files, '/p/.nginx-vet.yaml');
  const { rules: said } = inEffect(layers, '/p/nginx.conf');
  expect([...said].map(([id, { level }]) => `${id} ${level.value}`)).toEqual([
    'proxy-host-header off',
    'timeout-zero info',
  ]);
});

test('the tables are made from the schema', async () => {
  const script = new URL('../../scripts/gen-config-docs.mjs', import.meta.url).href;
  const { withConfigTables } = (await import(script)) as {
    withConfigTables: (text: string, schema: unknown) => string;
  };
  const schema: unknown = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8'));
  expect(withConfigTables(page, schema) === page, 'npm run gen').toBe(true);
  for (const { id, options = {} } of rules) {
    for (const name of Object.keys(options)) expect(page).toContain(`| \`${id}\` | \`${name}\` |`);
  }
});
