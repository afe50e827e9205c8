/** Which services do compose files declare, with their variables filled in and their `include` and `extends` followed? */
import path from 'node:path/posix';
import type { SourceText, Span } from '../../text/index.ts';
import { child, gradeOf, listAt, parseYamlDocuments, textAt, type YamlNode } from '../../yaml/index.ts';
import type { Reader } from '../reader.ts';
import { withoutTemplates } from '../templates.ts';
import { parseEnvFile, type Variables } from './env-file.ts';
import { interpolate, type Lookup } from './interpolate.ts';
import { mergeResource, mergeService, resetService } from './merge.ts';
import { absoluteResource, absoluteService } from './paths.ts';
import { type Resources, resourcesOf } from './resources.ts';
import { readService } from './service.ts';
import type { PartialService } from './types.ts';

/** One compose file, or several merged into one, base first. */
export interface ComposeFile extends Resources {
  /** Absolute paths, first = base. */
  readonly paths: readonly string[];
  /** The project directory: that of the base file. */
  readonly directory: string;
  /** Top-level `name:`. */
  readonly name?: string;
  readonly services: ReadonlyMap<string, PartialService>;
  /** Something is not visible: an external network, a file that could not be read. */
  readonly incomplete: boolean;
}

/** What nginx-vet's own config says about compose's environment; it stands for the shell, and the shell wins. */
export interface ComposeEnvironment {
  readonly env: Readonly<Record<string, string>>;
  /** Absolute paths instead of each project's `.env`. */
  readonly envFiles?: readonly string[];
  /** Texts of files that are no files of the project. */
  readonly texts?: ReadonlyMap<string, SourceText>;
}

export interface ComposeLoader {
  /** The files merged, with includes and extends followed; undefined when the first is no (readable) compose file. */
  load(files: readonly string[]): ComposeFile | undefined;
  /** The variables with which files of a directory are interpolated. */
  lookup(directory: string): Lookup;
}

/** Files that include or extend each other deeper than this do it in a circle. */
const MAX_DEPTH = 16;
/** More services than this in one deployment are generated to do harm. */
const MAX_SERVICES = 2000;

interface Service {
  readonly key: Span;
  readonly node: YamlNode;
  /** As this file has it, with its tags. */
  readonly raw?: YamlNode;
}

/** A compose model in the making: maps of merged nodes whose paths are absolute. */
interface Model {
  readonly services: Map<string, Service>;
  readonly networks: Map<string, YamlNode>;
  readonly volumes: Map<string, YamlNode>;
  readonly configs: Map<string, YamlNode>;
  name?: string;
  isIncomplete: boolean;
}

/** The directory that relative paths start from, and the variables. */
interface Scope {
  readonly directory: string;
  readonly lookup: Lookup;
}

/** A loader that reads every file once. */
export function createComposeLoader(reader: Reader, environment: ComposeEnvironment): ComposeLoader {
  const loaded = new Map<string, ComposeFile | undefined>();
  const lookups = new Map<string, Lookup>();

  const own: Lookup = (name) => (Object.hasOwn(environment.env, name) ? environment.env[name] : undefined);
  const lookupIn = (directory: string): Lookup => {
    let found = lookups.get(directory);
    if (!found) {
      found = environment.envFiles
        ? withFiles(environment.envFiles, own, false)
        : withFiles([path.join(directory, '.env')], own, true);
      lookups.set(directory, found);
    }
    return found;
  };

  /** What is known already, then the files: the last one that has the variable wins. Nothing is read before it is asked. */
  const withFiles = (files: readonly string[], known: Lookup, isOptional: boolean): Lookup => {
    let read: Variables[] | undefined;
    return (name) => {
      const value = known(name);
      if (value !== undefined) return value;
      read ??= files.flatMap((file) => {
        const source = reader.read(file, isOptional);
        return source ? [parseEnvFile(source, known)] : [];
      });
      const found = read.findLast((file) => file.has(name))?.get(name);
      return found && gradeOf(found) !== 'unresolved' ? found.text : undefined;
    };
  };

  const documentsOf = (file: string, { lookup }: Scope): readonly YamlNode[] | undefined => {
    const source = environment.texts?.get(file) ?? reader.read(file);
    if (!source || !LOOKS_LIKE_COMPOSE.test(source.text)) return undefined;
    const roots: YamlNode[] = [];
    for (const parsed of parseYamlDocuments(source, (value) => interpolate(withoutTemplates(value), lookup))) {
      if (parsed.kind === 'broken') {
        noteBroken(reader, file, source, parsed);
        return undefined;
      }
      if (isCompose(parsed.root)) roots.push(parsed.root);
    }
    return roots.length > 0 ? roots : undefined;
  };

  const loadModel = (files: readonly string[], scope: Scope, open: readonly string[]): Model | undefined => {
    const model = emptyModel();
    for (const [index, file] of files.entries()) {
      const roots = open.includes(file) || open.length > MAX_DEPTH ? undefined : documentsOf(file, scope);
      if (!roots && index === 0) return undefined;
      if (!roots) model.isIncomplete = true;
      for (const root of roots ?? []) readRoot(model, root, file, scope, [...open, file]);
    }
    makeAbsolute(model, scope.directory);
    return model;
  };

  const readRoot = (model: Model, root: YamlNode, file: string, scope: Scope, open: readonly string[]) => {
    const here = emptyModel();
    for (const item of listAt(child(root, 'include'))) {
      const included = include(item, scope, open);
      if (included) importInto(here, included);
      if (!included || included.isIncomplete) model.isIncomplete = true;
    }
    for (const kind of ['networks', 'volumes', 'configs'] as const) {
      for (const [name, { value }] of entriesOf(child(root, kind)))
        here[kind].set(name, mergeResource(here[kind].get(name), value));
    }
    for (const [name, { key, value }] of entriesOf(child(root, 'services'))) {
      if (value.kind !== 'map' && value.tag === undefined) continue;
      const included = resetService(here.services.get(name)?.node, value);
      if (here.services.size < MAX_SERVICES)
        here.services.set(name, { key, node: included ? mergeService(included, value) : value, raw: value });
    }
    for (const [name, service] of here.services) {
      const node = extended(name, here.services, file, scope, []);
      if (node === 'broken') model.isIncomplete = true;
      else here.services.set(name, { ...service, node });
    }
    const name = textAt(child(root, 'name'));
    if (name && gradeOf(name) !== 'unresolved') model.name = name.text;
    for (const kind of ['networks', 'volumes', 'configs'] as const) {
      for (const [key, node] of here[kind]) model[kind].set(key, mergeResource(model[kind].get(key), node));
    }
    for (const [key, { key: span, node, raw }] of here.services) {
      const before = resetService(model.services.get(key)?.node, raw);
      if (raw?.tag === '!reset') model.services.delete(key);
      else model.services.set(key, { key: span, node: mergeService(before, node) });
    }
  };

  /** `path`, or `{path: path | [path], project_directory, env_file}`. */
  const include = (item: YamlNode, scope: Scope, open: readonly string[]): Model | undefined => {
    const resolved = (node: YamlNode) => {
      const text = textAt(node);
      return text && gradeOf(text) !== 'unresolved' ? [path.resolve(scope.directory, text.text)] : [];
    };
    const files = (item.kind === 'map' ? listAt(child(item, 'path')) : [item]).flatMap(resolved);
    const [first] = files;
    if (first === undefined) return undefined;
    const [named] = listAt(child(item, 'project_directory')).flatMap(resolved);
    const directory = named ?? path.dirname(first);
    const envFiles = listAt(child(item, 'env_file')).flatMap(resolved);
    // what the including project knows goes first
    const lookup =
      envFiles.length > 0
        ? withFiles(envFiles, scope.lookup, false)
        : withFiles([path.join(directory, '.env')], scope.lookup, true);
    return loadModel(files, { directory, lookup }, open);
  };

  /** The service on top of the one it extends; `broken` where that one cannot be found: then the service is as it stands. */
  const extended = (
    name: string,
    services: ReadonlyMap<string, Service>,
    file: string,
    scope: Scope,
    open: readonly string[],
  ): YamlNode | 'broken' => {
    const { node, raw } = services.get(name) ?? {};
    const parent = child(node, 'extends');
    if (!node || !parent) return node ?? 'broken';
    const ref = textAt(parent.kind === 'map' ? child(parent, 'service') : parent)?.text;
    const key = `${file}\0${name}`;
    if (ref === undefined || open.includes(key) || open.length > MAX_DEPTH) return 'broken';
    const other = textAt(child(parent, 'file'));
    let base: YamlNode | 'broken';
    if (other) {
      const from = path.resolve(scope.directory, other.text);
      const directory = path.dirname(from);
      const there = gradeOf(other) === 'unresolved' ? undefined : servicesOf(from, { ...scope, directory });
      base = there ? extended(ref, there, from, { ...scope, directory }, [...open, key]) : 'broken';
      if (base !== 'broken') base = absoluteService(base, directory);
    } else base = extended(ref, services, file, scope, [...open, key]);
    return base === 'broken' ? 'broken' : withoutExtends(mergeService(resetService(base, raw ?? node), node));
  };

  const servicesOf = (file: string, scope: Scope): ReadonlyMap<string, Service> | undefined => {
    const services = new Map<string, Service>();
    for (const root of documentsOf(file, scope) ?? []) {
      for (const [name, { key, value }] of entriesOf(child(root, 'services'))) services.set(name, { key, node: value });
    }
    return services.size > 0 ? services : undefined;
  };

  const load = (files: readonly string[]): ComposeFile | undefined => {
    const directory = path.dirname(files[0]!);
    const scope = { directory, lookup: lookupIn(directory) };
    const model = loadModel(files, scope, []);
    if (!model) return undefined;
    const resources = resourcesOf(model, directory);
    const services = new Map<string, PartialService>();
    for (const [name, { key, node }] of model.services) {
      services.set(name, readService(name, { key, value: node }, { ...scope, ...resources }));
    }
    return {
      paths: files,
      directory,
      ...(model.name !== undefined && { name: model.name }),
      services,
      ...resources,
      incomplete: model.isIncomplete || [...resources.networks.values()].some((network) => network.external),
    };
  };

  return {
    load(files) {
      const key = files.join('\0');
      if (!loaded.has(key)) loaded.set(key, files.length === 0 ? undefined : load(files));
      return loaded.get(key);
    },
    lookup: lookupIn,
  };
}

const LOOKS_LIKE_COMPOSE = /(^|[\n{,\xbf])["']?(services|include)["']?\s*:/;

function isCompose(root: YamlNode | undefined): root is YamlNode {
  return child(root, 'services')?.kind === 'map' || listAt(child(root, 'include')).length > 0;
}

function emptyModel(): Model {
  return { services: new Map(), networks: new Map(), volumes: new Map(), configs: new Map(), isIncomplete: false };
}

function makeAbsolute(model: Model, directory: string): void {
  for (const [name, { key, node }] of model.services)
    model.services.set(name, { key, node: absoluteService(node, directory) });
  for (const kind of ['volumes', 'configs'] as const)
    for (const [name, node] of model[kind]) model[kind].set(name, absoluteResource(node, directory));
}

function importInto(model: Model, included: Model): void {
  for (const [name, service] of included.services) model.services.set(name, service);
  for (const kind of ['networks', 'volumes', 'configs'] as const)
    for (const [name, node] of included[kind]) model[kind].set(name, node);
}

function withoutExtends(service: YamlNode): YamlNode {
  if (service.kind !== 'map') return service;
  const entries = new Map(service.entries);
  entries.delete('extends');
  return { ...service, entries };
}

function entriesOf(node: YamlNode | undefined) {
  return node?.kind === 'map' ? node.entries : [];
}

function noteBroken(reader: Reader, file: string, source: SourceText, broken: { why: string; span?: Span }): void {
  const isTemplate = /\{%|\{\{|<%/.test(source.text);
  const why = isTemplate ? `a template that another program fills in (${broken.why})` : broken.why;
  reader.skip({ source, file, path: source.path, why, span: broken.span ?? source.span(0, 0) });
}
