// Builds models of configurations that tests write down: loading from memory, one nginx version.
import { NginxVersion } from '../../src/catalog/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { buildModel, formatAddress, type Hop, type Model } from '../../src/model/index.ts';
import { loadConfig } from '../../src/tree/index.ts';

/** Models the text as `/p/nginx.conf`; `files` lie beside it, by name. A version of `undefined` is the unknown one. */
export function model(text: string, version?: string, files: Readonly<Record<string, string>> = {}): Model {
  const inMemory = Object.fromEntries(Object.entries(files).map(([name, content]) => [`/p/${name}`, content]));
  const tree = loadConfig({
    fs: memoryFileSystem({ '/p/nginx.conf': text, ...inMemory }),
    path: '/p/nginx.conf',
    displayPath: (p) => p.replace('/p/', ''),
  });
  const nginx = version === undefined ? NginxVersion.unknown : NginxVersion.parse(version);
  if (!nginx) throw new Error(`${version} is no version`);
  return buildModel(tree, nginx);
}

/** A configuration with this inside `http`. */
export function http(inside: string): string {
  return `events {}\nhttp {\n${inside}\n}\n`;
}

/** A configuration with this inside the one server. */
export function server(inside: string): string {
  return http(`server {\nlisten 8080;\n${inside}\n}`);
}

/** The hop whose level is named so (`location /api`); the only one by default. */
export function hop(of: Model, label?: string): Hop {
  const found = of.hops.filter((h) => label === undefined || h.label === label);
  if (found.length !== 1)
    throw new Error(`${found.length} hops ${label ?? ''} in ${of.hops.map((h) => h.label).join(', ')}`);
  return found[0]!;
}

/** What a hop's value can be, sorted; with `…` when it may be something else, too. */
export function values(of: Hop): readonly string[] {
  return [...of.destinations.map((d) => d.value).sort(), ...(of.isComplete ? [] : ['…'])];
}

/** The addresses that a hop may connect to, in order. */
export function peers(of: Hop): readonly string[] {
  return of.peers.map((p) => formatAddress(p.address));
}

/** The versions that each claim is asked for: Debian's, a stable branch, the change of keepalive, the newest, unknown ones. */
export const VERSIONS = ['1.22.1', '1.28', '1.29.7', '1.31.4', undefined, '1.29'] as const;

/** What is expected of a version: the entry of its name, or of `unknown` for those that leave it open. */
export function expectedOf<T>(
  version: string | undefined,
  expected: Readonly<Record<string, T>> & { readonly unknown: T },
): T {
  return expected[version ?? 'unknown'] ?? expected.unknown;
}
