// Do the schemas and the types of the settings say the same? Types are made from the schemas, and the compiler compares.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: boolean | Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const read = (name: string) => JSON.parse(fs.readFileSync(`schemas/${name}`, 'utf8')) as Schema;
const CONFIG = read('config.schema.json');
const BINDINGS = read('bindings.schema.json');

/** The TypeScript type of the values of a schema; patterns and limits are beyond types. */
function typeText(schema: Schema, root: Schema): string {
  const inner = (one: Schema): string => typeText(one, root);
  // the types of the settings leave the bindings to their own room, and rules to their ids
  if (schema.$ref === 'bindings.schema.json') return 'unknown';
  if (schema.$ref !== undefined) return inner(root.$defs![schema.$ref.replace('#/$defs/', '')]!);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const any = schema.anyOf ?? schema.oneOf;
  if (any) return any.map((one) => `(${inner(one)})`).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => inner({ ...schema, type })).join(' | ');
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array': {
      const { items, prefixItems = [], minItems = 0 } = schema;
      if (typeof items === 'object') return `readonly (${inner(items)})[]`;
      const lengths = prefixItems.map((_, i) => i + 1).filter((length) => length >= minItems);
      return lengths.map((length) => `readonly [${prefixItems.slice(0, length).map(inner).join(', ')}]`).join(' | ');
    }
    case 'object': {
      const { properties = {}, additionalProperties, required = [] } = schema;
      const isMap = additionalProperties !== false;
      if (isMap)
        return `Readonly<Record<string, ${typeof additionalProperties === 'object' ? inner(additionalProperties) : 'unknown'}>>`;
      const members = Object.entries(properties).map(
        ([name, one]) => `readonly ${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${inner(one)};`,
      );
      return `{ ${members.join(' ')} }`;
    }
    default:
      throw new Error(`no type for ${JSON.stringify(schema)}`);
  }
}

/** What the compiler says against a schema's type and the type of that name in a source file being one and the same. */
function differences(schema: string, name: string, file: string): readonly string[] {
  const text = `
import type { ${name} as Written } from ${JSON.stringify(`../../${file}`)};
type FromSchema = ${schema};
type Deep<T> = T extends string | number | boolean | undefined ? T : { readonly [K in keyof T]-?: Deep<T[K]> };
declare const written: Written;
declare const fromSchema: FromSchema;
// optional keys that the other does not have are no error between types, so all are asked for as well
declare const allWritten: Deep<Written>;
declare const allFromSchema: Deep<FromSchema>;
export const values: readonly unknown[] = [
  written satisfies FromSchema,
  fromSchema satisfies Written,
  allWritten satisfies Deep<FromSchema>,
  allFromSchema satisfies Deep<Written>,
];
`;
  const config = ts.readConfigFile('tsconfig.json', ts.sys.readFile).config as { readonly compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, types: ['node'], noEmit: true },
    '.',
  );
  const at = path.resolve('test/config/from-schema.ts');
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (found, language) =>
    found === at ? ts.createSourceFile(at, text, language) : getSourceFile.call(host, found, language);
  const program = ts.createProgram([at], options, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(at))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('the settings', () => {
  expect(differences(typeText(CONFIG, CONFIG), 'Config', 'src/config/settings.ts')).toEqual([]);
}, 60_000);

test('the bindings in them', () => {
  expect(differences(typeText(BINDINGS, BINDINGS), 'BindingsConfig', 'src/bindings/config-types.ts')).toEqual([]);
}, 60_000);

test.each<readonly [string, (schema: Record<string, Schema>) => object]>([
  ['a key more', (p) => ({ ...p, later: { type: 'string' } })],
  ['a key less', ({ failOn: _, ...rest }) => rest],
  ['a word more', (p) => ({ ...p, preset: { enum: ['syntax', 'recommended', 'strict', 'all'] } })],
  ['a word less', (p) => ({ ...p, preset: { enum: ['syntax', 'strict'] } })],
  ['another type', (p) => ({ ...p, prefix: { type: 'number' } })],
])(
  '%s is noticed',
  (_, change) => {
    const properties = change(CONFIG.properties as Record<string, Schema>) as Record<string, Schema>;
    expect(differences(typeText({ ...CONFIG, properties }, CONFIG), 'Config', 'src/config/settings.ts')).not.toEqual(
      [],
    );
  },
  60_000,
);

test('every rule of nginx-vet is set as any rule is', () => {
  const rules = CONFIG.$defs!.rules!.properties!;
  expect(Object.keys(rules).length).toBeGreaterThan(80);
  const all = [...new Set(Object.values(rules).map((rule) => typeText(rule, CONFIG)))];
  const text = all.map((one) => `(${one})`).join(' | ');
  const problems = differences(text, 'RuleSetting', 'src/config/settings.ts');
  // what the schema allows for a rule, the type allows; the type allows any options
  expect(problems.filter((problem) => /to type '(?:RuleSetting|Written)/.test(problem.split('\n')[0]!))).toEqual([]);
}, 60_000);
