// What is said of options that a rule of nginx-vet does not have, and of values that it cannot take.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { ConfigError } from '../../src/config/index.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { optionsSchema, optionValues } from '../../src/rule/index.ts';
import { picture } from './helpers.ts';

const KNOWN = rules.map(({ id }) => ({ id }));

/** The problems of `rules` in settings. */
function said(text: string): string {
  const fs = memoryFileSystem({ '/w/.nginx-vet.yaml': `rules:\n${text}` });
  try {
    readSettings(fs, '/w/.nginx-vet.yaml', (path) => path).settings(KNOWN);
  } catch (error) {
    if (error instanceof ConfigError) return picture(error);
    throw error;
  }
  return 'valid';
}

test('each in its place', () => {
  expect(
    said(`  proxy-connect-timeout-long: [warning, {longerThn: 5s}]
  worker-connections: [info, {fewerThan: -1}]
  ephemeral-port-exhaustion: [info, {localPorts: "many"}]
  client-max-body-size: [info, {atLeast: 5mb}]
  proxy-buffer-size: [on, {atLeast: 5.5}]
  unknown-directive: [on, {allow: my_module}]
  deprecated-directive: [on, allow]
  unknown-variable: [{allow: [a]}, on]
  buffer-sizes: [off, {a: 1}]
`),
  ).toMatchInlineSnapshot(`
    "
    unknown key \`longerThn\`
       │
     1 │ rules:
     2 │   proxy-connect-timeout-long: [warning, {longerThn: 5s}]
       │                                          ^^^^^^^^^
       = did you mean \`longerThan\`?
    \`rules.worker-connections[1].fewerThan\` must be >= 0, not \`-1\`
     3 │   worker-connections: [info, {fewerThan: -1}]
       │                                          ^^
    \`rules.ephemeral-port-exhaustion[1].localPorts\` must be a whole number, not text
     4 │   ephemeral-port-exhaustion: [info, {localPorts: "many"}]
       │                                                  ^^^^^^
    \`rules.client-max-body-size[1].atLeast\` cannot be \`5mb\`
     5 │   client-max-body-size: [info, {atLeast: 5mb}]
       │                                          ^^^
       = write it as \`16k\`, \`20m\` or \`4096\`
    \`rules.proxy-buffer-size[1].atLeast\` must be text or a whole number, not a number
     6 │   proxy-buffer-size: [on, {atLeast: 5.5}]
       │                                     ^^^
    \`rules.unknown-directive[1].allow\` must be a list, not text
     7 │   unknown-directive: [on, {allow: my_module}]
       │                                   ^^^^^^^^^
       = write a list: \`[my_module]\`
    \`rules.deprecated-directive[1]\` must be a map, not text
     8 │   deprecated-directive: [on, allow]
       │                              ^^^^^
    \`rules.unknown-variable[0]\` must be \`error\`, \`warning\`, \`info\`, \`off\` or \`on\`, not a map
     9 │   unknown-variable: [{allow: [a]}, on]
       │                      ^^^^^^^^^^^^
    \`rules.unknown-variable[1]\` must be a map, not text
     9 │   unknown-variable: [{allow: [a]}, on]
       │                                    ^^
    rule \`buffer-sizes\` has no options
    10 │   buffer-sizes: [off, {a: 1}]
       │                       ^^^^^^
       = write its level alone
    "
  `);
});

test.each(['5s', '130s', '1m30s', '1h 5s', '500ms', '0', '1d', 's', '', '5 minutes', '-1s', '5ms 1s', '1s1m'])(
  'the time `%s` is valid where the rule can read it',
  (time) => {
    const value = optionValues({ a: { type: 'time', default: '1s', description: '' } }, { a: time }).a as number;
    const isValid = said(`  proxy-connect-timeout-long: [on, {longerThan: ${JSON.stringify(time)}}]\n`) === 'valid';
    // spaces between units are left to nginx
    expect(isValid).toBe(value >= 0 && !time.includes(' '));
  },
);

test.each(['4k', '4K', '20m', '1g', '512', 'k', '', '4kb', '1.5m', '-1'])('the size `%s` likewise', (size) => {
  const value = optionValues({ a: { type: 'size', default: '1', description: '' } }, { a: size }).a as number;
  expect(said(`  proxy-buffer-size: [on, {atLeast: ${JSON.stringify(size)}}]\n`) === 'valid').toBe(value >= 0);
});

test('the defaults of every rule are valid', () => {
  for (const { id, options } of rules) {
    if (!options) continue;
    const defaults = Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, spec.default]));
    expect(said(`  ${id}: ${JSON.stringify(['on', defaults])}\n`)).toBe('valid');
    for (const value of Object.values(optionValues(options))) expect(value).not.toBe(-1);
  }
});

test('the published schema has the options of every rule, and of no other', () => {
  const { $defs } = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8'));
  for (const { id, options } of rules) {
    const { anyOf, $ref } = $defs.rules.properties[id];
    const { description: _, ...published } = anyOf?.[1].prefixItems[1] ?? {};
    expect($ref, id).toBe(options ? undefined : '#/$defs/rule');
    expect(published, id).toEqual(options ? optionsSchema(options) : {});
  }
});
