/** How do the recorded verdicts of nginx compare with what the validation says about the same files? */
import { readFileSync } from 'node:fs';
import { NginxVersion } from '../../src/catalog/index.ts';
import { type FileSystem, memoryFileSystem } from '../../src/fs/index.ts';
import { fromByteString } from '../../src/text/index.ts';
import { type ConfigTree, loadConfig } from '../../src/tree/index.ts';
import { type Diagnostic, type DiagnosticRule, validate } from '../../src/validate/index.ts';

/** What the suite is about: tokens, blocks, names, contexts, terminators, numbers of arguments, includes. */
const RULES: ReadonlySet<DiagnosticRule> = new Set([
  'syntax-error',
  'unknown-directive',
  'directive-context',
  'directive-terminator',
  'directive-arguments',
  'include-missing',
  'include-cycle',
  'unreadable-file',
] as const);

const MESSAGES = [
  /^unexpected (?:"."$|end of file)/s,
  /^too long parameter/,
  /^unknown directive "/,
  /^"[^"]*" directive is not allowed here$/,
  /^directive "[\s\S]*" (?:is not terminated by ";"|has no opening "\{")$/,
  /^invalid number of arguments in "/,
  /^(?:open|pread)\(\) "[\s\S]*" failed \((?:2|21): /,
  /^invalid number of the (?:map|geo) parameters$/,
  /^invalid parameters number$/,
  /[Ll]ua code block/,
];

/** Is this message of nginx one of those that the suite is about? */
export function isCovered(message: string): boolean {
  return MESSAGES.some((pattern) => pattern.test(message));
}

/** Our errors of the covered kinds that nginx would print, in order. */
export function errorsOf(tree: ConfigTree, version: NginxVersion): readonly Diagnostic[] {
  return validate(tree, version).filter((d) => d.nginx && d.severity === undefined && RULES.has(d.rule));
}

export const PREFIX = '/prefix';

/** A recorded configuration on a file system in memory, below PREFIX. */
export function inMemory(files: Readonly<Record<string, string | { readonly base64: string }>>): FileSystem {
  const absolute: Record<string, string | Uint8Array> = { [`${PREFIX}/logs/.keep`]: '', [`${PREFIX}/html/.keep`]: '' };
  for (const [path, content] of Object.entries(files)) {
    absolute[`${PREFIX}/${path}`] = typeof content === 'string' ? content : Buffer.from(content.base64, 'base64');
  }
  return memoryFileSystem(absolute);
}

/** Loads `main` as nginx does with `-c`; paths are shown relative to PREFIX. */
export function load(fs: FileSystem, main: string, version: NginxVersion, prefix = PREFIX): ConfigTree {
  const path = `${prefix}/${main}`;
  const displayPath = (absolute: string) =>
    absolute.startsWith(`${prefix}/`) ? absolute.slice(prefix.length + 1) : absolute;
  return loadConfig({ fs, path, displayPath, context: 'main', version, prefix: path.slice(0, path.lastIndexOf('/')) });
}

/** `message in file:line`, with the prefix taken out as in the recorded verdicts. */
export function said(diagnostic: Diagnostic | undefined, prefix = PREFIX): string | undefined {
  if (!diagnostic?.nginx) return undefined;
  const { message, path, line } = diagnostic.nginx;
  return `${fromByteString(message).replaceAll(`${prefix}/`, '')} in ${path}:${line}`;
}

/** The verdict on one file, `main` level. */
export function verdictOn(text: string | Uint8Array, version = '1.22.1'): string | undefined {
  const parsed = NginxVersion.parse(version)!;
  const fs = memoryFileSystem({ [`${PREFIX}/nginx.conf`]: text });
  return said(errorsOf(load(fs, 'nginx.conf', parsed), parsed)[0])?.replace(' in nginx.conf:', ' @');
}

export function jsonLines<T>(url: URL): readonly T[] {
  return readFileSync(url, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}
