import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONFIG_NAMES, ConfigError } from '../../src/config/index.ts';
import { fromByteString, textOf } from '../../src/text/index.ts';
import { failure, fileOf, load, problems } from './helpers.ts';

const FULL = {
  $schema: 'x',
  nginxVersion: '1.22.1',
  prefix: '/etc/nginx',
  pathMap: { '/etc/nginx': 'nginx', '/é': 'ü' },
  preset: 'strict',
  rules: { 'proxy-buffer-size': 'off', 'binding-wrong-port': 'error' },
  minConfidence: 'low',
  failOn: 'never',
  ignore: ['**/é.conf'],
  extends: ['nginx-vet:strict', './nginx-vet.é.json'],
  overrides: [
    {
      files: 'a*',
      rules: { 'my-rule': ['on', { é: 'ü', list: [1, 2.5, true], map: { a: 'b' } }] },
      minConfidence: 'high',
    },
    { files: ['b', 'c'], excludeFiles: ['d'], preset: 'syntax' },
  ],
  baseline: 'known.json',
  plugins: ['./r.mjs'],
} as const;
const BASE = { '/w/nginx-vet.é.json': '{}' };

const YAML = `$schema: x
nginxVersion: "1.22.1"
prefix: /etc/nginx
pathMap:
  /etc/nginx: nginx
  /é: ü
preset: strict
rules:
  proxy-buffer-size: off # yaml 1.2: text
  "binding-wrong-port": error
minConfidence: low
failOn: never
ignore: ["**/\\u00e9.conf"]
extends: [nginx-vet:strict, ./nginx-vet.é.json]
overrides:
  - files: a*
    rules:
      my-rule:
        - on
        - é: ü
          list: [1, 2.5, true]
          map:
            a: b
    minConfidence: high
  - files:
      - b
      - c
    excludeFiles: [d]
    preset: syntax
baseline: known.json
plugins: [./r.mjs]
`;

const own = (files: Parameters<typeof load>[0]) => fileOf(load({ ...BASE, ...files })).config;

test('the same settings in every format', () => {
  const json = JSON.stringify(FULL, null, 2);
  expect(own({ '/w/.nginx-vet.json': json })).toEqual(FULL);
  expect(
    own({
      '/w/.nginx-vet.jsonc': `// why\n${json.replace(/"prefix"/, '/* é */ "prefix"').replace(/\]\n\}/, '],\n}')}`,
    }),
  ).toEqual(FULL);
  expect(own({ '/w/.nginx-vet.yaml': YAML })).toEqual(FULL);
  expect(own({ '/w/.nginx-vet.yml': `\ufeff${YAML.replaceAll('\n', '\r\n')}` })).toEqual(FULL);
  expect(own({ '/w/.nginx-vet.json': `\ufeff${json.replaceAll('\n', '\r\n')}` })).toEqual(FULL);
});

test('the nearest file upward, and where it was found', () => {
  const files = { '/.nginx-vet.json': '{"preset": "strict"}', '/w/a/.nginx-vet.yml': 'preset: syntax' };
  const near = load(files, '/w/a');
  expect([fileOf(near).config.preset, near.path]).toEqual(['syntax', '/w/a/.nginx-vet.yml']);
  const far = load(files, '/w/b/c/');
  expect([fileOf(far).config.preset, far.path]).toEqual(['strict', '/.nginx-vet.json']);
  expect(load({}, '/w')).toMatchObject({ config: {}, path: undefined, files: [], layers: [] });
  expect(load({}, '/w').sayerOf(['preset'])).toBeUndefined();
  expect(load({ '/w/.nginx-vet.json/x': '' }, '/w').path).toBeUndefined();
});

test('a file that is named is read, whatever else there is', () => {
  const files = { '/w/.nginx-vet.json': '{"preset": "strict"}', '/etc/my.yaml': 'preset: syntax\n' };
  expect(load(files, '/w', '/etc/my.yaml')).toMatchObject({
    files: [{ config: { preset: 'syntax' }, path: '/etc/my.yaml' }],
  });
  expect(failure(files, '/w', '/etc/none.yaml').message).toBe(
    '/etc/none.yaml: the settings cannot be read: No such file or directory',
  );
  expect(failure({ '/etc/my.toml': '' }, '/w', '/etc/my.toml')).toMatchObject({
    message: '/etc/my.toml: the format of the settings is not known',
    help: 'name it `.json`, `.jsonc`, `.yaml` or `.yml`',
  });
});

test('several files in one directory are an error', () => {
  const error = failure({ '/w/.nginx-vet.json': '{}', '/w/.nginx-vet.yml': '' });
  expect(error.message).toBe('/w: more than one settings file: `.nginx-vet.json` and `.nginx-vet.yml`');
  expect(error.help).toBe('keep one of them');
});

test('a file that cannot be read is an error, never the default', () => {
  const error = failure({ '/w/.nginx-vet.json': null });
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.message).toBe('/w/.nginx-vet.json: the settings cannot be read: Permission denied');
  expect([error.line, error.span, error.problems]).toEqual([undefined, undefined, []]);
});

test.each(['json', 'jsonc', 'yaml', 'yml'])('spans of values in %s', (extension) => {
  const json = '{"ignore": ["é", "b"],\n "rules": {"proxy-buffer-size": "off"}, "pathMap": {"/é": "ü"}}';
  const settings = load({ [`/w/.nginx-vet.${extension}`]: json });
  const at = (...path: (string | number)[]): string | undefined => {
    const span = fileOf(settings).spanOf(path);
    return span && fromByteString(textOf(span));
  };
  expect(at('ignore', 1)).toBe('"b"');
  expect(at('rules', 'proxy-buffer-size')).toBe('"off"');
  expect(at('pathMap', '/é')).toBe('"ü"');
  expect(at('ignore')).toBe('["é", "b"]');
  expect(at()).toBe(json);
  expect([at('ignore', 2), at('ignore', 0, 0), at('prefix')]).toEqual([undefined, undefined, undefined]);
});

test('strings under bindings stay byte strings, escapes included', () => {
  const json = '{"prefix": "\\u00e9é\\ud83d\\ude00", "bindings": {"socketAliases": {"/é": "/\\u00e9é"}}}';
  const yaml = 'prefix: "\\u00e9é\\U0001f600"\nbindings:\n  socketAliases:\n    /é: "/\\u00e9é"\n';
  for (const [name, text] of [
    ['json', json],
    ['yaml', yaml],
  ] as const) {
    const { config, spanOf } = fileOf(load({ [`/w/.nginx-vet.${name}`]: text }));
    expect(config.prefix).toBe('éé😀');
    expect(config.bindings).toEqual({ socketAliases: { '/Ã©': '/Ã©Ã©' } });
    expect(spanOf(['bindings', 'socketAliases', '/Ã©'])).toBeDefined();
  }
});

test('the error carries file, line, column and span of the first problem', () => {
  const error = failure({ '/w/.nginx-vet.yaml': 'preset: strict\n# é\nrulez: {}\nprefix: 1\n' });
  expect(error.message).toBe('/w/.nginx-vet.yaml:3:1: unknown key `rulez` (and 1 more)');
  expect([error.file, error.line, error.column, textOf(error.span!)]).toEqual(['/w/.nginx-vet.yaml', 3, 1, 'rulez']);
});

test('any bytes: settings or a ConfigError whose spans are inside of the file', () => {
  const word = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    'rules',
    'a',
    ' ',
    '\n',
    '- ',
    '#',
    '//',
    '&a ',
    '*a',
    '!!x ',
    '\\u00',
    '1',
    '? ',
    '|',
    '---\n',
    '\t',
    "'",
    '__proto__',
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 25 }).map((parts) => Buffer.from(parts.join(''))),
    fc.uint8Array({ maxLength: 40 }),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...CONFIG_NAMES), (bytes, name) => {
      try {
        load({ [`/w/${name}`]: bytes });
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(error.problems.length).toBeGreaterThan(0);
        for (const { span, message } of error.problems) {
          expect(message).not.toBe('');
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(bytes.length);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test.each(['json', 'yaml'])('deep nesting is refused in %s, not survived by luck', (extension) => {
  expect(problems(extension, '['.repeat(100_000))).toMatch(/nested too deeply|not closed|not valid YAML/);
  expect(problems(extension, `${'['.repeat(200)}${']'.repeat(200)}`)).toContain('nested too deeply');
  expect(problems(extension, `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`)).toContain('nested too deeply');
});

test('`__proto__` is an unknown key like any other', () => {
  expect(problems('json', '{"__proto__": {"preset": "strict"}}')).toContain('unknown key `__proto__`');
  expect(problems('json', '{"rules": {"__proto__": "off"}}')).toContain('unknown rule `__proto__`');
  expect(({} as Record<string, unknown>).preset).toBeUndefined();
});
