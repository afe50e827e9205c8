/**
 * Where do the keys of a ConfigMap lie when it is mounted?
 *
 * The mount is described elsewhere, if at all; but the keys' own includes tell: `include /etc/nginx/conf.d/*.conf` in
 * `nginx.conf` means the other keys that the pattern matches and whose statements may stand there.
 */
import path from 'node:path/posix';
import { memoryFileSystem } from '../fs/index.ts';
import { fromByteString, type SourceText, toByteString } from '../text/index.ts';
import {
  componentMatcher,
  type Directive,
  inferContexts,
  isPattern,
  loadConfig,
  nginxKind,
  parseFile,
} from '../tree/index.ts';
import type { Embedded } from './types.ts';

/** One key with nginx text. */
export interface KeyText {
  readonly key: string;
  readonly source: SourceText;
}

/** nginx's directory in the official images. */
const HOME = '/etc/nginx';

/** The configurations that the keys make up: main ones with what they include, and of the rest what is nginx text. */
export function layOut(keys: readonly KeyText[]): readonly Embedded[] {
  const kinds = new Map(keys.map((key) => [key, nginxKind(key.source)]));
  const mains = keys.filter((key) => kinds.get(key) === 'main');
  const free = new Set(keys.filter((key) => kinds.get(key) !== 'main'));
  const found = mains.map((main) => around(main, free, kinds));
  return [...found, ...[...free].filter((key) => kinds.get(key) !== undefined).map(alone)];
}

/** A key for itself. */
function alone({ key, source }: KeyText): Embedded {
  const at = path.join(HOME, 'conf.d', path.basename(key));
  return { path: at, texts: new Map([[at, source]]) };
}

type Kinds = ReadonlyMap<KeyText, ReturnType<typeof nginxKind>>;

/** A main configuration with the keys that it includes, which are taken from `free`. */
function around(main: KeyText, free: Set<KeyText>, kinds: Kinds): Embedded {
  const at = path.join(HOME, path.basename(main.key));
  const texts = new Map([[at, main.source]]);
  // each round finds what the files of the one before include
  for (let size = 0; size < texts.size; ) {
    size = texts.size;
    for (const include of missingIn(at, texts)) place(include, free, kinds, texts);
  }
  return { path: at, texts };
}

/** The includes that lead to nothing yet, those of one file first. */
function missingIn(at: string, texts: ReadonlyMap<string, SourceText>): readonly Directive[] {
  const tree = loadConfig({
    fs: memoryFileSystem(Object.fromEntries([...texts.keys()].map((name) => [name, '']))),
    path: at,
    displayPath: (name) => name,
    texts,
    isElsewhere: true,
  });
  const includes: Directive[] = [];
  const stack = [...tree.statements].reverse();
  for (let d = stack.pop(); d; d = stack.pop()) {
    if (d.name === 'include' && d.args.length === 1 && !(tree.included.get(d) ?? []).some((o) => 'file' in o))
      includes.push(d);
    for (let i = d.children.length - 1; i >= 0; i--) stack.push(d.children[i]!);
  }
  return includes.sort((a, b) => Number(isPattern(a.args[0]!)) - Number(isPattern(b.args[0]!)));
}

function place(include: Directive, free: Set<KeyText>, kinds: Kinds, texts: Map<string, SourceText>): void {
  const argument = fromByteString(include.args[0]!);
  const full = path.normalize(argument.startsWith('/') ? argument : `${HOME}/${argument}`);
  const directory = path.dirname(full);
  const last = path.basename(full);
  if (isPattern(directory)) return;
  const matches = isPattern(last) ? componentMatcher(toByteString(last)) : undefined;
  for (const key of free) {
    const isMeant = matches
      ? matches(toByteString(key.key)) && kinds.get(key) !== undefined && mayStandIn(key.source, include)
      : key.key === last;
    if (!isMeant) continue;
    const at = path.join(directory, key.key);
    if (texts.has(at)) continue;
    texts.set(at, key.source);
    free.delete(key);
  }
}

/** A pattern such as `modules/*.conf` in the main context does not mean a file of servers. */
function mayStandIn(source: SourceText, { context }: Directive): boolean {
  const { cst } = parseFile(source);
  const contextOf = inferContexts(cst);
  const { count, next } = cst.statements;
  for (let index = 0; index < count; index = next[index]!) if (contextOf(index) === context) return true;
  return count === 0;
}
