/** What does a settings file say, and where: the value of every path together with its span. */
import { fromByteString, type Span } from '../text/index.ts';

/** Something wrong with the settings: what it is, where, and what to do about it. */
export interface Problem {
  readonly message: string;
  readonly span: Span;
  readonly help?: string;
  /** Other places that belong to it, in any file. */
  readonly related?: readonly { readonly span: Span; readonly label: string }[];
}

/** A value of the file. Strings are byte strings. */
export type Node = MapNode | ListNode | ScalarNode;

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Node;
}

export interface MapNode {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly Entry[];
}

export interface ListNode {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly Node[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: string | number | boolean | null;
}

/** What a reader makes of a file; `root` is absent when there is nothing to go on with. */
export interface ReadResult {
  readonly root: Node | undefined;
  readonly problems: readonly Problem[];
}

export type Path = readonly (string | number)[];

/** Deeper nesting is refused by the readers, which is what allows the functions below to recurse. */
export const DEEPEST = 64;

/** The subtree whose strings stay byte strings: it names files and addresses, which are compared with those of nginx. */
export const BYTE_STRING_KEY = 'bindings';

/** The node as plain data; text is decoded, except under `bindings`. */
export function toValue(node: Node, decode: (text: string) => string = fromByteString): unknown {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? decode(node.value) : node.value;
  if (node.kind === 'list') return node.items.map((item) => toValue(item, decode));
  return mapValue(node, decode, (_, value) => toValue(value, decode));
}

/** The whole file as plain data. */
export function settingsValue(root: Node): unknown {
  if (root.kind !== 'map') return toValue(root);
  return mapValue(root, fromByteString, (key, value) =>
    toValue(value, key === BYTE_STRING_KEY ? (text) => text : fromByteString),
  );
}

function mapValue(
  node: MapNode,
  decode: (text: string) => string,
  convert: (key: string, value: Node) => unknown,
): object {
  const value: object = {};
  for (const entry of node.entries) {
    const key = decode(entry.key);
    // Not by assignment: `__proto__` is a key like any other.
    Object.defineProperty(value, key, { value: convert(key, entry.value), enumerable: true, configurable: true });
  }
  return value;
}

/** A node with the key that leads to it, if any. */
export interface Found {
  readonly node: Node;
  readonly keySpan: Span | undefined;
}

/** What stands at a path of the plain data; undefined when there is nothing. */
export function find(root: Node, path: Path): Found | undefined {
  let found: Found = { node: root, keySpan: undefined };
  for (const step of path) {
    const { node }: Found = found;
    if (node.kind === 'list') {
      const item = node.items[Number(step)];
      if (!item) return undefined;
      found = { node: item, keySpan: undefined };
    } else if (node.kind === 'map') {
      const raw = path[0] === BYTE_STRING_KEY;
      const entry = node.entries.find(({ key }) => (raw ? key : fromByteString(key)) === String(step));
      if (!entry) return undefined;
      found = { node: entry.value, keySpan: entry.keySpan };
    } else return undefined;
  }
  return found;
}
