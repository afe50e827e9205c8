/** What does a YAML file say? The `yaml` package's document, as nodes with spans. */
import type { Document, Scalar } from 'yaml';
import { display, fromByteString, type SourceText, type Span, toByteString } from '../text/index.ts';
import { yaml } from '../yaml/index.ts';
import { DEEPEST, type Entry, type Node, type Problem, type ReadResult } from './node.ts';

/** Reads a file of one YAML document. Aliases, tags of its own and keys that are no text are refused. */
export function readYaml(source: SourceText): ReadResult {
  const skipped = source.text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  const text = source.text.slice(skipped);
  const problems: Problem[] = [];
  const span = (start: number, end: number): Span => {
    const from = Math.min(start, text.length);
    const trimmed = text.slice(from, Math.min(end, text.length)).trimEnd().length;
    return source.span(skipped + from, skipped + Math.max(from + trimmed, Math.min(end, from)));
  };
  let document: Document.Parsed;
  try {
    document = yaml().parseDocument(text, { prettyErrors: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { root: undefined, problems: [tooDeep(source.span(0, 0))] }; // the parser recurses
  }
  // What follows a syntax error is mostly its echo; a key that is given twice is no syntax error.
  const repeated = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  const broken = document.errors.filter((error) => error.code !== 'DUPLICATE_KEY').slice(0, 1);
  for (const { code, message, pos } of [...repeated, ...broken, ...document.warnings]) {
    problems.push(
      yamlProblem(code, display(message), code === 'DUPLICATE_KEY' ? keyAt(text, pos[0], span) : span(...pos)),
    );
  }
  if (problems.length > 0 || document.contents === null) return { root: undefined, problems };
  const root = convert(document.contents, { text, problems, span }, 0);
  return { root, problems };
}

interface Context {
  readonly text: string;
  readonly problems: Problem[];
  readonly span: (start: number, end: number) => Span;
}

function convert(value: unknown, context: Context, depth: number): Node {
  const range = rangeOf(value);
  const span = range ? context.span(range[0], range[1]) : context.span(0, 0);
  if (depth > DEEPEST) {
    context.problems.push(tooDeep(span));
    return { kind: 'scalar', value: null, span };
  }
  const { isAlias, isMap, isScalar, isSeq } = yaml();
  if (isMap(value)) {
    const entries: Entry[] = [];
    for (const pair of value.items) {
      const keyRange = rangeOf(pair.key);
      const keySpan = keyRange ? context.span(keyRange[0], keyRange[1]) : span;
      const key = isScalar(pair.key) ? keyText(pair.key, context.text) : undefined;
      if (key === undefined) {
        context.problems.push({ message: 'a key that is no text', span: keySpan, help: 'write `key: value`' });
        continue;
      }
      // `key:` has a value of no length, or none: point at the key.
      const item = pair.value === null ? undefined : convert(pair.value, context, depth + 1);
      const empty = item === undefined || item.span.start === item.span.end;
      entries.push({ key, keySpan, value: empty ? { kind: 'scalar', value: null, span: keySpan } : item });
    }
    return { kind: 'map', entries, span };
  }
  if (isSeq(value)) return { kind: 'list', items: value.items.map((item) => convert(item, context, depth + 1)), span };
  if (isAlias(value)) {
    const message = 'aliases are not supported in settings';
    context.problems.push({ message, span, help: 'write the value out' });
  }
  if (!isScalar(value)) return { kind: 'scalar', value: null, span };
  return { kind: 'scalar', value: scalarValue(value, context.text), span };
}

function scalarValue(scalar: Scalar, text: string): string | number | boolean | null {
  const { value } = scalar;
  if (typeof value === 'string') return stringValue(scalar, value, text);
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/**
 * The text of a scalar as a byte string. Escapes of a quoted scalar stand for characters while the rest of it stands for
 * bytes, so such a scalar is read once more as ordinary text.
 */
function stringValue(scalar: Scalar, value: string, text: string): string {
  if (scalar.type !== yaml().Scalar.QUOTE_DOUBLE || !scalar.range) return value;
  const raw = text.slice(scalar.range[0], scalar.range[1]);
  if (!raw.includes('\\')) return value;
  const again: unknown = yaml().parseDocument(fromByteString(raw)).toJS();
  return typeof again === 'string' ? toByteString(again) : value;
}

/** A key as it is written: `80` and `true` are text here. */
function keyText(key: Scalar, text: string): string | undefined {
  if (typeof key.value === 'string') return stringValue(key, key.value, text);
  if (key.value === null || !key.range) return undefined;
  return text.slice(key.range[0], key.range[1]);
}

function rangeOf(value: unknown): readonly [number, number, number] | undefined {
  const range = (value as { readonly range?: readonly [number, number, number] | null } | null)?.range;
  return range ?? undefined;
}

/** The whole of a key of which only the start is known. */
function keyAt(text: string, start: number, span: Context['span']): Span {
  const key = /"[^"\n]*"|'[^'\n]*'|[^\s:,}]+|/y;
  key.lastIndex = start;
  return span(start, start + (key.exec(text)?.[0].length ?? 0));
}

function tooDeep(span: Span): Problem {
  return { message: 'nested too deeply', span, help: `use at most ${DEEPEST} levels` };
}

function yamlProblem(code: string, message: string, span: Span): Problem {
  if (code === 'DUPLICATE_KEY') {
    const key = display(span.source.text.slice(span.start, span.end));
    return { message: key ? `\`${key}\` is given twice` : 'a key is given twice', span, help: 'remove one of them' };
  }
  if (code === 'TAB_AS_INDENT') return { message: 'a tab in the indentation', span, help: 'indent with spaces' };
  if (code === 'MULTIPLE_DOCS')
    return { message: 'more than one document', span, help: 'remove `---` and what follows it' };
  const words = message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
  return { message: `not valid YAML: ${words}`, span };
}
