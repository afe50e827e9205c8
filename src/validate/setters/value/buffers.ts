/**
 * Do the buffers of an upstream fit each other? proxy, fastcgi, uwsgi and scgi ask the same at the end of http, for each level
 * (ngx_http_X_merge_loc_conf in src/http/modules).
 */

import { decimal, parseSize } from '../../../syntax/index.ts';
import type { Span, TextEdit } from '../../../text/index.ts';
import { type Directive, insertAfter } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading } from '../../setter.ts';
import { levelsToMerge } from './touched.ts';

const FAMILIES = ['proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;
const PAGE = 4096;

export const BUFFER_DIRECTIVES: readonly string[] = FAMILIES.flatMap((family) =>
  ['buffer_size', 'buffers', 'busy_buffers_size', 'temp_file_write_size', 'max_temp_file_size'].map(
    (n) => `${family}_${n}`,
  ),
);

/** A value in effect: where it was set, and what it is; undefined when it cannot be read. */
interface Setting {
  readonly by: Directive | undefined;
  readonly value: number;
}

function setting(by: Directive | undefined, index: number, otherwise: number, read = parseSize): Setting | undefined {
  if (!by) return { by, value: otherwise };
  const value = read(by.args[index] ?? '');
  return value < 0 ? undefined : { by, value };
}

function* checkLevel(level: Level, family: string, http: Directive): Generator<Complaint> {
  const buffers = level.effective(`${family}_buffers`);
  const number = setting(buffers, 0, 8, decimal);
  const each = setting(buffers, 1, PAGE);
  const first = setting(level.effective(`${family}_buffer_size`), 0, PAGE);
  if (!number || !each || !first) return;
  const say = (
    message: string,
    causes: readonly (Setting | undefined)[],
    help: string,
    change: (cause: Directive | undefined) => TextEdit | undefined,
  ): Complaint => {
    const [cause, ...others] = causes.flatMap((one) => (one?.by ? [one.by] : [])).sort(deepestFirst);
    const edit = change(cause);
    return {
      rule: 'buffer-sizes',
      message,
      ...(edit && { proposal: { title: `write \`${edit.text.trim()}\``, safety: 'unsafe', edits: [edit] } }),
      place: { close: http },
      ...(cause && { span: valueSpan(cause) }),
      label: 'does not fit',
      related: others
        .filter((other, index) => other !== cause && others.indexOf(other) === index)
        .map((other) => ({ span: other.headSpan, label: 'in effect here' })),
      help,
    };
  };
  const given = setting(level.effective(`${family}_busy_buffers_size`), 0, 0);
  /** As many buffers of such a size that they hold a header, and all but one of them what may be busy. */
  const enough = (cause: Directive | undefined): TextEdit | undefined => {
    const count = number.value > 2 ? number.value : 8;
    const least = Math.max(first.value, each.value, (given?.value ?? 0) / (count - 1));
    const value = `${count} ${written(Math.ceil(least / PAGE) * PAGE)}`;
    if (buffers && (!cause || buffers.parent === cause.parent)) return newValue(buffers, value);
    return cause && insertAfter(cause, `${family}_buffers ${value};`);
  };
  if (number.value < 2) {
    return yield say(`there must be at least 2 "${family}_buffers"`, [number], 'give 2 buffers or more', enough);
  }
  const size = Math.max(first.value, each.value);
  const largest = `the maximum of the value of "${family}_buffer_size" and one of the "${family}_buffers"`;
  const busy = setting(level.effective(`${family}_busy_buffers_size`), 0, 2 * size);
  const all = (number.value - 1) * each.value;
  if (busy) {
    if (busy.value < size) {
      const message = `"${family}_busy_buffers_size" must be equal to or greater than ${largest}`;
      return yield say(
        message,
        [busy, first, each],
        `${sizes(family, number, each, first, busy)}: it must be ${bytes(size)} at least`,
        () => (size <= all ? newValue(busy.by, written(Math.min(2 * size, all))) : undefined),
      );
    }
    if (busy.value > all) {
      const message = `"${family}_busy_buffers_size" must be less than the size of all "${family}_buffers" minus one buffer`;
      const help = `${sizes(family, number, each, first, busy)}: all buffers but one are ${bytes(all)}; set more or larger \`${family}_buffers\``;
      return yield say(message, [busy, each, first], help, enough);
    }
  }
  const write = setting(level.effective(`${family}_temp_file_write_size`), 0, 2 * size);
  if (write && write.value < size) {
    const message = `"${family}_temp_file_write_size" must be equal to or greater than ${largest}`;
    return yield say(message, [write, first, each], `it must be ${bytes(size)} at least`, () =>
      newValue(write.by, written(2 * size)),
    );
  }
  const most = setting(level.effective(`${family}_max_temp_file_size`), 0, 2 ** 30);
  if (most && most.value !== 0 && most.value < size) {
    const message = `"${family}_max_temp_file_size" must be equal to zero to disable temporary files usage or must be equal to or greater than ${largest}`;
    yield say(message, [most, first, each], `it must be 0, or ${bytes(size)} at least`, () =>
      newValue(most.by, written(size)),
    );
  }
}

/** The innermost, and of these the last, is what a person changed. */
function deepestFirst(a: Directive, b: Directive): number {
  return depth(b) - depth(a);
}

function depth(directive: Directive): number {
  let result = 0;
  for (let parent = directive.parent; parent; parent = parent.parent) result++;
  return result;
}

function valueSpan(directive: Directive): Span {
  const start = directive.argSpan(0);
  const end = directive.argSpan(directive.args.length - 1);
  return start.source === end.source ? start.source.span(start.start, end.end) : start;
}

function sizes(family: string, number: Setting, each: Setting, first: Setting, busy: Setting): string {
  const given = ({ by }: Setting) => (by ? '' : ' by default');
  return (
    `\`${family}_buffers\` are ${number.value} of ${bytes(each.value)}${given(each)}, \`${family}_buffer_size\` is ` +
    `${bytes(first.value)}${given(first)}, \`${family}_busy_buffers_size\` ${bytes(busy.value)}${given(busy)}`
  );
}

function bytes(value: number): string {
  return value % 1024 === 0 && value > 0 ? written(value) : `${value} bytes`;
}

/** A size as nginx reads it. */
function written(value: number): string {
  if (value >= 2 ** 20 && value % 2 ** 20 === 0) return `${value / 2 ** 20}m`;
  return value >= 1024 && value % 1024 === 0 ? `${value / 1024}k` : `${value}`;
}

function newValue(directive: Directive | undefined, text: string): TextEdit | undefined {
  return directive && { span: valueSpan(directive), text };
}

function* mergeBuffers({ level: http, isPartial }: Reading, family: string): Generator<Complaint> {
  if (isPartial) return;
  for (const level of levelsToMerge(http, `${family} buffers`)) yield* checkLevel(level, family, http.block!);
}

export const bufferClosers: readonly Closer[] = FAMILIES.map((family) => ({
  module: `ngx_http_${family}_module`,
  at: 'http',
  stage: 'init',
  check: (reading) => mergeBuffers(reading, family),
}));
