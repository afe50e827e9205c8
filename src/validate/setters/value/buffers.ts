/**
 * Do the buffers of an upstream fit each other? proxy, fastcgi, uwsgi and scgi ask the same at the end of http, for each level
 * (ngx_http_X_merge_loc_conf in src/http/modules).
 */

import { decimal, parseSize } from '../../../syntax/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Directive } from '../../../tree/index.ts';
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
  const say = (message: string, causes: readonly (Setting | undefined)[], help: string): Complaint => {
    const [cause, ...others] = causes.flatMap((one) => (one?.by ? [one.by] : [])).sort(deepestFirst);
    return {
      rule: 'buffer-sizes',
      message,
      place: { close: http },
      ...(cause && { span: valueSpan(cause) }),
      label: 'does not fit',
      related: others
        .filter((other, index) => other !== cause && others.indexOf(other) === index)
        .map((other) => ({ span: other.headSpan, label: 'in effect here' })),
      help,
    };
  };
  if (number.value < 2) {
    return yield say(`there must be at least 2 "${family}_buffers"`, [number], 'give 2 buffers or more');
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
      );
    }
    if (busy.value > all) {
      const message = `"${family}_busy_buffers_size" must be less than the size of all "${family}_buffers" minus one buffer`;
      const help = `${sizes(family, number, each, first, busy)}: all buffers but one are ${bytes(all)}; set more or larger \`${family}_buffers\``;
      return yield say(message, [busy, each, first], help);
    }
  }
  const write = setting(level.effective(`${family}_temp_file_write_size`), 0, 2 * size);
  if (write && write.value < size) {
    const message = `"${family}_temp_file_write_size" must be equal to or greater than ${largest}`;
    return yield say(message, [write, first, each], `it must be ${bytes(size)} at least`);
  }
  const most = setting(level.effective(`${family}_max_temp_file_size`), 0, 2 ** 30);
  if (most && most.value !== 0 && most.value < size) {
    const message = `"${family}_max_temp_file_size" must be equal to zero to disable temporary files usage or must be equal to or greater than ${largest}`;
    yield say(message, [most, first, each], `it must be 0, or ${bytes(size)} at least`);
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
  if (value >= 2 ** 20 && value % 2 ** 20 === 0) return `${value / 2 ** 20}m`;
  return value >= 1024 && value % 1024 === 0 ? `${value / 1024}k` : `${value} bytes`;
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
