/** Which nginx texts stand in a Kubernetes file: in ConfigMaps, in ingress annotations? */
import { createRequire } from 'node:module';
import type { Document, Node, Pair, Scalar, YAMLMap } from 'yaml';
import { SourceText, type Span } from '../../text/index.ts';

export interface EmbeddedText {
  /** Cut out of the YAML file: spans lead back to it. */
  readonly source: SourceText;
  /** Contexts from the outside in, where the key says them; undefined: inferred from the text. */
  readonly context: readonly string[] | undefined;
  /** The file name that a ConfigMap's key stands for. */
  readonly key: string;
}

/** Annotations and keys of ingress-nginx whose values are nginx directives, with the context they end up in. */
const SNIPPETS: Readonly<Record<string, readonly string[]>> = {
  'configuration-snippet': ['http', 'server', 'location'],
  'auth-snippet': ['http', 'server', 'location'],
  'location-snippets': ['http', 'server', 'location'],
  'location-snippet': ['http', 'server', 'location'],
  'server-snippet': ['http', 'server'],
  'server-snippets': ['http', 'server'],
  'http-snippet': ['http'],
  'http-snippets': ['http'],
  'main-snippet': ['main'],
  'main-snippets': ['main'],
  'stream-snippet': ['stream'],
  'stream-snippets': ['stream'],
};

/** Could the text be a Kubernetes file with nginx text in it? A cheap look before the YAML is read. */
export function mayHoldNginx(text: string): boolean {
  return /^\s*kind:/m.test(text) && /^\s*apiVersion:/m.test(text) && /(?:\.conf|-snippets?)["']?:\s*[|>"']/m.test(text);
}

/** The nginx texts of a YAML file; empty when it has none or is no YAML (a Helm template, say). */
export function kubernetesTexts(source: SourceText): readonly EmbeddedText[] {
  if (!mayHoldNginx(source.text)) return [];
  const yaml = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  let documents: Document[];
  try {
    const parsed = yaml.parseAllDocuments(source.text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
    documents = Array.isArray(parsed) ? (parsed as unknown as Document[]) : [];
  } catch {
    return [];
  }
  const out: EmbeddedText[] = [];
  for (const document of documents) {
    if (document.errors.length > 0 || !yaml.isMap(document.contents)) continue;
    const root = document.contents as YAMLMap<Node, Node>;
    const kind = String(root.get('kind') ?? '');
    const maps = [
      ...(kind === 'ConfigMap' ? [root.get('data', true)] : []),
      yaml.isMap(root.get('metadata'))
        ? (root.get('metadata') as unknown as YAMLMap).get('annotations', true)
        : undefined,
    ];
    for (const map of maps) {
      if (!yaml.isMap(map)) continue;
      for (const pair of map.items as Pair<Scalar, Scalar>[]) {
        if (!yaml.isScalar(pair.key) || !yaml.isScalar(pair.value) || typeof pair.value.value !== 'string') continue;
        const text = embedded(source, String(pair.key.value), pair.value);
        if (text) out.push(text);
      }
    }
  }
  return out;
}

function embedded(source: SourceText, key: string, value: Scalar): EmbeddedText | undefined {
  const context = SNIPPETS[key.slice(key.lastIndexOf('/') + 1)];
  if (!context && !/\.conf(?:\.template)?$/.test(key)) return undefined;
  const runs = runsOf(source, value);
  if (runs.length === 0) return undefined;
  return { source: SourceText.cut(source.path, runs), context, key };
}

/** The runs of a scalar in the file: a block's lines without their indentation, a plain or quoted text without escapes as one. */
function runsOf(source: SourceText, { type, range, value }: Scalar): readonly Span[] {
  if (!range) return [];
  const [start, end] = range;
  if (type !== 'BLOCK_LITERAL') {
    const raw = source.text.slice(start, end);
    const quote = raw[0] === '"' || raw[0] === "'" ? 1 : 0;
    const inner = raw.slice(quote, raw.length - quote);
    return inner === value ? [source.span(start + quote, end - quote)] : [];
  }
  const first = source.text.indexOf('\n', start) + 1;
  if (first === 0 || first >= end) return [];
  const lines: Span[] = [];
  const indent = indentation(source.text, first, end);
  for (let at = first; at < end; ) {
    const feed = source.text.indexOf('\n', at);
    const stop = feed < 0 || feed >= end ? end : feed + 1;
    const skipped = Math.min(indent, leading(source.text, at, stop));
    lines.push(source.span(at + skipped, stop));
    at = stop;
  }
  return lines;
}

function indentation(text: string, from: number, end: number): number {
  for (let at = from; at < end; ) {
    const feed = text.indexOf('\n', at);
    const stop = feed < 0 ? end : feed;
    const spaces = leading(text, at, stop);
    if (at + spaces < stop) return spaces;
    at = stop + 1;
  }
  return 0;
}

function leading(text: string, from: number, stop: number): number {
  let at = from;
  while (at < stop && text[at] === ' ') at++;
  return at - from;
}
