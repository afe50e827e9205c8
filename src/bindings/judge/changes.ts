/** What would a declaration have to say so that nginx gets through? Only where it is written out, so that it can be replaced. */
import { type Span, type TextEdit, textOf } from '../../text/index.ts';
import type { Binding, Fact, SocketFile } from '../types.ts';

type Edits = readonly TextEdit[] | undefined;

/** Puts a text in place of another one that stands exactly once in the span. */
function changeIn(span: Span, from: string, to: string): TextEdit | undefined {
  const text = textOf(span);
  const at = text.indexOf(from);
  if (from === '' || at < 0 || text.indexOf(from, at + 1) >= 0) return undefined;
  return { span: span.source.span(span.start + at, span.start + at + from.length), text: to };
}

/** All of them, or none where one is not possible. */
function together(edits: readonly (TextEdit | undefined)[]): Edits {
  const known = edits.filter((edit) => edit !== undefined);
  return known.length < edits.length || known.length === 0 ? undefined : known;
}

/** The binds that only answer their own machine, on every IPv4 address. */
export function onEveryAddress(bindings: readonly Binding[]): Edits {
  return together(
    bindings.map(({ listen, span }) =>
      listen.kind === 'tcp' && /^(127\.[\d.]+|localhost)$/i.test(listen.host)
        ? changeIn(span, listen.host, '0.0.0.0')
        : undefined,
    ),
  );
}

/** The bind without the `unix:` that its server does not know. */
export function withoutPrefix(span: Span, path: string): Edits {
  const prefix = /unix:\/*/.exec(textOf(span))?.[0];
  return prefix === undefined ? undefined : together([changeIn(span, `${prefix}${path.slice(1)}`, path)]);
}

/** The socket of another path, in a directory that systemd makes for the unit; the line goes behind one of the unit's own. */
export function inRuntimeDirectory(span: Span, from: string, to: string, line: Span): Edits {
  const directory = to.split('/')[2];
  const { source } = line;
  const end = source.lineEnd(source.position(line.start).line);
  return together([changeIn(span, from, to), { span: source.span(end, end), text: `\nRuntimeDirectory=${directory}` }]);
}

/** A list of clients with one more; php-fpm does not trim what comes after a comma. */
export function withClient(list: Fact<unknown>, client: string): Edits {
  const { span } = list;
  if (!isWritten(list)) return undefined;
  const text = textOf(span);
  // what is not written out (a variable) or ends oddly is left alone
  if (!/^[\w.:]+(,[\w.:]+)*$/.test(text)) return undefined;
  return [{ span: span.source.span(span.end, span.end), text: `,${client}` }];
}

/** The socket for a group: its group and, where that may not write, its permissions. Both have to be written out. */
export function forGroup({ group, mode }: SocketFile, wanted: string): Edits {
  const isAllowed = mode !== undefined && (mode.value & 0o020) !== 0;
  const isGroup = group?.value === wanted;
  return together([
    ...(isGroup ? [] : [group && isWritten(group) ? changeIn(group.span, group.value, wanted) : undefined]),
    ...(isAllowed ? [] : [mode && withBits(mode, 0o060)]),
  ]);
}

/** A directory that everybody may enter. */
export function forEverybody(mode: Fact<number> | undefined): Edits {
  return together([mode && withBits(mode, 0o055)]);
}

/** Octal digits with more bits set; undefined where they are not written out. */
function withBits(mode: Fact<number>, bits: number): TextEdit | undefined {
  const { value, span } = mode;
  if (!isWritten(mode) || !/^0?[0-7]{3}$/.test(textOf(span))) return undefined;
  const digits = (value | bits).toString(8).padStart(3, '0');
  return { span: span.source.span(span.end - 3, span.end), text: digits };
}

/** Whether the app itself reads it there. */
function isWritten({ by }: Fact<unknown>): boolean {
  return by !== 'default' && by !== 'pinned';
}
