/** Do the rules exist that settings speak of, and do they have the options that are set? */
import { fromByteString, nearest, type Span, visible } from '../text/index.ts';
import { find, type MapNode, type Node, type Path, type Problem, toValue } from './node.ts';
import { schemaProblems } from './schema-problems.ts';
import type { SchemaError } from './validate.generated.js';

/** A rule that settings may speak of. */
export interface KnownRule {
  readonly id: string;
  /** The JSON Schema of its options, where schemas/config.schema.json does not have it: that of a plugin's rule. */
  readonly optionsSchema?: object | undefined;
}

/** A problem, and what about it needs no other complaint. */
export interface RuleProblem extends Problem {
  readonly covers?: Span;
}

/** Says what is wrong with a value by a schema. */
export type Compile = (schema: object) => (value: unknown) => readonly SchemaError[];

/** The problems of every `rules` in a file. Without `compile` options of plugins' rules are taken as they are. */
export function ruleProblems(root: Node, known: readonly KnownRule[], compile?: Compile): readonly RuleProblem[] {
  const ids = known.map(({ id }) => id);
  const byId = new Map(known.map((rule) => [rule.id, rule]));
  return mapsIn(root).flatMap(({ at, map }) =>
    map.entries.flatMap(({ key, keySpan, value }): readonly RuleProblem[] => {
      const id = fromByteString(key);
      const rule = byId.get(id);
      if (!rule) {
        const near = nearest(id, ids);
        const help = near === undefined ? '`nginx-vet rules` lists all of them' : `did you mean \`${near}\`?`;
        return [{ message: `unknown rule \`${visible(id)}\``, span: keySpan, help, covers: value.span }];
      }
      const options = value.kind === 'list' ? value.items[1] : undefined;
      if (!options || !rule.optionsSchema || !compile) return [];
      const pointer = [...at, id, 1]
        .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
        .join('');
      const errors = compile(rule.optionsSchema)(toValue(options));
      return schemaProblems(
        root,
        errors.map((error) => ({ ...error, instancePath: pointer + error.instancePath })),
      );
    }),
  );
}

/** `rules` of the file and of its overrides. */
function mapsIn(root: Node): readonly { readonly at: Path; readonly map: MapNode }[] {
  const overrides = find(root, ['overrides'])?.node;
  const count = overrides?.kind === 'list' ? overrides.items.length : 0;
  const paths: Path[] = [['rules'], ...Array.from({ length: count }, (_, i) => ['overrides', i, 'rules'])];
  return paths.flatMap((at) => {
    const map = find(root, at)?.node;
    return map?.kind === 'map' ? [{ at, map }] : [];
  });
}
