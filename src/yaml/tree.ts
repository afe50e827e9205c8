/** What does a YAML file say, with the place of every key and every character of every value? */
import type { Document, Node, Scalar } from 'yaml';
import type { SourceText, Span } from '../text/index.ts';
import { type Mapped, standing } from './mapped.ts';
import { mapScalar, type Style } from './notation.ts';
import { yaml } from './package.ts';

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: Mapped;
  /** A plain `null`, `~` or nothing at all. */
  readonly isNull: boolean;
  readonly style: Style;
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

const STYLES: Readonly<Record<string, Style>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** More entries than this through `<<` are a merge bomb, not a configuration. */
const MAX_MERGED = 200_000;
/** Deeper nesting than this is no declaration that anybody reads; the library itself recurses. */
const MAX_DEPTH = 200;

/**
 * Parses YAML 1.2 core from the byte string, so that offsets are byte offsets. Every value passes through `expand`
 * (compose's interpolation) once. Aliases share one node, so an alias bomb costs nothing.
 */
export function parseYaml(source: SourceText, expand: (value: Mapped) => Mapped = (v) => v): YamlResult {
  return guarded(source, (text, skip) => {
    const document = yaml().parseDocument(text, OPTIONS);
    return resultOf(document, source, skip, expand);
  });
}

/** The documents of a file, parsed like that; one that is broken says so and leaves the others alone. */
export function parseYamlDocuments(
  source: SourceText,
  expand: (value: Mapped) => Mapped = (v) => v,
): readonly YamlResult[] {
  const results: YamlResult[] = [];
  const whole = guarded(source, (text, skip) => {
    const documents = yaml().parseAllDocuments(text, OPTIONS);
    if (Array.isArray(documents))
      for (const document of documents) results.push(resultOf(document, source, skip, expand));
    return { kind: 'tree', root: undefined };
  });
  return whole.kind === 'broken' ? [whole] : results;
}

const OPTIONS = {
  prettyErrors: false,
  uniqueKeys: false, // the library's check is quadratic; `convert` looks itself
  logLevel: 'silent',
  keepSourceTokens: false,
} as const;

function guarded(source: SourceText, read: (text: string, skip: number) => YamlResult): YamlResult {
  // A UTF-8 byte order mark is three characters here; the library knows it only as one.
  const skip = source.text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  yaml(); // outside of the guard: an installation without it is no fault of the file
  try {
    return read(source.text.slice(skip), skip);
  } catch (error) {
    // a document nested thousands of levels deep exhausts the library's stack
    return { kind: 'broken', why: error instanceof RangeError ? 'nested too deeply' : firstLine(String(error)) };
  }
}

function resultOf(
  document: Document,
  source: SourceText,
  skip: number,
  expand: (value: Mapped) => Mapped = (v) => v,
): YamlResult {
  const error = document.errors[0];
  if (!error) return convertDocument(document, source, skip, expand);
  // the library counts a missing end as one character behind the last
  const at = (offset: number) => Math.min(skip + offset, source.length);
  return { kind: 'broken', why: firstLine(error.message), span: source.span(at(error.pos[0]), at(error.pos[1])) };
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
  const empty = (at: Span): YamlNode => ({
    kind: 'scalar',
    value: standing(at, ''),
    isNull: true,
    style: 'plain',
    span: at,
  });

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
    const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
    const plain = style === 'plain';
    const isNull = plain && node.value === null;
    const raw = isNull ? '' : plain ? (node.source ?? String(node.value)) : String(node.value);
    return { kind: 'scalar', value: expand(mapScalar(source, span, style, raw)), isNull, style, span, ...tag };
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
        for (const one of value.kind === 'list' ? value.items : [value]) inherited.push(one);
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
