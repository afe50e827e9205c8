import fs from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { EDITIONS } from '../../src/catalog/index.ts';
import { type Config, FAIL_LEVELS, MIN_CONFIDENCES, PRESETS, RULE_LEVELS } from '../../src/config/index.ts';
import { readJson } from '../../src/config/read-json.ts';
import { schemaProblems } from '../../src/config/schema-problems.ts';
import type { SchemaError } from '../../src/config/validate.generated.js';
import { CONFIDENCES, SEVERITIES } from '../../src/rule/finding.ts';
import { SourceText, textOf } from '../../src/text/index.ts';

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly prefixItems?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(fs.readFileSync('schemas/config.schema.json', 'utf8')) as Schema;

/** Every key of the type with the kind of its schema; the compiler refuses a missing or an extra one. */
const KEYS: { readonly [Key in keyof Required<Config>]: string } = {
  $schema: 'string',
  extends: 'anyOf',
  nginxVersion: 'string',
  edition: EDITIONS.join('|'),
  prefix: 'string',
  pathMap: 'object',
  preset: PRESETS.join('|'),
  rules: '#/$defs/rules',
  overrides: 'array',
  minConfidence: MIN_CONFIDENCES.join('|'),
  failOn: FAIL_LEVELS.join('|'),
  ignore: 'array',
  baseline: 'string',
  plugins: 'array',
  bindings: 'bindings.schema.json',
};

test('schema and type have the same keys of the same kinds', () => {
  const kinds = Object.entries(schema.properties!).map(([key, s]) => [
    key,
    s.type ?? s.enum?.join('|') ?? s.$ref ?? 'anyOf',
  ]);
  expect(Object.fromEntries(kinds)).toEqual(KEYS);
  expect(schema.$defs!.level!.enum).toEqual(RULE_LEVELS);
  expect(schema.additionalProperties).toBe(false);
});

test('every property is described', () => {
  const collect = (s: Schema): void => {
    expect(s.description ?? s.$ref, JSON.stringify(s)).toBeTruthy();
    for (const inner of [...Object.values(s.properties ?? {}), ...Object.values(s.$defs ?? {})]) collect(inner);
    for (const inner of [...(s.anyOf ?? []), ...(s.prefixItems ?? [])]) collect(inner);
    if (typeof s.additionalProperties === 'object') collect(s.additionalProperties);
    if (typeof s.items === 'object') collect(s.items);
  };
  collect(schema);
});

test('severities and confidences are those of findings', () => {
  expect(RULE_LEVELS).toEqual([...SEVERITIES, 'off', 'on']);
  expect(FAIL_LEVELS).toEqual([...SEVERITIES, 'never']);
  expect(MIN_CONFIDENCES).toEqual(CONFIDENCES);
});

test('the compiled validator is up to date, and the same every time', async () => {
  const script = new URL('../../scripts/gen-validators.mjs', import.meta.url).href;
  const { generateValidators } = (await import(script)) as {
    readonly generateValidators: () => readonly { readonly path: string; readonly text: string }[];
  };
  const files = generateValidators();
  expect(files).toEqual(generateValidators());
  for (const { path, text } of files) expect(fs.readFileSync(path, 'utf8') === text, `${path}: npm run gen`).toBe(true);
});

/** Problems of a value under a schema with alternatives, as `bindings` has them. */
function complaints(value: unknown): readonly string[] {
  const duration = {
    oneOf: [
      { type: 'number', minimum: 0 },
      { type: 'string', pattern: '^\\d+(ms|s)$', description: 'A duration: `30s`. Or seconds.' },
    ],
  };
  const place = {
    oneOf: [
      { type: 'string', pattern: '^(host|compose:.+)$', description: 'Where it runs.' },
      {
        type: 'object',
        required: ['kind'],
        additionalProperties: false,
        properties: { kind: { enum: ['host', 'container'] } },
      },
    ],
  };
  const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true });
  const validate = ajv.compile({
    type: 'object',
    properties: {
      bindings: {
        type: 'object',
        properties: {
          't/~': duration,
          place,
          ports: { type: 'array', uniqueItems: true, items: { type: 'integer', maximum: 9 } },
        },
      },
    },
  } satisfies AnySchemaObject);
  const source = SourceText.fromString('.nginx-vet.json', JSON.stringify(value));
  const { root } = readJson(source, { comments: false });
  validate(value);
  return schemaProblems(root!, (validate.errors ?? []) as readonly SchemaError[]).map(
    ({ message, span, help }) => `${message} | ${textOf(span)}${help ? ` | ${help}` : ''}`,
  );
}

test('of alternatives only the complaint that helps is told', () => {
  expect(complaints({ bindings: { 't/~': '5 minutes' } })).toEqual([
    '`bindings.t/~` cannot be `5 minutes` | "5 minutes" | a duration: `30s`',
  ]);
  expect(complaints({ bindings: { 't/~': [] } })).toEqual(['`bindings.t/~` must be a number or text, not a list | []']);
  expect(complaints({ bindings: { place: { kind: 'hots' } } })).toEqual([
    '`bindings.place.kind` must be `host` or `container`, not `hots` | "hots" | did you mean `host`?',
  ]);
  expect(complaints({ bindings: { place: { kin: 'host' } } })).toEqual([
    'unknown key `kin` | "kin" | did you mean `kind`?',
  ]);
  expect(complaints({ bindings: { place: 'k8s' } })).toEqual([
    '`bindings.place` cannot be `k8s` | "k8s" | where it runs',
  ]);
  expect(complaints({ bindings: { ports: [1, 1, 20] } })).toEqual([
    '`bindings.ports[2]` must be <= 9, not `20` | 20',
    '`bindings.ports` names the same thing twice | [1,1,20] | remove one of them',
  ]);
});
