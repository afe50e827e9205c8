// Which part of the settings speaks of which file, and who wins.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inEffect, possible } from '../../src/config/index.ts';
import { failure, load, picture } from './helpers.ts';

const settings = (text: string, more: Readonly<Record<string, string>> = {}) =>
  load({ '/w/.nginx-vet.yaml': text, ...more }).layers;

/** Which of the files an override with these globs speaks of. */
function meant(override: string, files: readonly string[]): readonly string[] {
  const layers = settings(`overrides: [{${override}, rules: {my-rule: off}}]\n`);
  return files.filter((file) => inEffect(layers, file).rules.has('my-rule'));
}

const FILES = ['/w/a.conf', '/w/sites/a.conf', '/w/sites/old/b.conf', '/w/.hidden/a.conf', '/x/a.conf', '/w/é.conf'];

test.each<readonly [string, readonly string[]]>([
  ['files: a.conf', ['/w/a.conf', '/w/sites/a.conf', '/w/.hidden/a.conf']],
  ['files: /a.conf', ['/w/a.conf']],
  ['files: ./a.conf', ['/w/a.conf']],
  ['files: sites', ['/w/sites/a.conf', '/w/sites/old/b.conf']],
  ['files: sites/', ['/w/sites/a.conf', '/w/sites/old/b.conf']],
  ['files: sites/*', ['/w/sites/a.conf', '/w/sites/old/b.conf']],
  ['files: sites/*.conf', ['/w/sites/a.conf']],
  ['files: "**/*.conf"', ['/w/a.conf', '/w/sites/a.conf', '/w/sites/old/b.conf', '/w/.hidden/a.conf', '/w/é.conf']],
  ['files: [old, é.conf]', ['/w/sites/old/b.conf', '/w/é.conf']],
  ['files: "s{ites,ide}/{a,{b,c}}.conf"', ['/w/sites/a.conf']],
  ['files: "?.conf", excludeFiles: /sites', ['/w/a.conf', '/w/.hidden/a.conf', '/w/é.conf']],
  ['files: ., excludeFiles: ["*.conf"]', []],
  ['files: ../x', []],
  ['files: "[!a].conf"', ['/w/sites/old/b.conf', '/w/é.conf']],
])('%s', (override, expected) => {
  expect(meant(override, FILES)).toEqual(expected);
});

test('the later entries win, all of them over the rest of their file', () => {
  const layers = settings(
    `
extends: base.yaml
rules: {my-rule: error}
overrides:
  - {files: "*.conf", rules: {my-rule: [info, {a: 1}]}, preset: strict, minConfidence: low}
  - {files: a.conf, rules: {my-rule: off}, minConfidence: high}
`,
    { '/w/base.yaml': 'overrides: [{files: "*", rules: {my-rule: warning, proxy-buffer-size: off}}]\n' },
  );
  const of = (file: string) => {
    const { rules, preset, minConfidence } = inEffect(layers, file);
    const rule = rules.get('my-rule');
    return [
      rule?.level.value,
      rule?.options?.value,
      rules.get('proxy-buffer-size')?.level.value,
      preset.value,
      minConfidence.value,
    ];
  };
  expect(of('/w/a.conf')).toEqual(['off', { a: 1 }, 'off', 'strict', 'high']);
  expect(of('/w/b.conf')).toEqual(['info', { a: 1 }, 'off', 'strict', 'low']);
  // what is extended comes before what extends it, its overrides included
  expect(of('/w/compose.yaml')).toEqual(['error', undefined, 'off', 'recommended', 'medium']);
});

test('globs of an extended file count from that file', () => {
  const layers = settings('extends: sub/base.yaml\n', {
    '/w/sub/base.yaml': 'overrides: [{files: /a.conf, rules: {my-rule: off}}]\n',
  });
  const files = ['/w/a.conf', '/w/sub/a.conf'].filter((file) => inEffect(layers, file).rules.has('my-rule'));
  expect(files).toEqual(['/w/sub/a.conf']);
});

test('what may hold somewhere is never less than what holds in a file', () => {
  const level = fc.constantFrom('error', 'on', 'off', 'info');
  const setting = fc.oneof(level, fc.tuple(level), fc.tuple(level, fc.record({ a: fc.nat(3) })));
  const part = fc.record(
    {
      preset: fc.constantFrom('syntax', 'strict', 'recommended'),
      rules: fc.dictionary(fc.constantFrom('my-rule', 'other-rule'), setting),
    },
    { requiredKeys: [] },
  );
  const override = fc.tuple(part, fc.constantFrom('a.conf', 'b.conf', '*')).map(([own, files]) => ({ ...own, files }));
  fc.assert(
    fc.property(
      part,
      fc.array(override, { maxLength: 4 }),
      part,
      fc.array(override, { maxLength: 3 }),
      (base, b, own, o) => {
        const { layers } = load({
          '/w/.nginx-vet.json': JSON.stringify({ ...own, extends: 'base.json', overrides: o }),
          '/w/base.json': JSON.stringify({ ...base, overrides: b }),
        });
        const may = possible(layers);
        for (const file of ['/w/a.conf', '/w/b.conf', '/w/c.conf', '/x/c.conf']) {
          const effect = inEffect(layers, file);
          expect(may.presets).toContain(effect.preset.value);
          for (const id of ['my-rule', 'other-rule']) {
            expect(may.of(id).levels).toContain(effect.rules.get(id)?.level.value);
            expect([...may.of(id).options]).toContain(effect.rules.get(id)?.options?.value);
          }
        }
      },
    ),
  );
});

test('what is wrong in overrides', () => {
  const text = `overrides:
  - file: a.conf
    rules: {my-rule: off}
  - rules: {}
  - files: []
    failOn: never
    excludeFiles: ""
    minConfidence: hihg
  - files: a
    rules:
      my-rul: off
      proxy-buffer-size: [warn, {}]
      proxy-pass-localhost: [warning, {}, x]
      binding-wrong-port: []
  - a.conf
`;
  expect(picture(failure({ '/w/.nginx-vet.yaml': text }))).toMatchInlineSnapshot(`
    "
    unknown key \`file\`
       │
     1 │ overrides:
     2 │   - file: a.conf
       │     ^^^^
       = did you mean \`files\`?
    \`overrides[1]\` needs \`files\`
     4 │   - rules: {}
       │     ^
    \`overrides[2].files\` is empty
     5 │   - files: []
       │            ^^
       = give it a value, or remove it
    unknown key \`failOn\`
       │
     5 │   - files: []
     6 │     failOn: never
       │     ^^^^^^
       = known here: \`files\`, \`excludeFiles\`, \`preset\`, \`rules\`, \`minConfidence\`
    \`overrides[2].excludeFiles\` is empty
     7 │     excludeFiles: ""
       │                   ^^
       = give it a value, or remove it
    \`overrides[2].minConfidence\` must be \`high\`, \`medium\` or \`low\`, not \`hihg\`
     8 │     minConfidence: hihg
       │                    ^^^^
       = did you mean \`high\`?
    unknown rule \`my-rul\`
       │
    10 │     rules:
    11 │       my-rul: off
       │       ^^^^^^
       = did you mean \`my-rule\`?
    \`overrides[3].rules.proxy-buffer-size[0]\` must be \`error\`, \`warning\`, \`info\`, \`off\` or \`on\`, not \`warn\`
    12 │       proxy-buffer-size: [warn, {}]
       │                           ^^^^
       = did you mean \`warning\`?
    rule \`proxy-pass-localhost\` has no options
    13 │       proxy-pass-localhost: [warning, {}, x]
       │                                       ^^
       = write its level alone
    \`overrides[3].rules.binding-wrong-port\` is empty
    14 │       binding-wrong-port: []
       │                           ^^
       = give it a value, or remove it
    \`overrides[4]\` must be a map, not text
    15 │   - a.conf
       │     ^^^^^^
    "
  `);
});
