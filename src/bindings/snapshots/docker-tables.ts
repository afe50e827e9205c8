/** Which rows does a table have that docker prints for people? (docker ps, docker compose ps) */
import type { SourceText } from '../../text/index.ts';
import { literal, type Mapped, slice, trim } from '../../yaml/index.ts';

/** The cells of a row by the heads of their columns. */
export type Row = ReadonlyMap<string, Mapped>;

/** `CONTAINER ID   IMAGE   … PORTS   NAMES`, or `NAME   IMAGE   COMMAND   SERVICE   … PORTS`. */
const HEADS = { 'docker-ps': /^CONTAINER ID {2,}IMAGE .*NAMES/, 'compose-ps': /^NAME {2,}IMAGE .*SERVICE .*PORTS/ };

/** Which of the tables a text is, by its first line. */
export function tableFormat(text: string): keyof typeof HEADS | undefined {
  const head = text.slice(0, 1000).trimStart();
  if (HEADS['docker-ps'].test(head)) return 'docker-ps';
  return HEADS['compose-ps'].test(head) ? 'compose-ps' : undefined;
}

/** The rows below the heads; undefined when the first line has none. Columns are counted in characters, not in bytes. */
export function tableRows(source: SourceText): readonly Row[] | undefined {
  const lines: Mapped[] = [];
  for (let number = 1; number <= source.lineCount; number++) {
    const line = literal(source, source.lineStart(number), source.lineEnd(number));
    if (line.text.trim() !== '') lines.push(line);
  }
  const [head, ...rows] = lines;
  if (!head || tableFormat(head.text) === undefined) return undefined;
  const columns = [...head.text.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ name: match[0], start: match.index }));
  return rows.map((row) => {
    const starts = columns.map(({ start }) => byteOf(row.text, start));
    return new Map(
      columns.map(({ name }, i) => [name, trim(slice(row, starts[i]!, starts[i + 1] ?? row.text.length))] as const),
    );
  });
}

/** Where a character of a line begins, in bytes of UTF-8. */
function byteOf(line: string, character: number): number {
  let seen = -1;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code < 0x80 || code > 0xbf) seen++;
    if (seen === character) return at;
  }
  return line.length;
}
