/** Where does a Spring Boot or Quarkus program listen, going by its application.properties or application.yml? (bindings.md §8) */
import path from 'node:path/posix';
import { SourceText, type Span } from '../../text/index.ts';
import {
  builder,
  gradeOf,
  HOLE,
  literal,
  type Mapped,
  parseYamlDocuments,
  trim,
  type YamlNode,
} from '../../yaml/index.ts';
import { type Environment, factOf, type Listener, listener } from '../commands/process.ts';
import { portListen } from '../listen.ts';
import type { Fact } from '../types.ts';

/** Dotted names and their values; a later file wins. */
export type SpringSettings = ReadonlyMap<string, Mapped>;

/** Settings of several files, the strongest last. Of the documents for a profile those of the active ones count. */
export function springSettings(files: readonly SourceText[], profiles: readonly string[] = []): SpringSettings {
  const settings = new Map<string, Mapped>();
  for (const { profile, values } of files.flatMap(documentsOf)) {
    if (profile !== undefined && !profiles.includes(profile)) continue;
    for (const [name, value] of values) settings.set(name, value);
  }
  return settings;
}

/** The profiles that the files have documents for. */
export function springProfiles(files: readonly SourceText[]): readonly string[] {
  return [...new Set(files.flatMap(documentsOf).flatMap(({ profile }) => profile ?? []))];
}

/** One document of a file: a profile is one name; an expression of several is left as it stands, and matches none. */
interface SpringDocument {
  readonly profile?: string | undefined;
  readonly values: SpringSettings;
}

/** `.properties` are several documents where a line is `#---`; that of a file named after a profile is for it. */
function documentsOf(file: SourceText): SpringDocument[] {
  const named = /^(?:application|bootstrap)-([\w-]+)\./.exec(path.basename(file.path))?.[1];
  const all =
    path.extname(file.path) === '.properties' ? propertiesParts(file).map(readProperties) : yamlDocuments(file);
  return all.map((values) => {
    const on = values.get('spring.config.activate.on-profile') ?? values.get('spring.profiles');
    return { profile: on?.text ?? named, values };
  });
}

function propertiesParts(file: SourceText): SourceText[] {
  const marks = [...file.text.matchAll(/^[#!]---[ \t]*\r?$/gm)].map((mark) => mark.index);
  if (marks.length === 0) return [file];
  return [0, ...marks].map((start, i) =>
    SourceText.cut(file.path, [{ source: file, start, end: marks[i] ?? file.length }]),
  );
}

/** The address that the settings declare; undefined where they name no port. */
export function springListener(
  settings: SpringSettings,
  env: Environment,
  via: readonly Span[] = [],
): Listener | undefined {
  const name = ['server.port', 'quarkus.http.port', 'micronaut.server.port'].find((key) => settings.has(key));
  if (name === undefined) return undefined;
  const port = withPlaceholders(settings.get(name)!, env, settings);
  if (port.text === '0' || port.text === '-1') return undefined;
  const address = settings.get(name === 'quarkus.http.port' ? 'quarkus.http.host' : 'server.address');
  const host = address && withPlaceholders(address, env, settings);
  const tls = ['server.ssl.key-store', 'server.ssl.certificate', 'server.ssl.bundle'].some((key) => settings.has(key));
  const listen =
    host && gradeOf(host) === 'unresolved'
      ? ({ kind: 'unresolved', text: host.text } as const)
      : portListen(port, host?.text ?? '*');
  const idle = idleTime(settings, env);
  return {
    ...listener(listen, tls ? 'https' : 'http', port),
    ...(via.length > 0 && { via }),
    ...(idle && { settings: { keepaliveIdle: idle } }),
  };
}

/** What closes idle connections, in the server that is embedded; Tomcat's own falls back to `connection-timeout`. */
const IDLE = [
  'server.tomcat.keep-alive-timeout',
  'server.tomcat.connection-timeout',
  'server.jetty.connection-idle-timeout',
  'server.netty.idle-timeout',
];

/** `20s`, `20000ms`, `20000`: milliseconds without a unit (Spring's DurationStyle.SIMPLE). */
function idleTime(settings: SpringSettings, env: Environment): Fact<number> | undefined {
  const name = IDLE.find((key) => settings.has(key));
  const value = name === undefined ? undefined : withPlaceholders(settings.get(name)!, env, settings);
  const match = /^(\d+)(ms|s|m|h)?$/.exec(value?.text ?? '');
  const unit = { ms: 0.001, s: 1, m: 60, h: 3600 }[match?.[2] ?? 'ms'] ?? 1;
  return match && value ? factOf(Number(match[1]) * unit, value) : undefined;
}

/**
 * The address that files declare; where the active profiles are not known, also those that each profile declares instead, as
 * alternatives.
 */
export function springListeners(
  files: readonly SourceText[],
  env: Environment,
  via: readonly Span[] = [],
  active?: readonly string[],
): Listener[] {
  const base = springListener(springSettings(files, active), env, via);
  const others = active ? [] : springProfiles(files);
  const alternatives = others.flatMap((profile): Listener[] => {
    const found = springListener(springSettings(files, [profile]), env, via);
    const isSame = found && base && found.span.source === base.span.source && found.span.start === base.span.start;
    return found && !isSame ? [{ ...found, alternative: `profile ${profile}` }] : [];
  });
  return [...(base ? [base] : []), ...alternatives];
}

/** `key=value`, `key: value`, `key value`; `#` and `!` comments; a trailing backslash continues. */
export function readProperties(source: SourceText): Map<string, Mapped> {
  const settings = new Map<string, Mapped>();
  for (let line = 1; line <= source.lineCount; line++) {
    const text = trim(literal(source, source.lineStart(line), source.lineEnd(line)));
    if (text.text === '' || /^[#!]/.test(text.text)) continue;
    const key = /^((?:\\.|[^\s=:\\])+)\s*[=:\s]\s*/.exec(text.text);
    if (text.text.endsWith('\\'))
      while (line < source.lineCount && source.text[source.lineEnd(line) - 1] === '\\') line++;
    if (!key || text.text.endsWith('\\')) continue;
    const start = text.from[key[0].length] ?? text.to.at(-1)!;
    settings.set(kebab(key[1]!), literal(source, start, text.to.at(-1)!));
  }
  return settings;
}

/** Relaxed names: `serverPort` and `server_port` are not `server.port`, but case and dashes inside a part do not count. */
function kebab(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

function yamlDocuments(source: SourceText): SpringSettings[] {
  return parseYamlDocuments(source).flatMap((document) =>
    document.kind === 'tree' && document.root ? [flattened(document.root)] : [],
  );
}

function flattened(root: YamlNode): Map<string, Mapped> {
  const flat = new Map<string, Mapped>();
  const queue: { prefix: string; node: YamlNode }[] = [{ prefix: '', node: root }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { prefix, node } = next;
    if (node.kind === 'scalar') flat.set(prefix, node.value);
    if (node.kind !== 'map' || prefix.split('.').length > 12) continue;
    for (const [key, entry] of node.entries)
      queue.push({ prefix: prefix === '' ? kebab(key) : `${prefix}.${kebab(key)}`, node: entry.value });
  }
  return flat;
}

/** `${NAME:default}`: a variable or another setting; relaxed names of variables are upper case with underscores. */
function withPlaceholders(value: Mapped, env: Environment, settings: SpringSettings): Mapped {
  if (!/\$\{|@\w/.test(value.text)) return value;
  const out = builder(value.source, value.at);
  let last = 0;
  for (const match of value.text.matchAll(/\$\{([^:{}]+)(?::([^{}]*))?\}|@[\w.-]+@/g)) {
    for (; last < match.index; last++) out.copy(value, last);
    last = match.index + match[0].length;
    const name = match[1];
    const set =
      name === undefined
        ? undefined
        : (env.get(name) ?? env.get(name.toUpperCase().replace(/[.-]/g, '_')) ?? settings.get(name));
    const known = set && gradeOf(set) !== 'unresolved' && !set.text.includes('${') ? set.text : undefined;
    out.put(known ?? match[2] ?? HOLE, value.from[match.index]!, value.to[last - 1]!);
  }
  for (; last < value.text.length; last++) out.copy(value, last);
  return out.done();
}
