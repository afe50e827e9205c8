/**
 * Is the text what `nginx -T` printed, and which files are in it?
 *
 * For each file, in the order of first opening, nginx writes `# configuration file PATH:`, a line feed, the content and
 * one more line feed (main() in src/core/nginx.c); a file that is opened twice under one name is written once
 * (ngx_conf_add_dump in src/core/ngx_conf_file.c). What `-t` says goes to standard error, before all of it; in a capture of
 * both it may stand anywhere.
 */
import path from 'node:path/posix';
import { fromByteString, type Run, SourceText } from '../text/index.ts';
import { type ConfigTree, parseFile } from '../tree/index.ts';
import type { Embedded, Holder } from './types.ts';

const HEADER = '# configuration file ';

interface Header {
  /** As nginx wrote it, decoded. */
  readonly name: string;
  readonly start: number;
  /** Where the content begins. */
  readonly end: number;
  readonly isCrLf: boolean;
}

/** A run of lines that are nobody's content. */
interface Said {
  readonly start: number;
  readonly end: number;
}

/** The configuration in a dump; undefined when the text is none. */
export function readDump(source: SourceText): Holder | undefined {
  if (!source.text.includes(HEADER)) return undefined;
  const headers = headersOf(source.text);
  const said = messagesOf(source.text);
  if (!isDump(source, headers, said)) return undefined;
  return { kind: 'dump', source, configurations: [configuration(source, headers, said)] };
}

/**
 * What of a dump its main configuration `tree` did not reach. A line that looks like a header and stands inside of a block
 * is a comment of that file: then the configuration is read again without it. Otherwise the parts stand for themselves
 * (a dump from which somebody took things, files of `-g "include …"`).
 */
export function leftOver(dump: Holder, { texts }: Embedded, tree: ConfigTree): readonly Embedded[] {
  const reached = new Set(tree.files.map((file) => path.normalize(file.path)));
  const all = [...texts.keys()];
  const unreached = all.filter((at) => !reached.has(at));
  if (unreached.length === 0) return [];
  const inside = unreached.filter((at) => {
    const before = texts.get(all[all.indexOf(at) - 1] ?? '');
    return before !== undefined && !parseFile(before).cst.isBalanced;
  });
  if (inside.length === 0) return unreached.map((at) => ({ path: at, texts }));
  const { source } = dump;
  const isPart = (at: string): boolean => texts.has(at) && !inside.includes(at);
  const headers = headersOf(source.text).filter(({ name }) => isPart(virtualPath(name)));
  return [configuration(source, headers, messagesOf(source.text))];
}

/** The main file is the first with blocks that only a main file has: `-g "include …"` comes before it. */
const MAIN_BLOCK = /^[ \t]*(?:events|http|stream|mail)\s*\{/m;

function configuration(source: SourceText, headers: readonly Header[], said: readonly Said[]): Embedded {
  const texts = new Map<string, SourceText>();
  let nextSaid = 0;
  for (const [index, header] of headers.entries()) {
    const stop = headers[index + 1]?.start ?? source.length;
    const runs: Run[] = [];
    let from = header.end;
    while (nextSaid < said.length && said[nextSaid]!.start < stop) {
      const { start, end } = said[nextSaid++]!;
      if (start < from) continue;
      runs.push(source.span(from, start));
      from = end;
    }
    runs.push(source.span(from, Math.max(from, stop)));
    const content = SourceText.cut(source.path, withoutLineEnd(runs, header.isCrLf));
    texts.set(virtualPath(header.name), SourceText.shown(header.name, content));
  }
  const all = [...texts];
  const [main] = all.find(([, { text }]) => MAIN_BLOCK.test(text)) ?? all[0]!;
  const [last, lastText] = all.at(-1)!;
  const isCutOff = parseFile(lastText).cst.problems.some((p) => p.message.startsWith('unexpected end of file'));
  return { path: main, texts, ...(isCutOff && { cutOff: last }) };
}

/** nginx writes a line feed after each file, whether it has one itself or not. */
function withoutLineEnd(runs: readonly Run[], isCrLf: boolean): readonly Run[] {
  const index = runs.findLastIndex(({ start, end }) => end > start);
  const run = runs[index];
  if (!run?.source.text.startsWith('\n', run.end - 1)) return runs;
  const feed = isCrLf && run.end - run.start > 1 && run.source.text[run.end - 2] === '\r' ? 2 : 1;
  return runs.with(index, { ...run, end: run.end - feed });
}

/** Windows prints `C:\nginx/conf/nginx.conf`, `nginx -p` with a relative directory a relative path. */
function virtualPath(name: string): string {
  return path.normalize(name.startsWith('/') ? name : `/${name}`);
}

function headersOf(text: string): readonly Header[] {
  const headers: Header[] = [];
  const names = new Set<string>();
  for (let at = lineAt(text, 0); at >= 0; at = lineAt(text, at + 1)) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed + 1;
    const line = text.slice(at + HEADER.length, feed < 0 ? end : feed);
    const isCrLf = line.endsWith('\r');
    const name = fromByteString(isCrLf ? line.slice(0, -1) : line);
    if (!name.endsWith(':') || name.length < 2) continue;
    const bare = name.slice(0, -1);
    if (!/^(?:\/|[A-Za-z]:[\\/])/.test(bare) && /\s/.test(bare)) continue;
    // the comment of a file that begins with it: after an empty file there would be an empty line
    if (headers.at(-1)?.end === at) continue;
    if (names.has(virtualPath(bare))) continue;
    names.add(virtualPath(bare));
    headers.push({ name: bare, start: at, end, isCrLf });
  }
  return headers;
}

/** The next line that begins like a header. */
function lineAt(text: string, from: number): number {
  if (from === 0 && text.startsWith(HEADER)) return 0;
  const before = text.indexOf(`\n${HEADER}`, Math.max(0, from - 1));
  return before < 0 ? -1 : before + 1;
}

const MESSAGE =
  /^(?:nginx: (?:the configuration file .* syntax is ok|configuration file .* test (?:is successful|failed)|\[[a-z]+\] .*)|\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[[a-z]+\] \d+#\d+: .*)\r?(?:\n|$)/gm;

/** Lines of nginx's standard error. */
function messagesOf(text: string): readonly Said[] {
  return [...text.matchAll(MESSAGE)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** More text than this before the first header is a document about nginx. */
const MAX_PREAMBLE = 16 * 1024;

/** A configuration may have a comment that looks like a header, too. */
function isDump(source: SourceText, headers: readonly Header[], said: readonly Said[]): boolean {
  const [first] = headers;
  if (!first || first.start > MAX_PREAMBLE) return false;
  const preamble = source.text.slice(0, first.start).replace(MESSAGE, '');
  // a prompt, a host's name: whatever is there, it is no configuration
  if (/[;{}][ \t\r]*(?:#.*)?$/m.test(preamble)) return false;
  if (headers.length > 1 || said.length > 0) return true;
  const isAbsolute = /^(?:\/|[A-Za-z]:)/.test(first.name);
  return isAbsolute && !/^[ \t]*#/m.test(preamble) && path.basename(first.name) !== path.basename(source.path);
}
