/** What do a compiled schema's complaints say to a person? */
import { display, fromByteString, nearest, type Span, visible } from '../text/index.ts';
import { BYTE_STRING_KEY, type Found, find, type MapNode, type Node, type Path, type Problem } from './node.ts';
import type { SchemaError } from './validate.generated.js';

/** Words people write for one of ours. */
const SYNONYMS: Readonly<Record<string, string>> = {
  warn: 'warning',
  warnings: 'warning',
  err: 'error',
  note: 'info',
  hint: 'info',
  disable: 'off',
  disabled: 'off',
  false: 'off',
  true: 'on',
  enabled: 'on',
  default: 'on',
  // eslint's numbers
  0: 'off',
  1: 'warning',
  2: 'error',
};

const TYPES: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  null: 'empty',
};

/** The complaints as problems in the order of the file. */
export function schemaProblems(root: Node, errors: readonly SchemaError[]): readonly Problem[] {
  const problems = withoutMisspelt(withoutAlternatives(errors)).map((error) => problemOf(root, error));
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = `${problem.span.start} ${problem.message}`;
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * Of a failed `oneOf` or `anyOf` only what helps: what is wrong inside of the value if one of the alternatives got that far,
 * else one complaint that names all the alternatives. ajv reports those of the alternatives right before the whole.
 */
function withoutAlternatives(errors: readonly SchemaError[]): readonly SchemaError[] {
  const kept: SchemaError[] = [];
  for (const error of errors) {
    if (error.keyword !== 'oneOf' && error.keyword !== 'anyOf') {
      kept.push(error);
      continue;
    }
    const path = error.instancePath;
    const inside: SchemaError[] = [];
    while (
      kept.length > 0 &&
      (kept.at(-1)!.instancePath === path || kept.at(-1)!.instancePath.startsWith(`${path}/`))
    ) {
      inside.unshift(kept.pop()!);
    }
    const deeper = inside.filter(
      (e) => e.instancePath !== path || e.keyword === 'additionalProperties' || e.keyword === 'required',
    );
    // a list is no word: of a list the alternative that is one says more
    const isWord = (e: SchemaError): boolean => e.keyword === 'enum' && typeof e.data === 'object' && e.data !== null;
    const notType = inside.filter((e) => e.keyword !== 'type');
    const single = notType.length > 1 ? notType.filter((e) => !isWord(e)) : notType;
    if (deeper.length > 0) for (const one of deeper) kept.push(one);
    else if (single.length === 1) kept.push(single[0]!);
    else {
      const types = inside.filter((e) => e.keyword === 'type').flatMap((e) => e.params.type as string | string[]);
      const wrongType = types.length === inside.length && types.length > 0;
      kept.push(wrongType ? { ...error, keyword: 'type', params: { type: types } } : error);
    }
  }
  return kept;
}

/** A key that is missing because it is misspelt is told once, where it stands. */
function withoutMisspelt(errors: readonly SchemaError[]): readonly SchemaError[] {
  return errors.filter(({ keyword, instancePath, params }) => {
    const missing = String(params.missingProperty);
    const isMeant = (other: SchemaError): boolean =>
      other.keyword === 'additionalProperties' &&
      other.instancePath === instancePath &&
      nearest(String(other.params.additionalProperty), [missing]) !== undefined;
    return keyword !== 'required' || !errors.some(isMeant);
  });
}

function problemOf(root: Node, error: SchemaError): Problem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = find(root, path) ?? { node: root, keySpan: undefined };
  const { span } = found.node;
  const name = path.length === 0 ? 'the settings' : `\`${pathText(path, root)}\``;
  const value = shownValue(path, error.data);
  const { params } = error;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(found, path, String(params.additionalProperty), error);
    case 'required':
      return withHelp(`${name} needs \`${display(String(params.missingProperty))}\``, startOf(found), undefined);
    case 'type':
      return wrongType(name, span, params.type, error.data);
    case 'enum':
      return wrongWord(name, span, params.allowedValues as readonly unknown[], value, error.data);
    case 'pattern':
    case 'format':
      return withHelp(`${name} cannot be ${value}`, span, exampleOf(error) ?? describe(error));
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return withHelp(`${name} is empty`, span, 'give it a value, or remove it');
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return withHelp(
        `${name} must be ${String(params.comparison)} ${String(params.limit)}, not ${value}`,
        span,
        undefined,
      );
    case 'items':
      return tooMany(found, name, Number(params.limit), path);
    case 'uniqueItems':
      return withHelp(`${name} names the same thing twice`, span, 'remove one of them');
    default:
      return withHelp(`${name} cannot be ${value}`, span, describe(error));
  }
}

function unknownKey(found: Found, path: Path, key: string, error: SchemaError): Problem {
  const { node } = found;
  const bytes = path[0] === BYTE_STRING_KEY;
  const entry = (node as MapNode).entries.find((e) => (bytes ? e.key : fromByteString(e.key)) === key);
  const properties = (error.parentSchema as { readonly properties?: object } | undefined)?.properties ?? {};
  const near = nearest(key, Object.keys(properties));
  const known = Object.keys(properties).map((k) => `\`${k}\``);
  const help = near === undefined ? `known here: ${known.join(', ')}` : `did you mean \`${near}\`?`;
  return withHelp(
    `unknown key \`${display(entry?.key ?? key)}\``,
    entry?.keySpan ?? node.span,
    known.length > 0 ? help : undefined,
  );
}

function tooMany({ node }: Found, name: string, limit: number, path: Path): Problem {
  const { span } = (node.kind === 'list' ? node.items[limit] : undefined) ?? node;
  if (path.at(-2) !== 'rules') return withHelp(`${name} has more than ${limit} entries`, span, 'remove the others');
  const rule = `\`${visible(String(path.at(-1)))}\``;
  return limit === 1
    ? withHelp(`rule ${rule} has no options`, span, 'write its level alone')
    : withHelp(`${name} has more than a level and options`, span, 'remove the others');
}

function wrongType(name: string, span: Span, expected: unknown, data: unknown): Problem {
  const wanted = [...new Set((Array.isArray(expected) ? expected : [expected]).map(String))];
  const actual = data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data;
  const what = wanted.map((type) => TYPES[type] ?? type);
  if (actual === 'null') return withHelp(`${name} is empty`, span, `give it ${list(what)}, or remove it`);
  const isForQuotes = wanted.includes('string') && !wanted.includes('integer');
  const quotable = isForQuotes && (actual === 'number' || actual === 'boolean');
  const isOneOfMany = wanted.includes('array') && actual === 'string';
  const raw = span.source.text.slice(span.start, span.end);
  const shown = actual === 'boolean' ? `\`${String(data)}\`` : (TYPES[actual] ?? actual);
  return withHelp(
    `${name} must be ${list(what)}, not ${shown}`,
    span,
    quotable
      ? `put it in quotes: \`"${display(raw)}"\``
      : isOneOfMany
        ? `write a list: \`[${display(raw)}]\``
        : undefined,
  );
}

function wrongWord(name: string, span: Span, allowed: readonly unknown[], value: string, data: unknown): Problem {
  const words = allowed.map(String);
  const word = String(data);
  const synonym = SYNONYMS[word.toLowerCase()];
  const choice = list(words.map((w) => `\`${w}\``));
  if (data === null || data === '') return withHelp(`${name} is empty`, span, `write ${choice}, or remove it`);
  const near = synonym !== undefined && words.includes(synonym) ? synonym : nearest(word, words);
  const message = `${name} must be ${choice}, not ${value}`;
  return withHelp(message, span, near === undefined ? undefined : `did you mean \`${near}\`?`);
}

/** `rules.proxy-buffer-size`, `ignore[2]`. */
function pathText(path: Path, root: Node): string {
  let text = '';
  for (const [index, step] of path.entries()) {
    const inList = find(root, path.slice(0, index))?.node.kind === 'list';
    const shown = path[0] === BYTE_STRING_KEY ? fromByteString(String(step)) : String(step);
    text += inList ? `[${shown}]` : `${text === '' ? '' : '.'}${shown}`;
  }
  return visible(text);
}

function shownValue(path: Path, data: unknown): string {
  if (data === null) return 'empty';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'object') return 'a map';
  const text = String(data);
  return `\`${visible(path[0] === BYTE_STRING_KEY ? fromByteString(text) : text)}\``;
}

function startOf({ node, keySpan }: Found): Span {
  return (
    keySpan ?? { source: node.span.source, start: node.span.start, end: Math.min(node.span.start + 1, node.span.end) }
  );
}

/** What it may look like, where its schema has examples. */
function exampleOf(error: SchemaError): string | undefined {
  const { examples = [] } = (error.parentSchema ?? {}) as { readonly examples?: readonly unknown[] };
  return examples.length === 0 ? undefined : `write it as ${list(examples.map((one) => `\`${String(one)}\``))}`;
}

function describe(error: SchemaError): string | undefined {
  const { description } = (error.parentSchema ?? {}) as { readonly description?: string };
  const sentence = description?.replace(/\.(?: [A-Z].*)?$/s, '');
  return sentence === undefined ? undefined : sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function withHelp(message: string, span: Span, help: string | undefined): Problem {
  return { message, span, ...(help !== undefined && { help }) };
}
