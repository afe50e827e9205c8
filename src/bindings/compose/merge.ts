/** What do two descriptions of a compose service say together? (compose-go: override/merge.go, loader/reset.go) */
import { slice, spanOf, type YamlEntry, type YamlNode } from '../../yaml/index.ts';

/** How a later value is put on an earlier one. */
type Shape = 'replace' | 'override' | 'append' | MapShape;

interface MapShape {
  /** Other notations of the map. */
  readonly toMap?: (node: YamlNode) => YamlNode;
  readonly keys: Readonly<Record<string, Shape>>;
  /** What every other key has. */
  readonly rest: Shape;
}

const plain: MapShape = { keys: {}, rest: 'replace' };
const environment: MapShape = { keys: {}, rest: 'override', toMap: (node) => keyedList(node, '=') };

/** `override` takes a `null` for what it is: a command is never put together. */
const SERVICE: MapShape = {
  keys: {
    command: 'override',
    entrypoint: 'override',
    build: {
      keys: { args: environment, additional_contexts: environment },
      rest: 'replace',
      toMap: (node) => keyed(node, 'context'),
    },
    cap_add: 'append',
    configs: 'append',
    depends_on: { keys: {}, rest: plain, toMap: named },
    deploy: { keys: { restart_policy: plain, resources: plain }, rest: 'replace' },
    env_file: 'append',
    environment,
    expose: 'append',
    external_links: 'append',
    extra_hosts: { keys: {}, rest: 'override', toMap: (node) => keyedList(node, /[=:]/) },
    healthcheck: { keys: { test: 'override' }, rest: 'replace' },
    links: 'append',
    networks: { keys: {}, rest: { keys: { aliases: 'append' }, rest: 'replace' }, toMap: named },
    ports: 'append',
    profiles: 'append',
    secrets: 'append',
    tmpfs: 'append',
    ulimits: plain,
    volumes: 'append',
    volumes_from: 'append',
  },
  rest: 'replace',
};
const RESOURCE: MapShape = { keys: { driver_opts: plain }, rest: 'replace' };

const EMPTY: ReadonlyMap<string, YamlEntry> = new Map();

/** A service on top of another one, or of nothing; what is tagged `!reset` goes. */
export function mergeService(base: YamlNode | undefined, over: YamlNode): YamlNode {
  return merge(SERVICE, base && resetBy(SERVICE, base, over), over);
}

/** A service without what a later text tags `!reset` or `!override`; undefined where it tags all of it. */
export function resetService(base: YamlNode | undefined, over: YamlNode | undefined): YamlNode | undefined {
  if (!base || !over || isDropped(over)) return over && isDropped(over) ? undefined : base;
  return resetBy(SERVICE, base, over);
}

/** A top-level network, volume or config on top of another one. */
export function mergeResource(base: YamlNode | undefined, over: YamlNode): YamlNode {
  return merge(RESOURCE, base && resetBy(RESOURCE, base, over), over);
}

function merge(shape: Shape, base: YamlNode | undefined, over: YamlNode): YamlNode {
  if (shape === 'override') return over;
  if (isNull(over) && base) return base;
  if (shape === 'replace') return over;
  if (shape === 'append') {
    const items = itemsOf(over).filter((item) => item.tag !== '!reset');
    return { kind: 'list', items: [...(base ? itemsOf(base) : []), ...items], span: over.span };
  }
  const from = asMap(shape, over);
  const before = base && asMap(shape, base);
  if (from.kind !== 'map') return isNull(over) ? { kind: 'map', entries: EMPTY, span: over.span } : over;
  const entries = new Map(before?.kind === 'map' ? before.entries : []);
  for (const [key, { key: span, value }] of from.entries) {
    if (value.tag === '!reset') entries.delete(key);
    else entries.set(key, { key: span, value: merge(shapeOf(shape, key), entries.get(key)?.value, value) });
  }
  return { kind: 'map', entries, span: over.span };
}

function resetBy(shape: MapShape, base: YamlNode, over: YamlNode): YamlNode {
  const before = asMap(shape, base);
  const from = asMap(shape, over);
  if (before.kind !== 'map' || from.kind !== 'map') return base;
  const entries = new Map(before.entries);
  for (const [key, { value }] of from.entries) {
    const entry = entries.get(key);
    const below = shapeOf(shape, key);
    if (!entry) continue;
    if (isDropped(value)) entries.delete(key);
    else if (typeof below !== 'string') entries.set(key, { ...entry, value: resetBy(below, entry.value, value) });
  }
  return { ...before, entries };
}

function isDropped({ tag }: YamlNode): boolean {
  return tag === '!reset' || tag === '!override';
}

function shapeOf(shape: MapShape, key: string): Shape {
  return Object.hasOwn(shape.keys, key) ? shape.keys[key]! : shape.rest;
}

function asMap({ toMap }: MapShape, node: YamlNode): YamlNode {
  return toMap ? toMap(node) : node;
}

function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.isNull;
}

function itemsOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'list') return node.items;
  return node.kind === 'scalar' && !node.isNull ? [node] : [];
}

/** A lone text as the value of one key: `build: .` means `build: {context: .}`. */
function keyed(node: YamlNode, key: string): YamlNode {
  if (node.kind !== 'scalar' || node.isNull) return node;
  return { kind: 'map', entries: new Map([[key, { key: node.span, value: node }]]), span: node.span };
}

/** `[a, b]` means `{a: null, b: null}`. */
function named(node: YamlNode): YamlNode {
  return keyedList(node, /(?!)/);
}

/** `[KEY=value, BARE]` means `{KEY: value, BARE: null}`. */
function keyedList(node: YamlNode, separator: string | RegExp): YamlNode {
  if (node.kind !== 'list') return node;
  const entries = new Map<string, YamlEntry>();
  for (const item of node.items) {
    if (item.kind !== 'scalar' || item.isNull || item.tag === '!reset') continue;
    const { text } = item.value;
    const cut = text.search(separator);
    entries.set(cut < 0 ? text : text.slice(0, cut), {
      key: spanOf(item.value),
      value:
        cut < 0
          ? {
              kind: 'scalar',
              value: { ...item.value, text: '', from: [], to: [] },
              isNull: true,
              style: 'plain',
              span: item.span,
            }
          : { ...item, value: slice(item.value, cut + 1) },
    });
  }
  return { kind: 'map', entries, span: node.span };
}
