/** Which endpoints does an ASP.NET program's appsettings.json give to Kestrel? (JSON with comments; bindings.md §8) */
import { SourceText } from '../../text/index.ts';
import { child, type Mapped, parseYaml, textAt, type YamlNode } from '../../yaml/index.ts';
import type { Protocol } from '../types.ts';

export interface Endpoint {
  readonly url: Mapped;
  /** Where `Protocols` allows HTTP/2 only. */
  readonly protocol?: Protocol;
}

/** `Kestrel:Endpoints:*:Url`; names are compared without case. */
export function kestrelEndpoints(source: SourceText): Endpoint[] {
  const parsed = parseYaml(withoutComments(source));
  if (parsed.kind !== 'tree') return [];
  const endpoints = named(named(parsed.root, 'kestrel'), 'endpoints');
  if (endpoints?.kind !== 'map') return [];
  return [...endpoints.entries.values()].flatMap((entry): Endpoint[] => {
    const url = textAt(named(entry.value, 'url'));
    if (!url) return [];
    const protocols = textAt(named(entry.value, 'protocols'))?.text.toLowerCase();
    const secure = /^https:/i.test(url.text);
    const protocol: Protocol | undefined = protocols === 'http2' ? (secure ? 'grpcs' : 'h2c') : undefined;
    return [{ url, ...(protocol && { protocol }) }];
  });
}

function named(node: YamlNode | undefined, name: string): YamlNode | undefined {
  if (node?.kind !== 'map') return undefined;
  const key = [...node.entries.keys()].find((one) => one.toLowerCase() === name);
  return key === undefined ? undefined : child(node, key);
}

/** `//` and block comments become spaces, so that every offset stays. */
export function withoutComments(source: SourceText): SourceText {
  const runs: { source: SourceText; start: number; end: number; text?: string }[] = [];
  let last = 0;
  for (const match of source.text.matchAll(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g)) {
    if (match[0].startsWith('"')) continue;
    const end = match.index + match[0].length;
    runs.push({ source, start: last, end: match.index });
    runs.push({ source, start: match.index, end, text: match[0].replace(/[^\n]/g, ' ') });
    last = end;
  }
  if (runs.length === 0) return source;
  return SourceText.cut(source.path, [...runs, { source, start: last, end: source.length }]);
}
