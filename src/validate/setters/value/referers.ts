/** Which referers are valid: are their names names, and is there any? (src/http/modules/ngx_http_referer_module.c) */
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading, SetterTable } from '../../setter.ts';
import { KeyTable } from '../body/keys.ts';
import { checkRegex } from '../body/regex.ts';
import { wrong } from '../upstream/words.ts';

/** What a level has collected (ngx_http_referer_conf_t). */
interface Referers {
  readonly keys: KeyTable<Directive>;
  count: number;
  serverNames: boolean;
  /** The statement with `none` or `blocked`. */
  bare: Directive | undefined;
}

function listOf(level: Level): Map<Level, Referers> {
  return (level.nearest('http') ?? level).fact('valid_referers', () => new Map());
}

/** ngx_http_valid_referers. */
function* validReferers(directive: Directive, reading: Reading): Generator<Complaint> {
  const lists = listOf(reading.level);
  let list = lists.get(reading.level);
  if (!list) {
    list = { keys: new KeyTable(), count: 0, serverNames: false, bare: undefined };
    lists.set(reading.level, list);
  }
  const { args } = directive;
  for (let index = 0; index < args.length; index++) {
    const value = args[index]!;
    if (value === '') return yield wrong(directive, index, 'invalid referer ""', { label: 'an empty name' });
    if (value === 'none' || value === 'blocked') list.bare = directive;
    else if (value === 'server_names') list.serverNames = true;
    else if (value.startsWith('~')) {
      if (value.length === 1) return yield wrong(directive, index, 'empty regex in "~"');
      const complaints = checkRegex(directive, index, value.slice(1), reading, { caseless: true, from: 1 });
      if (complaints.length > 0) return yield* complaints;
    } else {
      const slash = value.indexOf('/');
      const name = slash < 0 ? value : value.slice(0, slash);
      const refusal = list.keys.add(name, true, directive);
      list.count++;
      if (refusal === 'invalid') {
        return yield wrong(directive, index, `invalid hostname or wildcard "${name}"`, {
          label: 'no host name',
          help: 'a `*` is the first or the last part of the name, and a port is not written',
        });
      }
      if (refusal) {
        const related = refusal.first ? [{ span: refusal.first.headSpan, label: 'first here' }] : [];
        return yield wrong(directive, index, `conflicting parameter "${refusal.printed}"`, {
          label: 'given before',
          related,
        });
      }
    }
  }
}

/** ngx_http_referer_merge_conf: names in regular expressions do not count. */
function* onlyBare({ level: http }: Reading): Generator<Complaint> {
  for (const [level, { bare, count, serverNames }] of listOf(http)) {
    if (!bare || count > 0 || serverNames || level === http) continue;
    yield {
      rule: 'config-error',
      message:
        'the "none" or "blocked" referers are specified in the "valid_referers" directive without any valid referer',
      place: 'none',
      span: bare.headSpan,
      label: 'no name is valid',
      help: 'add a name, or `server_names`',
    };
  }
}

export const refererSetters: SetterTable = { 'ngx_http_referer_module valid_referers': validReferers };

export const refererClosers: readonly Closer[] = [
  { module: 'ngx_http_referer_module', at: 'http', stage: 'init', check: onlyBare },
];
