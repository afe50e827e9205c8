/** Are the ranges of a `geo` with `ranges` sound, and do they overlap? (ngx_http_geo_range, ngx_http_geo_add_range) */
import type { Directive } from '../../../tree/index.ts';
import type { Complaint } from '../../setter.ts';
import { inetAddr } from '../upstream/inet.ts';

interface Range {
  start: number;
  end: number;
  value: string;
}

/** Ranges by the upper 16 bits of their addresses, sorted; start and end are the lower 16 bits. */
export interface RangeTable {
  readonly blocks: Map<number, Range[]>;
  fallback: string | undefined;
}

export function* checkRange(directive: Directive, table: RangeTable): Generator<Complaint> {
  const { name, args } = directive;
  const value = args[0]!;
  if (name === 'default') {
    if (table.fallback !== undefined) {
      const message = `duplicate default geo range value: "${value}", old value: "${table.fallback}"`;
      yield { rule: 'config-warning', message, span: directive.nameSpan, label: 'this value wins', level: 'warn' };
    }
    table.fallback = value;
    return;
  }
  const isDelete = name === 'delete';
  const text = isDelete ? value : name;
  const span = isDelete ? directive.argSpan(0) : directive.nameSpan;
  const [start, end] = readRange(text);
  if (start === undefined || end === undefined || start > end) {
    const help = 'write `10.0.0.0-10.0.0.255`, the lower address first; IPv6 has no ranges';
    return yield {
      rule: 'invalid-value',
      message: `invalid range "${text}"`,
      span,
      label: 'no range of addresses',
      help,
    };
  }
  if (isDelete) {
    if (remove(table, start, end)) return;
    const message = `no address range "${text}" to delete`;
    return yield { rule: 'config-warning', message, span, label: 'not in the table', level: 'warn' };
  }
  // nginx warns once for every 65,536 addresses, always in the same words
  let warned = false;
  for (const [h, s, e] of pieces(start, end)) {
    const outcome = insert(table, h, { start: s, end: e, value });
    if (outcome === undefined) continue;
    if (outcome.kind === 'duplicate') {
      if (warned) continue;
      warned = true;
      const message = `duplicate range "${text}", value: "${value}", old value: "${outcome.old}"`;
      yield { rule: 'config-warning', message, span, label: 'this value wins', level: 'warn' };
      continue;
    }
    const { range } = outcome;
    const message = `range "${text}" overlaps "${address(h, range.start)}-${address(h, range.end)}"`;
    return yield { rule: 'config-error', message, span, label: 'neither inside of it nor apart from it' };
  }
}

function readRange(text: string): readonly (number | undefined)[] {
  const dash = text.indexOf('-');
  if (dash < 0) return [];
  return [text.slice(0, dash), text.slice(dash + 1)].map((part) => {
    const bytes = inetAddr(part);
    return bytes?.reduce((sum, byte) => sum * 256 + byte, 0);
  });
}

/** The parts of a range in each block of 65,536 addresses. */
function* pieces(start: number, end: number): Generator<readonly [high: number, start: number, end: number]> {
  const last = Math.floor(end / 0x10000);
  for (let h = Math.floor(start / 0x10000); h <= last; h++) {
    yield [h, h * 0x10000 < start ? start % 0x10000 : 0, h === last ? end % 0x10000 : 0xffff];
  }
}

type Outcome =
  | { readonly kind: 'duplicate'; readonly old: string }
  | { readonly kind: 'overlap'; readonly range: Range }
  | undefined;

/** From the last range down: most tables are written in rising order. */
function insert({ blocks }: RangeTable, high: number, added: Range): Outcome {
  const ranges = blocks.get(high) ?? [];
  if (ranges.length === 0) blocks.set(high, ranges);
  for (let i = ranges.length - 1; i >= 0; i--) {
    const range = ranges[i]!;
    if (added.end < range.start) continue;
    if (added.start > range.end) {
      ranges.splice(i + 1, 0, added);
      return undefined;
    }
    const isStart = added.start === range.start;
    const isEnd = added.end === range.end;
    if (isStart && isEnd) {
      const old = range.value;
      range.value = added.value;
      return { kind: 'duplicate', old };
    }
    if (added.start > range.start && added.end < range.end) {
      ranges.splice(i + 1, 0, added, { start: added.end + 1, end: range.end, value: range.value });
      range.end = added.start - 1;
      return undefined;
    }
    if (isStart && added.end < range.end) {
      ranges.splice(i, 0, added);
      range.start = added.end + 1;
      return undefined;
    }
    if (added.start > range.start && isEnd) {
      ranges.splice(i + 1, 0, added);
      range.end = added.start - 1;
      return undefined;
    }
    return { kind: 'overlap', range };
  }
  ranges.unshift(added);
  return undefined;
}

/** ngx_http_geo_delete_range: false when a part of it was not there. */
function remove({ blocks }: RangeTable, start: number, end: number): boolean {
  let found = true;
  for (const [h, s, e] of pieces(start, end)) {
    const ranges = blocks.get(h) ?? [];
    const index = ranges.findIndex((range) => range.start === s && range.end === e);
    if (index < 0) found = false;
    else ranges.splice(index, 1);
  }
  return found;
}

function address(high: number, low: number): string {
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}
