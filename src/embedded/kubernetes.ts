/** Which nginx texts stand in a YAML file: in ConfigMaps, in ingress annotations, in Helm templates of both? */
import type { SourceText } from '../text/index.ts';
import { type Body, nginxKind } from '../tree/index.ts';
import { child, parseYamlDocuments, textAt, type YamlNode } from '../yaml/index.ts';
import { type KeyText, layOut } from './layout.ts';
import { recoverBlocks } from './recover.ts';
import { scalarText } from './scalar-text.ts';
import type { Embedded, Holder } from './types.ts';

/**
 * Annotations and ConfigMap keys of the ingress controllers whose values are nginx directives, and where they end up
 * (kubernetes.github.io/ingress-nginx: annotations, configmap; docs.nginx.com/nginx-ingress-controller: snippets).
 * `modsecurity-snippet` is none: its value is an argument of `modsecurity_rules`.
 */
const SNIPPETS: Readonly<Record<string, Body>> = {
  'configuration-snippet': 'location',
  'auth-snippet': 'location',
  'location-snippet': 'location',
  'location-snippets': 'location',
  'server-snippet': 'server',
  'server-snippets': 'server',
  'http-snippet': 'http',
  'http-snippets': 'http',
  'main-snippet': 'main',
  'main-snippets': 'main',
  'stream-snippet': 'stream',
  'stream-snippets': 'stream',
};

/** Could there be any? A cheap look before the YAML is read. */
export function mayHoldNginx(text: string): boolean {
  return /\bConfigMap\b|\bSecret\b|-snippets?["']?[ \t]*:/.test(text);
}

/** A value that may be nginx text. */
interface Entry extends KeyText {
  /** Values of one ConfigMap have the same; undefined elsewhere. */
  readonly group: string | undefined;
}

/** What a YAML file holds; never throws for what is in the file. */
export function readKubernetes(source: SourceText): Holder {
  const entries: Entry[] = [];
  let problem: Holder['problem'];
  if (mayHoldNginx(source.text)) {
    for (const [index, document] of parseYamlDocuments(source).entries()) {
      if (document.kind === 'broken') problem ??= document;
      else if (document.root) for (const one of entriesOf(document.root, `${index}`)) entries.push(one);
    }
    if (problem) {
      const known = new Set(entries.map((entry) => placeOf(entry.source)));
      for (const one of recovered(source).filter((entry) => !known.has(placeOf(entry.source)))) entries.push(one);
    }
  }
  // markup of a template makes no YAML: that is how they are
  const isTemplate = /\{\{|\{%|<%/.test(source.text);
  return {
    kind: 'yaml',
    source,
    configurations: configurations(entries),
    ...(problem && !isTemplate && { problem }),
  };
}

/** The values of a document that may be nginx text. Aliases share nodes: each is looked at once. */
function entriesOf(root: YamlNode, document: string): readonly Entry[] {
  const entries: Entry[] = [];
  const seen = new Set<YamlNode>();
  const groups = new Map<YamlNode, string>();
  const stack: YamlNode[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') for (const one of node.items.toReversed()) stack.push(one);
    if (node.kind !== 'map') continue;
    if (isKeyHolder(textAt(child(node, 'kind'))?.text)) {
      for (const name of DATA) {
        const data = child(node, name);
        if (data) groups.set(data, `${document}:${groups.size}`);
      }
    }
    const group = groups.get(node);
    for (const [key, { value }] of node.entries) {
      const text = textAt(value);
      if (!text) continue;
      if (group !== undefined || snippetContext(key)) entries.push({ key, group, source: scalarText(value as never) });
    }
    for (const { value } of [...node.entries.values()].reverse()) stack.push(value);
  }
  return entries;
}

const DATA = ['data', 'stringData'];

function isKeyHolder(kind: string | undefined): boolean {
  return kind === 'ConfigMap' || kind === 'Secret';
}

function recovered(source: SourceText): readonly Entry[] {
  return recoverBlocks(source).flatMap(({ key, parent, kind, document, source: text }) => {
    const isData = isKeyHolder(kind) && parent !== undefined && DATA.includes(parent);
    return isData || snippetContext(key) ? [{ key, group: isData ? `${document}` : undefined, source: text }] : [];
  });
}

function snippetContext(key: string): Body | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return Object.hasOwn(SNIPPETS, name) ? SNIPPETS[name] : undefined;
}

function configurations(entries: readonly Entry[]): readonly Embedded[] {
  const found: Embedded[] = [];
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { key, group, source } = entry;
    const context = snippetContext(key);
    if (source.text.trim() === '') continue;
    if (!context) {
      if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), entry]);
      continue;
    }
    // an annotation and a key of a ConfigMap say what they are; in the values of a chart a key may be anybody's
    const isNginx = key.includes('/') || group !== undefined || nginxKind(source) !== undefined;
    if (isNginx) found.push(snippet(entry, context));
  }
  return [...[...groups.values()].flatMap(layOut), ...found];
}

function snippet({ key, source }: Entry, context: Body): Embedded {
  const path = `/etc/nginx/${key.slice(key.lastIndexOf('/') + 1)}`;
  return { path, texts: new Map([[path, source]]), context, isFragment: true };
}

function placeOf({ pieces }: SourceText): number {
  return pieces[0]?.originStart ?? -1;
}
