/** What does one compose file say about a service, and what do two files say together? */
import path from 'node:path/posix';
import type { Span } from '../../text/index.ts';
import {
  child,
  hasHole,
  listAt,
  type Mapped,
  slice,
  spanOf,
  textAt,
  type YamlEntry,
  type YamlNode,
} from '../../yaml/index.ts';
import { splitWords } from '../commands/shell-words.ts';
import { exposedPorts, portMapping } from './ports.ts';
import type { CommandLine, Mount, NetworkMembership, PartialService } from './types.ts';

/** What of the rest of the file a service refers to. */
export interface FileContext {
  /** Absolute directory that relative paths start from. */
  readonly directory: string;
  /** Files of the top-level `configs` by name. */
  readonly configs: ReadonlyMap<string, string>;
}

/** Reads `services.NAME`. Keys in a form nobody can use count as absent. */
export function readService(name: string, entry: YamlEntry, context: FileContext): PartialService {
  const node = entry.value;
  const at = (key: string) => child(node, key);
  const ports = items(at('ports'), portMapping);
  const expose = items(at('expose'), exposedPorts);
  const command = commandLine(at('command'));
  const entrypoint = commandLine(at('entrypoint'));
  const image = textAt(at('image'));
  const build = at('build');
  const containerName = textAt(at('container_name'));
  const networkMode = textAt(at('network_mode'));
  const probes = probesOf(at('healthcheck'));
  const parent = extendsOf(at('extends'));
  return {
    name,
    span: entry.key,
    ...(image && { image }),
    ...(build && !isReset(build) && { build: buildOf(build, context.directory) }),
    ...(command && { command }),
    ...(entrypoint && { entrypoint }),
    ...(containerName && { containerName }),
    ...(networkMode && { networkMode }),
    networks: networksOf(at('networks')),
    ports: ports.known,
    expose: expose.known,
    unknownPorts: ports.unknown || expose.unknown,
    mounts: [
      ...listAt(at('volumes')).map((item) => mountOf(item, context.directory)),
      ...listAt(at('tmpfs')).flatMap((item) => tmpfsOf(item)),
      ...listAt(at('configs')).flatMap((item) => configOf(item, context)),
    ].filter((mount) => mount !== undefined),
    volumesFrom: listAt(at('volumes_from')).length > 0,
    env: environmentOf(at('environment')),
    envFiles: envFilesOf(at('env_file'), context.directory),
    extraHosts: hostsOf(at('extra_hosts')),
    profiles: listAt(at('profiles')).flatMap((item) => textAt(item)?.text ?? []),
    ...(probes && { probes }),
    ...(parent && { extends: parent }),
    links: linksOf(at('links')),
    externalLinks: listAt(at('external_links')).length > 0,
    replaced: replacedKeys(node),
  };
}

/** `over` on top of `base`: lists append, single values replace, `!reset` and `!override` drop what stood there. */
export function overlayService(base: PartialService, over: PartialService): PartialService {
  const kept = <T>(key: string, value: T, empty: T): T => (over.replaced.has(key) ? empty : value);
  const { image, build, command, entrypoint, containerName, networkMode, probes } = over;
  const bare = { ...base };
  if (over.replaced.has('image')) delete bare.image;
  if (over.replaced.has('build')) delete bare.build;
  if (over.replaced.has('command')) delete bare.command;
  if (over.replaced.has('entrypoint')) delete bare.entrypoint;
  if (over.replaced.has('network_mode')) delete bare.networkMode;
  if (over.replaced.has('container_name')) delete bare.containerName;
  if (over.replaced.has('healthcheck')) delete bare.probes;
  const mounts = kept('volumes', base.mounts, []);
  return {
    ...bare,
    span: over.span,
    ...(image && { image }),
    ...(build && { build }),
    ...(command && { command }),
    ...(entrypoint && { entrypoint }),
    ...(containerName && { containerName }),
    ...(networkMode && { networkMode }),
    ...(probes && { probes }),
    networks: mergeNetworks(kept('networks', base.networks, []), over.networks),
    ports: [...kept('ports', base.ports, []), ...over.ports],
    expose: [...kept('expose', base.expose, []), ...over.expose],
    unknownPorts: kept('ports', base.unknownPorts, false) || over.unknownPorts,
    mounts: [...mounts.filter((mount) => !over.mounts.some((other) => other.target === mount.target)), ...over.mounts],
    volumesFrom: base.volumesFrom || over.volumesFrom,
    env: new Map([...kept('environment', base.env, new Map<string, Mapped>()), ...over.env]),
    envFiles: [...kept('env_file', base.envFiles, []), ...over.envFiles],
    extraHosts: new Map([...base.extraHosts, ...over.extraHosts]),
    profiles: [...new Set([...kept('profiles', base.profiles, []), ...over.profiles])],
    links: new Map([...base.links, ...over.links]),
    externalLinks: base.externalLinks || over.externalLinks,
    replaced: new Set([...base.replaced, ...over.replaced]),
  };
}

function mergeNetworks(base: readonly NetworkMembership[], over: readonly NetworkMembership[]): NetworkMembership[] {
  const all = new Map(base.map((network) => [network.name, network]));
  for (const network of over) {
    const before = all.get(network.name);
    all.set(network.name, { ...before, ...network, aliases: [...(before?.aliases ?? []), ...network.aliases] });
  }
  return [...all.values()];
}

function items<T>(
  node: YamlNode | undefined,
  read: (item: YamlNode) => T | 'skip' | 'unknown',
): { known: T[]; unknown: boolean } {
  const known: T[] = [];
  let unknown = false;
  for (const item of listAt(node)) {
    const result = read(item);
    if (result === 'unknown') unknown = true;
    else if (result !== 'skip') known.push(result as T);
  }
  return { known, unknown };
}

function commandLine(node: YamlNode | undefined): CommandLine | undefined {
  if (!node || isReset(node)) return undefined;
  if (node.kind === 'list') return node.items.flatMap((item) => (item.kind === 'scalar' ? [item.value] : []));
  if (node.kind !== 'scalar') return undefined;
  // `command:` alone is no value (the image's command stays); `command: ""` clears it
  return node.isNull ? undefined : splitWords(node.value);
}

function buildOf(node: YamlNode, directory: string): { context?: string; span: Span } {
  const context = textAt(node.kind === 'map' ? child(node, 'context') : node);
  const known = context && !hasHole(context) && !context.text.includes('://');
  return { span: node.span, ...(known && { context: path.resolve(directory, context.text) }) };
}

function networksOf(node: YamlNode | undefined): NetworkMembership[] {
  if (node?.kind !== 'map') return listAt(node).flatMap((item) => membership(textAt(item)?.text, undefined));
  return [...node.entries].flatMap(([name, entry]) => membership(name, entry.value));
}

function membership(name: string | undefined, node: YamlNode | undefined): NetworkMembership[] {
  if (name === undefined) return [];
  const ipv4 = textAt(child(node, 'ipv4_address'))?.text;
  const aliases = listAt(child(node, 'aliases')).flatMap((alias) => textAt(alias)?.text ?? []);
  return [{ name, aliases, ...(ipv4 !== undefined && { ipv4 }) }];
}

/** `SRC:DST[:options]`, `DST` alone (an anonymous volume), or the long form. */
function mountOf(item: YamlNode, directory: string): Mount | undefined {
  if (item.kind === 'map') return longMount(item, directory);
  if (item.kind !== 'scalar' || item.isNull) return undefined;
  const parts = item.value.text.split(':');
  const span = spanOf(item.value);
  if (parts.length === 1) return { target: cleanPath(parts[0]!), source: { kind: 'tmpfs' }, span };
  return { target: cleanPath(parts[1]!), source: mountSource(parts[0]!, directory), span };
}

function longMount(item: YamlNode, directory: string): Mount | undefined {
  const target = textAt(child(item, 'target'))?.text;
  if (target === undefined) return undefined;
  const type = textAt(child(item, 'type'))?.text;
  const source = textAt(child(item, 'source'))?.text ?? textAt(child(item, 'src'))?.text;
  const subpath = textAt(child(child(item, 'volume'), 'subpath'))?.text;
  const place = { target: cleanPath(target), span: item.span };
  if (type === 'tmpfs' || source === undefined) return { ...place, source: { kind: 'tmpfs' } };
  if (type === 'bind') return { ...place, source: bindSource(source, directory) };
  return { ...place, source: { kind: 'volume', name: subpath === undefined ? source : `${source}/${subpath}` } };
}

function mountSource(source: string, directory: string): Mount['source'] {
  return /^[./~\uffff$]/.test(source) ? bindSource(source, directory) : { kind: 'volume', name: source };
}

function bindSource(source: string, directory: string): Mount['source'] {
  if (source.startsWith('~') || source.includes('\uffff') || source.includes('$')) return { kind: 'unknown' };
  return { kind: 'bind', path: path.resolve(directory, source) };
}

function tmpfsOf(item: YamlNode): Mount | undefined {
  const value = textAt(item);
  return value && { target: cleanPath(value.text.split(':', 1)[0]!), source: { kind: 'tmpfs' }, span: spanOf(value) };
}

function configOf(item: YamlNode, context: FileContext): Mount | undefined {
  const source = textAt(item.kind === 'map' ? child(item, 'source') : item)?.text;
  if (source === undefined) return undefined;
  const target = textAt(child(item, 'target'))?.text ?? `/${source}`;
  const file = context.configs.get(source);
  const span = item.kind === 'scalar' ? spanOf(item.value) : item.span;
  return {
    target: cleanPath(target),
    source: file === undefined ? { kind: 'unknown' } : { kind: 'bind', path: file },
    span,
  };
}

function cleanPath(target: string): string {
  const clean = path.normalize(target);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}

/** A map, or a list of `KEY=value`. A bare key is taken from the shell: unknown, therefore a hole. */
function environmentOf(node: YamlNode | undefined): Map<string, Mapped> {
  const env = new Map<string, Mapped>();
  if (node?.kind === 'map') {
    for (const [key, entry] of node.entries) {
      const value = entry.value;
      if (value.kind === 'scalar') env.set(key, value.isNull ? unset(value.value) : value.value);
    }
  } else {
    for (const item of listAt(node)) {
      if (item.kind !== 'scalar') continue;
      const equals = item.value.text.indexOf('=');
      if (equals < 0) env.set(item.value.text, unset(item.value));
      else env.set(item.value.text.slice(0, equals), slice(item.value, equals + 1));
    }
  }
  return env;
}

function unset(place: Mapped): Mapped {
  const span = spanOf(place);
  return { source: place.source, text: '\uffff', from: [span.start], to: [span.end], at: span.start };
}

function envFilesOf(node: YamlNode | undefined, directory: string): { path: string; required: boolean }[] {
  return listAt(node?.kind === 'map' ? undefined : node).flatMap((item) => {
    const file = textAt(item.kind === 'map' ? child(item, 'path') : item);
    if (!file) return [];
    const required = textAt(child(item, 'required'))?.text !== 'false';
    return [{ path: hasHole(file) ? '' : path.resolve(directory, file.text), required }];
  });
}

/** `name=ip`, `name:ip`, or a map. */
function hostsOf(node: YamlNode | undefined): Map<string, string> {
  const hosts = new Map<string, string>();
  if (node?.kind === 'map') {
    for (const [name, entry] of node.entries) hosts.set(name.toLowerCase(), textAt(entry.value)?.text ?? '');
  } else {
    for (const item of listAt(node)) {
      const text = textAt(item)?.text ?? '';
      const cut = text.search(/[=:]/);
      if (cut > 0) hosts.set(text.slice(0, cut).toLowerCase(), text.slice(cut + 1));
    }
  }
  return hosts;
}

/** `service` or `service:alias`: the alias by the service it means. */
function linksOf(node: YamlNode | undefined): Map<string, string> {
  const links = new Map<string, string>();
  for (const item of listAt(node)) {
    const [service, alias] = (textAt(item)?.text ?? '').split(':', 2);
    if (service) links.set((alias ?? service).toLowerCase(), service);
  }
  return links;
}

function probesOf(node: YamlNode | undefined): readonly Mapped[] | undefined {
  if (node?.kind !== 'map') return undefined;
  if (textAt(child(node, 'disable'))?.text === 'true') return [];
  const test = child(node, 'test');
  if (!test) return undefined;
  const words = listAt(test).flatMap((item) => (item.kind === 'scalar' ? [item.value] : []));
  return words[0]?.text === 'NONE' ? [] : words;
}

function extendsOf(node: YamlNode | undefined): { service: string; file?: string } | undefined {
  const service = textAt(node?.kind === 'map' ? child(node, 'service') : node)?.text;
  if (service === undefined) return undefined;
  const file = textAt(child(node, 'file'))?.text;
  return { service, ...(file !== undefined && { file }) };
}

function isReset(node: YamlNode): boolean {
  return node.tag === '!reset';
}

function replacedKeys(node: YamlNode): Set<string> {
  const keys = new Set<string>();
  if (node.kind !== 'map') return keys;
  for (const [key, entry] of node.entries) {
    if (entry.value.tag === '!reset' || entry.value.tag === '!override') keys.add(key);
  }
  return keys;
}
