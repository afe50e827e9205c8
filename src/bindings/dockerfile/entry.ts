/** Which command does a container run in the end, when what it starts is a script that was copied into it? */
import path from 'node:path/posix';
import type { SourceText } from '../../text/index.ts';
import { literal, type Mapped, slice, standing } from '../../yaml/index.ts';
import { splitWords } from '../commands/shell-words.ts';

export interface Entry {
  readonly argv: readonly Mapped[];
  /** Scripts on the way: what is found in them is `derived`. */
  readonly scripts: readonly SourceText[];
  /** The scripts do one thing only: no other command could run instead. */
  readonly isSure: boolean;
}

/** The text of a container's file; undefined when it cannot be known. */
export type FileOf = (absolute: string) => SourceText | undefined;

/** Scripts that start scripts deeper than this do it in a circle. */
const MAX_SCRIPTS = 6;
const BEFORE =
  /^(sh|bash|ash|dash|env|exec|tini|tini-static|dumb-init|docker-php-entrypoint|docker-entrypoint\.sh|--|-\w+)$/;

/**
 * `["/entrypoint.sh", "gunicorn", …]` with a script that ends in `exec "$@"` is the arguments; a script that ends in a
 * command of its own is `sh -c` with its text.
 */
export function entryOf(argv: readonly Mapped[], cwd: string | undefined, fileOf: FileOf): Entry {
  let entry: Entry = { argv, scripts: [], isSure: true };
  for (let depth = 0; depth < MAX_SCRIPTS; depth++) {
    const at = scriptIndex(entry.argv, cwd, fileOf);
    if (!at || entry.scripts.includes(at.source)) return entry;
    entry = throughScript(entry, at.index, at.source);
  }
  return entry;
}

function scriptIndex(argv: readonly Mapped[], cwd: string | undefined, fileOf: FileOf) {
  for (const [index, word] of argv.entries()) {
    const absolute = word.text.startsWith('/') ? word.text : cwd === undefined ? undefined : path.join(cwd, word.text);
    // a bare name is looked up in PATH, unless a shell is told to read it
    const mayBeFile = word.text.includes('/') || (index > 0 && word.text.endsWith('.sh'));
    const source = absolute !== undefined && mayBeFile ? fileOf(path.normalize(absolute)) : undefined;
    if (source && isShellScript(source, word.text)) return { index, source };
    if (!BEFORE.test(path.basename(word.text)) || /^-\w*c/.test(word.text)) return undefined;
  }
  return undefined;
}

function isShellScript({ text }: SourceText, name: string): boolean {
  const first = text.slice(0, 80).split('\n', 1)[0] ?? '';
  return first.startsWith('#!') ? /\b(ba|da|a)?sh\b/.test(first) : name.endsWith('.sh');
}

function throughScript(entry: Entry, index: number, source: SourceText): Entry {
  const { line, commands } = lastCommand(source);
  const scripts = [...entry.scripts, source];
  const handedOver = line && /^(?:exec\s+)?(.*?)(?:"\$@"|\$@|"\$\{@\}"|\$\*)\s*$/.exec(line.text);
  const rest = entry.argv.slice(index + 1);
  if (line && handedOver) {
    const prefix = splitWords(slice(line, 0, line.text.search(/["$]+\{?[@*]/)));
    return { argv: [...prefix, ...rest], scripts, isSure: entry.isSure && commands < 2 };
  }
  const whole = literal(source, 0, source.length);
  const at = source.span(0, 0);
  const isSure = entry.isSure && commands < 2 && !/\$[@*1-9]|\$\{[@*1-9]/.test(source.text);
  return { argv: [standing(at, 'sh'), standing(at, '-c'), whole], scripts, isSure };
}

/** The last line that is a command, and how many lines hand the process over to another program. */
function lastCommand(source: SourceText): { line: Mapped | undefined; commands: number } {
  let line: Mapped | undefined;
  let commands = 0;
  for (let n = 1; n <= source.lineCount; n++) {
    const start = source.lineStart(n);
    const text = source.text.slice(start, source.lineEnd(n));
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    if (/(^|[\s;&|])exec\s+[^0-9<>&]/.test(trimmed)) commands++;
    const from = start + (text.length - text.trimStart().length);
    line = literal(source, from, from + trimmed.length);
  }
  return { line, commands };
}
