/** What does a compose model say about a service? */
import path from 'node:path/posix';
import {
  child,
  hasHole,
  listAt,
  type Mapped,
  slice,
  spanOf,
  standing,
  textAt,
  type YamlEntry,
  type YamlNode,
} from '../../yaml/index.ts';
import { splitWords } from '../commands/shell-words.ts';
import type { Lookup } from './interpolate.ts';
import { exposedPorts, portMapping } from './ports.ts';
import type { Config, Resources } from './resources.ts';
import type { Build, CommandLine, Dependency, Mount, NetworkMembership, PartialService } from './types.ts';

/** What of the rest of the model a service refers to. */
export interface FileContext extends Resources {
  /** Absolute directory that relative paths start from. */
  readonly directory: string;
  /** The project's variables: what an `environment` key without value is taken from. */
  readonly lookup: Lookup;
}

/** Reads a service of the merged model. Keys in a form nobody can use count as absent. */
export function readService(name: string, entry: YamlEntry, context: FileContext): PartialService {
  const node = entry.value;
  const at = (key: string) => child(node, key);
  const ports = items(at('ports'), portMapping);
  const expose = items(at('expose'), exposedPorts);
  const command = commandLine(at('command'));
  const entrypoint = commandLine(at('entrypoint'));
  const build = buildOf(at('build'), context);
  const probes = probesOf(at('healthcheck'));
  const ulimits = at('ulimits');
  return {
    name,
    span: entry.key,
    ...given('image', textAt(at('image'))),
    ...(build && { build }),
    ...(command && { command }),
    ...(entrypoint && { entrypoint }),
    ...given('containerName', textAt(at('container_name'))),
    ...given('hostname', textAt(at('hostname'))),
    ...given('networkMode', textAt(at('network_mode'))),
    ...given('restart', textAt(at('restart'))),
    ...given('restartCondition', textAt(child(child(at('deploy'), 'restart_policy'), 'condition'))),
    ...given('user', textAt(at('user'))),
    ...given('workingDir', textAt(at('working_dir'))),
    ...given('openFiles', openFilesOf(ulimits, 'soft')),
    ...given('openFilesMost', openFilesOf(ulimits, 'hard')),
    mayRaiseLimits:
      textAt(at('privileged'))?.text === 'true' ||
      listAt(at('cap_add')).some((item) => /^(CAP_)?(SYS_RESOURCE|ALL)$/i.test(textAt(item)?.text ?? '')),
    networks: networksOf(at('networks')),
    ports: unique(ports.known, (p) => JSON.stringify([p.hostIp, p.published, p.target])),
    expose: unique(expose.known, (e) => JSON.stringify(e.ports)),
    unknownPorts: ports.unknown || expose.unknown,
    mounts: unique(
      [
        ...listAt(at('tmpfs')).flatMap((item) => tmpfsOf(item)),
        ...listAt(at('configs')).flatMap((item) => configMount(item, context.configs)),
        ...listAt(at('volumes')).map((item) => mountOf(item, context)),
      ].filter((mount) => mount !== undefined),
      (mount) => mount.target,
    ),
    volumesFrom: listAt(at('volumes_from')).length > 0,
    env: environmentOf(at('environment'), context.lookup),
    envFiles: envFilesOf(at('env_file'), context.directory),
    extraHosts: hostsOf(at('extra_hosts')),
    profiles: listAt(at('profiles')).flatMap((item) => textAt(item)?.text ?? []),
    dependsOn: dependenciesOf(at('depends_on')),
    ...(probes && { probes }),
    links: linksOf(at('links')),
    externalLinks: listAt(at('external_links')).length > 0,
  };
}

function given<K extends string>(key: K, value: Mapped | undefined): { readonly [P in K]?: Mapped } {
  return (value ? { [key]: value } : {}) as { readonly [P in K]?: Mapped };
}

/** Of items with one key the last one, at the place of the first. */
function unique<T>(all: readonly T[], keyOf: (item: T) => string): T[] {
  const byKey = new Map<string, T>();
  for (const item of all) byKey.set(keyOf(item), item);
  return [...byKey.values()];
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
  if (!node) return undefined;
  if (node.kind === 'list') return node.items.flatMap((item) => (item.kind === 'scalar' ? [item.value] : []));
  if (node.kind !== 'scalar') return undefined;
  // `command:` alone is no value (the image's command stays); `command: ""` clears it
  return node.isNull ? undefined : splitWords(node.value);
}

/** `context`, or a map with it; a context that is a repository elsewhere is not here. */
function buildOf(node: YamlNode | undefined, { directory, lookup }: FileContext): Build | undefined {
  if (!node || (node.kind === 'scalar' && node.isNull)) return undefined;
  const at = (key: string) => (node.kind === 'map' ? child(node, key) : undefined);
  const context = textAt(node.kind === 'map' ? at('context') : node);
  const known =
    (context && !hasHole(context) && !/:\/\/|^git@|^~/.test(context.text)) || (!context && node.kind === 'map');
  const inline = textAt(at('dockerfile_inline'));
  return {
    span: node.span,
    ...(known && { context: path.resolve(directory, context?.text ?? '.') }),
    ...given('dockerfile', textAt(at('dockerfile'))),
    ...(inline && { inline }),
    ...given('target', textAt(at('target'))),
    args: environmentOf(at('args'), lookup),
  };
}

function networksOf(node: YamlNode | undefined): NetworkMembership[] {
  if (node?.kind !== 'map') return listAt(node).flatMap((item) => membership(textAt(item)?.text, undefined));
  return [...node.entries].flatMap(([name, entry]) => membership(name, entry.value));
}

function membership(name: string | undefined, node: YamlNode | undefined): NetworkMembership[] {
  if (name === undefined) return [];
  const ipv4 = textAt(child(node, 'ipv4_address'))?.text;
  const aliases = listAt(child(node, 'aliases')).flatMap((alias) => textAt(alias)?.text ?? []);
  return [{ name, aliases: [...new Set(aliases)], ...(ipv4 !== undefined && { ipv4 }) }];
}

/** `SRC:DST[:options]`, `DST` alone (an anonymous volume), or the long form. */
function mountOf(item: YamlNode, context: FileContext): Mount | undefined {
  if (item.kind === 'map') return longMount(item, context);
  if (item.kind !== 'scalar' || item.isNull) return undefined;
  // a drive letter of Windows is no part of its own
  const parts = item.value.text.split(/:(?!\\)/);
  const span = spanOf(item.value);
  if (parts.length === 1) return { target: cleanPath(parts[0]!), source: { kind: 'tmpfs' }, span };
  return { target: cleanPath(parts[1]!), source: mountSource(parts[0]!, context), span };
}

function longMount(item: YamlNode, context: FileContext): Mount | undefined {
  const target = textAt(child(item, 'target'))?.text;
  if (target === undefined) return undefined;
  const type = textAt(child(item, 'type'))?.text;
  const source = textAt(child(item, 'source'))?.text ?? textAt(child(item, 'src'))?.text;
  const subpath = textAt(child(child(item, 'volume'), 'subpath'))?.text;
  const place = { target: cleanPath(target), span: item.span };
  if (type === 'tmpfs' || source === undefined) return { ...place, source: { kind: 'tmpfs' } };
  if (type === 'bind') return { ...place, source: bindSource(source, context.directory) };
  if (type === 'image' || type === 'npipe' || type === 'cluster') return { ...place, source: { kind: 'unknown' } };
  return { ...place, source: volumeSource(source, context, subpath) };
}

/** A path, or the name of a volume; a variable may be either. */
function mountSource(source: string, context: FileContext): Mount['source'] {
  return /^([./~\uffff$\\]|[A-Za-z]:\\)/.test(source)
    ? bindSource(source, context.directory)
    : volumeSource(source, context);
}

function bindSource(source: string, directory: string): Mount['source'] {
  if (/^~|\uffff|\$|\\/.test(source)) return { kind: 'unknown' };
  return { kind: 'bind', path: path.resolve(directory, source) };
}

/** A volume with a directory of its own is that directory. */
function volumeSource(name: string, { volumes }: FileContext, subpath?: string): Mount['source'] {
  if (name.includes('\uffff')) return { kind: 'unknown' };
  const directory = volumes.get(name)?.directory;
  if (directory !== undefined) return { kind: 'bind', path: path.join(directory, subpath ?? '') };
  return { kind: 'volume', name: subpath === undefined ? name : `${name}/${subpath}` };
}

function tmpfsOf(item: YamlNode): Mount | undefined {
  const value = textAt(item);
  return value && { target: cleanPath(value.text.split(':', 1)[0]!), source: { kind: 'tmpfs' }, span: spanOf(value) };
}

function configMount(item: YamlNode, configs: ReadonlyMap<string, Config>): Mount | undefined {
  const source = textAt(item.kind === 'map' ? child(item, 'source') : item)?.text;
  if (source === undefined) return undefined;
  const target = textAt(child(item, 'target'))?.text ?? `/${source}`;
  const config = configs.get(source);
  const span = item.kind === 'scalar' ? spanOf(item.value) : item.span;
  const from: Mount['source'] =
    config?.kind === 'file'
      ? { kind: 'bind', path: config.path }
      : config?.kind === 'content'
        ? { kind: 'content', text: config.text }
        : { kind: 'unknown' };
  return { target: cleanPath(target), source: from, span };
}

function cleanPath(target: string): string {
  const clean = path.normalize(target);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}

/** A map, or a list of `KEY=value`. A key without value has that of the project's variables, or of a shell nobody sees. */
function environmentOf(node: YamlNode | undefined, lookup: Lookup): Map<string, Mapped> {
  const env = new Map<string, Mapped>();
  const inherited = (name: string, value: Mapped) => {
    const known = lookup(name);
    return known === undefined ? unset(value) : standing(spanOf(value), known);
  };
  if (node?.kind === 'map') {
    for (const [key, { value }] of node.entries) {
      if (value.kind === 'scalar') env.set(key, value.isNull ? inherited(key, value.value) : value.value);
    }
  } else {
    for (const item of listAt(node)) {
      if (item.kind !== 'scalar') continue;
      const { text } = item.value;
      const equals = text.indexOf('=');
      if (equals < 0) env.set(text, inherited(text, item.value));
      else env.set(text.slice(0, equals), slice(item.value, equals + 1));
    }
  }
  return env;
}

function unset(place: Mapped): Mapped {
  const span = spanOf(place);
  return { source: place.source, text: '\uffff', from: [span.start], to: [span.end], at: span.start };
}

function envFilesOf(node: YamlNode | undefined, directory: string): PartialService['envFiles'] {
  return listAt(node?.kind === 'map' ? undefined : node).flatMap((item) => {
    const file = textAt(item.kind === 'map' ? child(item, 'path') : item);
    if (!file) return [];
    const required = textAt(child(item, 'required'))?.text !== 'false';
    const isRaw = textAt(child(item, 'format'))?.text === 'raw';
    return [{ path: hasHole(file) ? '' : path.resolve(directory, file.text), required, isRaw }];
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

/** `[db]`, or `{db: {condition: service_healthy}}`. */
function dependenciesOf(node: YamlNode | undefined): Map<string, Dependency> {
  const dependencies = new Map<string, Dependency>();
  for (const item of node?.kind === 'list' ? node.items : []) {
    if (item.kind === 'scalar') dependencies.set(item.value.text, { condition: 'service_started', span: item.span });
  }
  for (const [name, { key, value }] of node?.kind === 'map' ? node.entries : []) {
    const condition = textAt(child(value, 'condition'));
    dependencies.set(name, {
      condition: condition?.text ?? 'service_started',
      span: condition ? spanOf(condition) : key,
    });
  }
  return dependencies;
}

/** `nofile: 1024` is both limits, or `{soft, hard}`: the soft one counts, up to the hard one a process may raise it. */
function openFilesOf(node: YamlNode | undefined, which: 'soft' | 'hard'): Mapped | undefined {
  const limit = child(node, 'nofile');
  return textAt(limit?.kind === 'map' ? child(limit, which) : limit);
}
