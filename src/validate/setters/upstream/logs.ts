/**
 * What does nginx say about logs and their formats? (src/http/modules/ngx_http_log_module.c,
 * src/stream/ngx_stream_log_module.c, src/core/ngx_log.c)
 */

import { decimal, parseSize, parseTime } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { didYouMean } from '../../proposal.ts';
import { type Complaint, duplicate, type Level, type Reading, type Setter } from '../../setter.ts';
import { checkLogFormat, checkScript } from '../body/script.ts';
import { syslogMistake } from './syslog.ts';
import { invalidParameter, wrong } from './words.ts';

/** Formats of http or stream; nginx finds one without regard to case. */
interface Formats {
  readonly byName: Map<string, Directive | undefined>;
  readonly lowerCase: Set<string>;
}

function formatsOf(level: Level): Formats {
  const outer = level.nearest('http', 'stream') ?? level;
  return outer.fact('log formats', () => {
    const own: [string, undefined][] = outer.kind === 'stream' ? [] : [['combined', undefined]];
    return { byName: new Map<string, Directive | undefined>(own), lowerCase: new Set(own.map(([name]) => name)) };
  });
}

export const logFormat: Setter = function* (directive, { level }) {
  const { args } = directive;
  const name = args[0]!;
  const { byName, lowerCase } = formatsOf(level);
  if (byName.has(name)) {
    const first = byName.get(name);
    return yield wrong(directive, 0, `duplicate "log_format" name "${name}"`, {
      rule: 'duplicate-directive',
      label: first ? 'a second format of this name' : 'nginx has this format itself',
      ...(first && { related: [{ span: first.headSpan, label: 'first defined here' }] }),
    });
  }
  byName.set(name, directive);
  lowerCase.add(name.toLowerCase());
  const escaping = args[1]?.startsWith('escape=') ? args[1].slice(7) : undefined;
  if (escaping !== undefined && !['json', 'none', 'default'].includes(escaping)) {
    const label = 'expected `default`, `json` or `none`';
    return yield wrong(directive, 1, `unknown log format escaping "${escaping}"`, { label });
  }
  yield* checkLogFormat(directive, escaping === undefined ? 1 : 2);
};

const PARAMETERS = ['buffer=', 'flush=', 'gzip', 'gzip=', 'if='];

/** What two access_log lines with the same file must agree about. */
interface Buffer {
  readonly size: number;
  readonly flush: number;
  readonly gzip: number;
  readonly directive: Directive;
}

export const accessLog: Setter = (directive, reading) => {
  const complaint = accessLogMistake(directive, reading);
  return complaint ? [complaint] : [];
};

function accessLogMistake(directive: Directive, reading: Reading): Complaint | undefined {
  const { main } = reading;
  const { args } = directive;
  const target = args[0]!;
  if (target === 'off') return args.length > 1 ? invalidParameter(directive, 1) : undefined;
  const isSyslog = target.startsWith('syslog:');
  const isScript = !isSyslog && target.includes('$');
  const mistake = isSyslog ? syslogMistake(directive) : isScript ? checkScript(directive, 0)[0] : undefined;
  if (mistake) return mistake;
  const unknown = unknownFormat(directive, reading);
  if (unknown) return unknown;
  let size = 0;
  let flush = 0;
  let gzip = 0;
  for (let i = 2; i < args.length; i++) {
    const arg = args[i]!;
    if (arg.startsWith('buffer=')) {
      size = parseSize(arg.slice(7));
      if (size <= 0) return wrong(directive, i, `invalid buffer size "${arg.slice(7)}"`, { label: 'expected a size' });
    } else if (arg.startsWith('flush=')) {
      flush = parseTime(arg.slice(6), false);
      if (flush <= 0) return wrong(directive, i, `invalid flush time "${arg.slice(6)}"`, { label: 'expected a time' });
    } else if (arg === 'gzip' || arg.startsWith('gzip=')) {
      if (size === 0) size = 64 * 1024;
      gzip = arg === 'gzip' ? 1 : decimal(arg.slice(5));
      if (gzip < 1 || gzip > 9)
        return wrong(directive, i, `invalid compression level "${arg.slice(5)}"`, { label: '1 to 9' });
    } else if (arg.startsWith('if=')) {
      const [condition] = checkScript(directive, i, arg.slice(3));
      if (condition) return condition;
    } else return invalidParameter(directive, i, PARAMETERS);
  }
  if (flush && !size)
    return wrong(directive, 0, `no buffer is defined for access_log "${target}"`, { help: 'add `buffer=32k`' });
  if (!size) return undefined;
  if (isScript) return wrong(directive, 0, 'buffered logs cannot have variables in name', { rule: 'config-error' });
  if (isSyslog) return wrong(directive, 0, 'logs to syslog cannot be buffered', { rule: 'config-error' });
  const buffers = main.fact('log buffers', () => new Map<string, Buffer>());
  const known = buffers.get(target);
  if (!known) {
    buffers.set(target, { size, flush, gzip, directive });
    return undefined;
  }
  if (known.size === size && known.flush === flush && known.gzip === gzip) return undefined;
  const message = `access_log "${target}" already defined with conflicting parameters`;
  const related = [{ span: known.directive.headSpan, label: 'other parameters here' }];
  return wrong(directive, 0, message, { rule: 'config-error', label: 'the same file', related });
}

function unknownFormat(directive: Directive, { level, isPartial }: Reading): Complaint | undefined {
  const { args } = directive;
  const isStream = level.nearest('http', 'stream')?.kind === 'stream';
  if (args.length < 2) {
    if (!isStream) return undefined;
    const label = 'stream has no format of its own';
    return { rule: 'log-format-reference', message: 'log format is not specified', label };
  }
  const name = args[1]!;
  const { lowerCase, byName } = formatsOf(level);
  if (lowerCase.has(name.toLowerCase()) || isPartial) return undefined;
  const outer = level.nearest('http', 'stream')?.block;
  const later = outer?.children.find((child) => child.name === 'log_format' && child.args[0] === name);
  return wrong(directive, 1, `unknown log format "${name}"`, {
    rule: 'log-format-reference',
    label: later ? 'not defined yet' : 'no `log_format` of this name',
    ...(!later && didYouMean(name, byName.keys(), directive.argSpan(1))),
    ...(later && {
      related: [{ span: later.headSpan, label: 'defined here' }],
      help: 'define the format before it is used',
    }),
  });
}

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];
const DEBUG_LEVELS = [
  'debug_core',
  'debug_alloc',
  'debug_mutex',
  'debug_event',
  'debug_http',
  'debug_mail',
  'debug_stream',
];

/** ngx_log_set_log, ngx_log_set_levels. */
export const errorLog: Setter = function* (directive) {
  const { args } = directive;
  if (args[0]!.startsWith('syslog:')) {
    const mistake = syslogMistake(directive);
    if (mistake) return yield mistake;
  }
  let level = '';
  for (let i = 1; i < args.length; i++) {
    const arg = args[i]!;
    const isLevel = LEVELS.includes(arg);
    if (isLevel && level) return yield wrong(directive, i, `duplicate log level "${arg}"`, { label: 'a second level' });
    const isDebug = DEBUG_LEVELS.includes(arg);
    if ((!isLevel && !isDebug) || (isDebug && LEVELS.includes(level))) {
      return yield wrong(directive, i, `invalid log level "${arg}"`, {
        label: `expected ${LEVELS.map((known) => `\`${known}\``).join(', ')}`,
        ...didYouMean(arg, LEVELS, directive.argSpan(i)),
      });
    }
    level = arg;
  }
};

export const openLogFileCache: Setter = function* (directive, { level }) {
  const earlier = level.read('open_log_file_cache');
  if (earlier.length > 0) return yield duplicate(directive, earlier[0]);
  const { args } = directive;
  let max = 0;
  let isOff = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    let value = -1;
    if (arg === 'off') {
      isOff = true;
      value = 0;
    } else if (arg.startsWith('max=')) value = max = decimal(arg.slice(4));
    else if (arg.startsWith('min_uses=')) value = decimal(arg.slice(9));
    else if (arg.startsWith('inactive=')) value = parseTime(arg.slice(9), true);
    else if (arg.startsWith('valid=')) value = parseTime(arg.slice(6), true);
    if (value < 0) return yield wrong(directive, i, `invalid "open_log_file_cache" parameter "${arg}"`);
  }
  if (max !== 0 || isOff) return;
  yield { rule: 'config-error', message: '"open_log_file_cache" must have "max" parameter', label: 'no `max=`' };
};
