import { expect, test } from 'vitest';
import { problems } from './helpers.ts';

test('wrong keys, words and types, all at once', () => {
  expect(
    problems(
      'yaml',
      `presets: strict
nginxVersion: 1.30
prefix:
pathMap: [a]
preset: recomended
rules:
  proxy-bufer-size: off
  proxy-buffer-size: warn
  nothing-like-it: off
  proxy-pass-localhost: 2
minConfidence: ""
failOn: 1
ignore: ["", 1]
`,
    ),
  ).toMatchInlineSnapshot(`
    "
    unknown key \`presets\`
     1 │ presets: strict
       │ ^^^^^^^
       = did you mean \`preset\`?
    \`nginxVersion\` must be text, not a number
     2 │ nginxVersion: 1.30
       │               ^^^^
       = put it in quotes: \`"1.30"\`
    \`prefix\` is empty
     3 │ prefix:
       │ ^^^^^^
       = give it text, or remove it
    \`pathMap\` must be a map, not a list
     4 │ pathMap: [a]
       │          ^^^
    \`preset\` must be \`syntax\`, \`recommended\` or \`strict\`, not \`recomended\`
     5 │ preset: recomended
       │         ^^^^^^^^^^
       = did you mean \`recommended\`?
    unknown rule \`proxy-bufer-size\`
       │
     6 │ rules:
     7 │   proxy-bufer-size: off
       │   ^^^^^^^^^^^^^^^^
       = did you mean \`proxy-buffer-size\`?
    \`rules.proxy-buffer-size\` must be \`error\`, \`warning\`, \`info\`, \`off\` or \`on\`, not \`warn\`
     8 │   proxy-buffer-size: warn
       │                      ^^^^
       = did you mean \`warning\`?
    unknown rule \`nothing-like-it\`
     9 │   nothing-like-it: off
       │   ^^^^^^^^^^^^^^^
       = \`nginx-vet rules\` lists all of them
    \`rules.proxy-pass-localhost\` must be \`error\`, \`warning\`, \`info\`, \`off\` or \`on\`, not \`2\`
    10 │   proxy-pass-localhost: 2
       │                         ^
       = did you mean \`error\`?
    \`minConfidence\` is empty
    11 │ minConfidence: ""
       │                ^^
       = write \`high\`, \`medium\` or \`low\`, or remove it
    \`failOn\` must be \`error\`, \`warning\`, \`info\` or \`never\`, not \`1\`
    12 │ failOn: 1
       │         ^
       = did you mean \`warning\`?
    \`ignore[0]\` is empty
    13 │ ignore: ["", 1]
       │          ^^
       = give it a value, or remove it
    \`ignore[1]\` must be text, not a number
    13 │ ignore: ["", 1]
       │              ^
       = put it in quotes: \`"1"\`
    "
  `);
});

test('a version that is none', () => {
  expect(problems('json', '{"nginxVersion": "latest"}')).toMatchInlineSnapshot(`
    "
    \`nginxVersion\` cannot be \`latest\`
     1 │ {"nginxVersion": "latest"}
       │                  ^^^^^^^^
       = the nginx version to judge for: \`1.28\` or \`1.22.1\`
    "
  `);
});

test.each([
  ['nothing', ''],
  ['a comment', '# only\n'],
  ['a list', '- a\n'],
  ['a word', 'strict\n'],
  ['a tab', 'rules:\n\ta: off\n'],
  ['an open bracket', 'ignore: [a, b\n'],
  ['a key twice', 'preset: strict\npreset: syntax\n'],
  ['an alias', 'ignore: &a [x]\nprefix: *a\n'],
  ['two documents', 'preset: strict\n---\npreset: syntax\n'],
  ['a tag', 'prefix: !mine x\n'],
  ['a map as key', '? {a: b}\n: c\n'],
  ['a key without value', 'ignore:\n'],
  ['control characters', 'prefix: "a\u001b[31m"\n\u001b[2J: x\n'],
])('yaml: %s', (name, text) => {
  expect(`${name}\n${problems('yaml', text)}`).toMatchSnapshot();
});

test.each([
  ['nothing', ''],
  ['a list', '[]'],
  ['a comment', '{\n  // why\n  "preset": "strict"\n}'],
  ['a last comma', '{"preset": "strict",}'],
  ['two commas', '{"preset": "strict",,}'],
  ['no comma', '{"preset": "strict"\n "prefix": "a"}'],
  ['no colon', '{"preset" "strict"}'],
  ['no quotes', '{"preset": strict}'],
  ['a key without quotes', '{preset: 1}'],
  ['single quotes', "{'preset': 1}"],
  ['an open map', '{"rules": {"a": "off"\n'],
  ['open text', '{"prefix": "abc\n}'],
  ['a bad escape', '{"prefix": "a\\x"}'],
  ['a bad number', '{"prefix": 01}'],
  ['a key twice', '{"preset": "strict", "preset": "syntax"}'],
  ['something behind', '{} x'],
  ['no value', '{"prefix": }'],
  ['a raw tab', '{"prefix": "\t"}'],
  ['a hash', '# x\n{}'],
  ['non-ASCII', '{é: 1}'],
])('json: %s', (name, text) => {
  expect(`${name}\n${problems('json', text)}`).toMatchSnapshot();
});

test('jsonc: comments that do not end, and what it does not allow', () => {
  expect(problems('jsonc', '{ /* oops }')).toMatchInlineSnapshot(`
    "
    \`/*\` is not closed
     1 │ { /* oops }
       │   ^^
       = add \`*/\`
    "
  `);
  expect(problems('jsonc', '{"preset": "strict",,}')).toContain('a key is missing: `,` stands here');
});

test('files that are no text', () => {
  expect(problems('json', Buffer.from('{"prefix": "a\xff"}', 'latin1'))).toMatchInlineSnapshot(`
    "
    the settings are not UTF-8
     1 │ {"prefix": "a�"}
       │              ^
       = save it as UTF-8
    "
  `);
  expect(problems('yaml', Buffer.from('\ufeffpreset: strict', 'utf16le'))).toContain('zero byte');
});

test('what is declared of apps', () => {
  expect(
    problems(
      'yaml',
      `bindings:
  minConfidence: sure
  declared:
    - listen: 8000
      keepaliveTimeout: 75 s
      requestTimeout: -1
      allowedClients: [127.0.0.1, 10.0.0.0/8]
    - listen: unix:/run/a.sock
      keepaliveTimeOut: 5s
      requestTimeout: [5]
      socket: { mode: 0660 }
    - listen: unix:/run/b.sock
      socket: { mode: "0999", user: www-data }
`,
    ),
  ).toMatchInlineSnapshot(`
    "
    \`bindings.minConfidence\` must be \`high\`, \`medium\` or \`low\`, not \`sure\`
       │
     1 │ bindings:
     2 │   minConfidence: sure
       │                  ^^^^
    \`bindings.declared[0].keepaliveTimeout\` cannot be \`75 s\`
       │
     4 │     - listen: 8000
     5 │       keepaliveTimeout: 75 s
       │                         ^^^^
       = write it as \`75s\`, \`500ms\`, \`2m\` or \`30\`
    \`bindings.declared[0].requestTimeout\` must be >= 0, not \`-1\`
     6 │       requestTimeout: -1
       │                       ^^
    \`bindings.declared[0].allowedClients[1]\` cannot be \`10.0.0.0/8\`
     7 │       allowedClients: [127.0.0.1, 10.0.0.0/8]
       │                                   ^^^^^^^^^^
       = write it as \`127.0.0.1\` or \`::1\`
    unknown key \`keepaliveTimeOut\`
       │
     8 │     - listen: unix:/run/a.sock
     9 │       keepaliveTimeOut: 5s
       │       ^^^^^^^^^^^^^^^^
       = did you mean \`keepaliveTimeout\`?
    \`bindings.declared[1].requestTimeout\` must be text or a number, not a list
    10 │       requestTimeout: [5]
       │                       ^^^
    \`bindings.declared[1].socket.mode\` must be text, not a number
    11 │       socket: { mode: 0660 }
       │                       ^^^^
       = put it in quotes: \`"0660"\`
    \`bindings.declared[2].socket.mode\` cannot be \`0999\`
       │
    12 │     - listen: unix:/run/b.sock
    13 │       socket: { mode: "0999", user: www-data }
       │                       ^^^^^^
       = write it as \`0660\`
    unknown key \`user\`
       │
    12 │     - listen: unix:/run/b.sock
    13 │       socket: { mode: "0999", user: www-data }
       │                               ^^^^
       = known here: \`owner\`, \`group\`, \`mode\`
    "
  `);
});
