/** Which services does a compose file declare, with its variables filled in and its `include` and `extends` followed? */
import path from 'node:path/posix';
import {
  builder,
  child,
  gradeOf,
  HOLE,
  listAt,
  type Mapped,
  parseYaml,
  textAt,
  type YamlNode,
} from '../../yaml/index.ts';
import type { Reader } from '../reader.ts';
import { parseEnvFile, type Variables } from './env-file.ts';
import { interpolate, type Lookup } from './interpolate.ts';
import { overlayService, readService } from './service.ts';
import type { PartialService } from './types.ts';

export interface ComposeFile {
  readonly path: string;
  readonly directory: string;
  /** Top-level `name:`. */
  readonly name?: string;
  readonly services: ReadonlyMap<string, PartialService>;
  /** Something this file refers to is not visible: an external network, an include that could not be read. */
  readonly incomplete: boolean;
}

/** What nginx-vet's own config says about compose's environment; it stands for the shell, and the shell wins. */
export interface ComposeEnvironment {
  readonly env: Readonly<Record<string, string>>;
  /** Absolute paths instead of each project's `.env`. */
  readonly envFiles?: readonly string[];
}

export interface ComposeLoader {
  /** The file with includes and extends followed; undefined when it is no (readable) compose file. */
  load(file: string): ComposeFile | undefined;
  /** The variables with which files of a directory are interpolated. */
  lookup(directory: string): Lookup;
}

/** Files that include or extend each other deeper than this do it in a circle. */
const MAX_DEPTH = 8;

/** A loader that reads every file once. */
export function createComposeLoader(reader: Reader, environment: ComposeEnvironment): ComposeLoader {
  const files = new Map<string, ComposeFile | undefined>();
  const variables = new Map<string, Variables[]>();

  const envOf = (directory: string): Variables[] => {
    const known = variables.get(directory);
    if (known) return known;
    const paths = environment.envFiles ?? [path.join(directory, '.env')];
    const own: Lookup = (name) => (Object.hasOwn(environment.env, name) ? environment.env[name] : undefined);
    const read = paths.flatMap((file) => {
      const source = reader.read(file, environment.envFiles === undefined);
      return source ? [parseEnvFile(source, own)] : [];
    });
    variables.set(directory, read);
    return read;
  };

  const lookup = (directory: string): Lookup => {
    const own = environment.env;
    return (name) => {
      if (Object.hasOwn(own, name)) return own[name];
      // a later file wins
      const value = envOf(directory)
        .findLast((file) => file.has(name))
        ?.get(name);
      return value && gradeOf(value) !== 'unresolved' ? value.text : undefined;
    };
  };

  const load = (file: string, depth: number): ComposeFile | undefined => {
    if (files.has(file)) return files.get(file);
    files.set(file, undefined); // a file that includes itself ends here
    const loaded = depth > MAX_DEPTH ? undefined : read(file, depth);
    files.set(file, loaded);
    return loaded;
  };

  const read = (file: string, depth: number): ComposeFile | undefined => {
    const source = reader.read(file);
    if (!source || !/(^|[\n{,\xbf])["']?(services|include)["']?\s*:/.test(source.text)) return undefined;
    const directory = path.dirname(file);
    const names = lookup(directory);
    const parsed = parseYaml(source, (value) => interpolate(withoutTemplates(value), names));
    if (parsed.kind === 'broken') {
      reader.skip({ source, file, path: source.path, why: parsed.why, span: parsed.span ?? source.span(0, 0) });
      return undefined;
    }
    const root = parsed.root;
    const declared = child(root, 'services');
    const includes = listAt(child(root, 'include'));
    if (root?.kind !== 'map' || (declared?.kind !== 'map' && includes.length === 0)) return undefined;

    const services = new Map<string, PartialService>();
    let incomplete = hasExternalNetwork(child(root, 'networks'));
    for (const included of includes.flatMap((item) => includedFiles(item, directory))) {
      const other = load(included, depth + 1);
      if (!other || other.incomplete) incomplete = true;
      for (const [name, service] of other?.services ?? []) services.set(name, service);
    }
    const context = { directory, configs: configFiles(child(root, 'configs'), directory) };
    const own = new Map<string, PartialService>();
    for (const [name, entry] of declared?.kind === 'map' ? declared.entries : []) {
      if (entry.value.kind === 'map') own.set(name, readService(name, entry, context));
    }
    for (const service of own.values()) {
      const complete = extended(service, own, directory, depth);
      if (complete.broken) incomplete = true;
      services.set(service.name, complete.service);
    }
    const name = textAt(child(root, 'name'));
    return { path: file, directory, ...(name && { name: name.text }), services, incomplete };
  };

  const extended = (
    service: PartialService,
    own: ReadonlyMap<string, PartialService>,
    directory: string,
    depth: number,
  ): { service: PartialService; broken: boolean } => {
    const chain: PartialService[] = [];
    const seen = new Set<string>();
    let current: PartialService | undefined = service;
    let broken = false;
    while (current) {
      chain.unshift(current);
      const parent: PartialService['extends'] = current.extends;
      if (!parent) break;
      if (parent.file !== undefined) {
        const other = load(path.resolve(directory, parent.file), depth + 1)?.services.get(parent.service);
        broken ||= other === undefined;
        if (other) chain.unshift(other);
        break;
      }
      if (seen.has(parent.service)) break;
      seen.add(parent.service);
      current = own.get(parent.service);
      broken ||= current === undefined;
    }
    const [first, ...rest] = chain;
    const merged = rest.reduce((base, over) => overlayService(base, over), first ?? service);
    return { service: { ...merged, name: service.name, span: service.span }, broken };
  };

  return { load: (file) => load(file, 0), lookup };
}

/** `path` or `{path: path | [path]}`. */
function includedFiles(item: YamlNode, directory: string): string[] {
  const paths = item.kind === 'map' ? listAt(child(item, 'path')) : [item];
  return paths.flatMap((node) => {
    const file = textAt(node)?.text;
    return file === undefined ? [] : [path.resolve(directory, file)];
  });
}

function configFiles(node: YamlNode | undefined, directory: string): Map<string, string> {
  const configs = new Map<string, string>();
  if (node?.kind !== 'map') return configs;
  for (const [name, entry] of node.entries) {
    const file = textAt(child(entry.value, 'file'));
    if (file && gradeOf(file) !== 'unresolved') configs.set(name, path.resolve(directory, file.text));
  }
  return configs;
}

function hasExternalNetwork(node: YamlNode | undefined): boolean {
  if (node?.kind !== 'map') return false;
  return [...node.entries.values()].some((entry) => {
    const external = child(entry.value, 'external');
    return external !== undefined && textAt(external)?.text !== 'false';
  });
}

/** `{{ … }}` and `<% … %>` are filled in by a generator before compose sees the file: holes. */
function withoutTemplates(value: Mapped): Mapped {
  const text = value.text;
  if (!text.includes('{{') && !text.includes('<%')) return value;
  const out = builder(value.source, value.at);
  for (let i = 0; i < text.length; ) {
    const close = text.startsWith('{{', i) ? '}}' : text.startsWith('<%', i) ? '%>' : undefined;
    if (!close) {
      out.copy(value, i++);
      continue;
    }
    const end = text.indexOf(close, i);
    const stop = end < 0 ? text.length : end + 2;
    out.put(HOLE, value.from[i]!, value.to[stop - 1]!);
    i = stop;
  }
  return out.done();
}
