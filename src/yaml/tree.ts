/** What does a YAML file say, with the place of every key and every character of every value? */
import type { Document, Node, Scalar } from 'yaml';
import type { SourceText, Span } from '../text/index.ts';
import { builder, literal, type Mapped, standing } from './mapped.ts';
import { yaml } from './package.ts';

interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: Mapped;
  /** A plain `null`, `~` or nothing at all. */
  readonly isNull: boolean;
  readonly span: Span;
  readonly tag?: string;
}
interface YamlMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly span: Span;
  readonly tag?: string;
}
interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly span: Span;
  readonly tag?: string;
}
export interface YamlEntry {
  readonly key: Span;
  readonly value: YamlNode;
}
export type YamlNode = YamlScalar | YamlMap | YamlList;

export type YamlResult =
  | { readonly kind: 'tree'; readonly root: YamlNode | undefined }
  | { readonly kind: 'broken'; readonly why: string; readonly span?: Span };

/** More entries than this through `<<` are a merge bomb, not a configuration. */
const MAX_MERGED = 200_000;
/** Deeper nesting than this is no declaration that anybody reads; the library itself recurses. */
const MAX_DEPTH = 200;

/**
 * Parses YAML 1.2 core from the byte string, so that offsets are byte offsets. Every value passes through `expand`
 * (compose's interpolation) once. Aliases share one node, so an alias bomb costs nothing.
 */
export function parseYaml(source: SourceText, expand: (value: Mapped) => Mapped = (v) => v): YamlResult {
  // A UTF-8 byte order mark is three characters here; the library knows it only as one.
  const skip = source.text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  try {
    const document = yaml().parseDocument(source.text.slice(skip), {
      prettyErrors: false,
      uniqueKeys: false, // the library's check is quadratic; `convert` looks itself
      logLevel: 'silent',
      keepSourceTokens: false,
    });
    const error = document.errors[0];
    if (error) {
      // the library counts a missing end as one character behind the last
      const at = (offset: number) => Math.min(skip + offset, source.length);
      return { kind: 'broken', why: firstLine(error.message), span: source.span(at(error.pos[0]), at(error.pos[1])) };
    }
    return convertDocument(document, source, skip, expand);
  } catch (error) {
    // a document nested thousands of levels deep exhausts the library's stack
    return { kind: 'broken', why: error instanceof RangeError ? 'nested too deeply' : firstLine(String(error)) };
  }
}

interface Problem {
  readonly why: string;
  readonly span: Span;
}

function convertDocument(
  document: Document,
  source: SourceText,
  skip: number,
  expand: (value: Mapped) => Mapped,
): YamlResult {
  const anchors = new Map<string, Node>();
  const done = new Map<Node, YamlNode>();
  let merged = 0;
  let problem: Problem | undefined;

  const spanAt = (node: Node): Span => {
    const range = node.range ?? [0, 0, 0];
    return source.span(skip + range[0], skip + range[1]);
  };
  const fail = (why: string, span: Span) => {
    problem ??= { why, span };
  };
  const empty = (at: Span): YamlNode => ({ kind: 'scalar', value: standing(at, ''), isNull: true, span: at });

  const convert = (node: Node, depth: number): YamlNode => {
    const span = spanAt(node);
    if (yaml().isAlias(node)) {
      const target = anchors.get(node.source);
      // an alias inside its own anchor has no value yet: a cycle is no declaration
      return (target && done.get(target)) ?? empty(span);
    }
    if ('anchor' in node && node.anchor) anchors.set(node.anchor, node);
    if (depth > MAX_DEPTH) {
      fail('nested too deeply', span);
      return empty(span);
    }
    const tag = node.tag?.startsWith('!') && !node.tag.startsWith('!!') ? { tag: node.tag } : {};
    let result: YamlNode;
    if (yaml().isMap(node)) result = { kind: 'map', entries: entriesOf(node.items, depth), span, ...tag };
    else if (yaml().isSeq(node)) {
      const items = node.items.map((item) => (isNode(item) ? convert(item, depth + 1) : empty(span)));
      result = { kind: 'list', items, span, ...tag };
    } else if (yaml().isScalar(node)) result = scalarOf(node, span, tag);
    else result = empty(span);
    done.set(node, result);
    return result;
  };

  const scalarOf = (node: Scalar, span: Span, tag: { tag?: string }): YamlScalar => {
    const plain = node.type === 'PLAIN' || node.type === undefined;
    const isNull = plain && node.value === null;
    const raw = isNull ? '' : plain ? (node.source ?? String(node.value)) : String(node.value);
    return { kind: 'scalar', value: expand(align(source, span, raw, node.type)), isNull, span, ...tag };
  };

  const entriesOf = (items: readonly unknown[], depth: number): Map<string, YamlEntry> => {
    const own = new Map<string, YamlEntry>();
    const inherited: YamlNode[] = [];
    for (const pair of items) {
      if (!yaml().isPair(pair) || !isNode(pair.key)) continue;
      if (!yaml().isScalar(pair.key)) continue; // a complex key names nothing that compose knows
      const key = pair.key.type === 'PLAIN' ? (pair.key.source ?? '') : String(pair.key.value);
      const keySpan = spanAt(pair.key);
      const value = isNode(pair.value) ? convert(pair.value, depth + 1) : empty(source.span(keySpan.end, keySpan.end));
      if (key === '<<' && pair.key.type === 'PLAIN') {
        inherited.push(...(value.kind === 'list' ? value.items : [value]));
      } else if (own.has(key)) fail(`mapping key "${key}" already defined`, keySpan);
      else own.set(key, { key: keySpan, value });
    }
    if (inherited.length === 0) return own;
    const all = new Map(own);
    for (const from of inherited) {
      if (from.kind !== 'map') continue;
      merged += from.entries.size;
      if (merged > MAX_MERGED) {
        fail('too many merged keys', from.span);
        break;
      }
      for (const [key, entry] of from.entries) if (!all.has(key)) all.set(key, entry);
    }
    return all;
  };

  const contents: unknown = document.contents;
  const root = isNode(contents) ? convert(contents, 0) : undefined;
  return problem ? { kind: 'broken', ...problem } : { kind: 'tree', root };
}

function isNode(value: unknown): value is Node {
  return yaml().isMap(value) || yaml().isSeq(value) || yaml().isScalar(value) || yaml().isAlias(value);
}

/** Finds the place of every character of a scalar's value in its notation (plain, quoted, block). */
function align(source: SourceText, span: Span, value: string, type: string | undefined): Mapped {
  const text = source.text;
  if (text.slice(span.start, span.end) === value) return literal(source, span.start, span.end);
  const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
  if (isQuoted && text.slice(span.start + 1, span.end - 1) === value)
    return literal(source, span.start + 1, span.end - 1);
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  let at = isBlock ? text.indexOf('\n', span.start) + 1 : span.start + (isQuoted ? 1 : 0);
  const out = builder(source, at);
  for (const c of value) {
    if (isSpace(c)) {
      out.put(c, at, at + 1);
      if (isSpace(text[at] ?? '')) at++;
      continue;
    }
    // between two characters of the value only layout may stand: indentation, line ends, the marks of an escape
    while (
      at < span.end &&
      text[at] !== c &&
      (isSpace(text[at]!) || (isQuoted && (text[at] === '\\' || text[at] === "'")))
    )
      at++;
    if (text[at] !== c) return standing(span, value);
    out.put(c, at, ++at);
  }
  return out.done();
}

function isSpace(c: string): boolean {
  return c === ' ' || c === '\n' || c === '\t' || c === '\r';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}

/** The value under a key of a map; undefined for anything else. */
export function child(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** A scalar's text that is neither null nor empty. */
export function textAt(node: YamlNode | undefined): Mapped | undefined {
  return node?.kind === 'scalar' && !node.isNull && node.value.text !== '' ? node.value : undefined;
}

/** A list's items, or a lone scalar as a list of one. */
export function listAt(node: YamlNode | undefined): readonly YamlNode[] {
  if (node?.kind === 'list') return node.items;
  return node?.kind === 'scalar' && !node.isNull ? [node] : [];
}
