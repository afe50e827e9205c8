/** Are the head and the entries of a `map` as nginx wants them? (ngx_http_map_module.c; ngx_stream_map_module.c is its twin) */
import type { DirectiveVariant } from '../../../catalog/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Closer, type Complaint, duplicate, type Level, type Reading, type SetterTable } from '../../setter.ts';
import { valueSlots } from '../value/index.ts';
import { alignedBucket, bucketMistake, numberOf, sizeWarning } from './hash.ts';
import { KeyTable } from './keys.ts';
import { checkRegex, familyOf } from './regex.ts';
import { checkScript } from './script.ts';
import { checkDefinition } from './variables.ts';

/** What nginx keeps while it reads one map (ngx_http_map_conf_ctx_t). */
interface MapContext {
  readonly keys: KeyTable<Directive>;
  hostnames: boolean;
  fallback: Directive | undefined;
}

function contextOf(level: Level): MapContext {
  return level.fact('map', () => ({ keys: new KeyTable(), hostnames: false, fallback: undefined }));
}

function* head(directive: Directive, reading: Reading): Generator<Complaint> {
  const source = checkScript(directive, 0);
  if (source.length > 0) return yield* source;
  yield* checkDefinition(directive, 1, reading.version, familyOf(reading));
}

function* entry(directive: Directive, reading: Reading): Generator<Complaint> {
  const { name, args } = directive;
  const context = contextOf(reading.level);
  if (args.length === 0) {
    if (name === 'hostnames') context.hostnames = true;
    return;
  }
  const value = checkScript(directive, 0);
  if (value.length > 0) return yield* value;
  if (name === 'default') {
    if (context.fallback) {
      return yield {
        rule: 'duplicate-directive',
        message: 'duplicate default map parameter',
        span: directive.nameSpan,
        label: 'a second default',
        related: [{ span: context.fallback.headSpan, label: 'first set here' }],
        help: 'keep one of the two',
      };
    }
    context.fallback = directive;
    return;
  }
  if (name.startsWith('~')) {
    const caseless = name[1] === '*';
    const from = caseless ? 2 : 1;
    return yield* checkRegex(directive, -1, name.slice(from), reading, { caseless, from, family: familyOf(reading) });
  }
  const key = name.startsWith('\\') ? name.slice(1) : name;
  const outcome = context.keys.add(key, context.hostnames, directive);
  if (outcome === undefined) return;
  if (outcome === 'invalid') {
    return yield {
      rule: 'invalid-value',
      message: `invalid hostname or wildcard "${key}"`,
      span: directive.nameSpan,
      label: 'no name with a wildcard at its beginning or end',
      help: 'with `hostnames` a `*` may stand alone before the first dot or after the last one',
    };
  }
  yield {
    rule: 'duplicate-directive',
    // ngx_hash_add_key has put an exact name into lower case in place; a wildcard only behind its first dot
    message: `conflicting parameter "${outcome.printed}"`,
    span: directive.nameSpan,
    label: 'the same key once more',
    ...(outcome.first && { related: [{ span: outcome.first.headSpan, label: 'first here' }] }),
    help: 'keep one of the two',
  };
}

/** The end of a map: nginx builds its hash table. */
function* tables(reading: Reading): Generator<Complaint> {
  const { level } = reading;
  const outer = level.parent;
  if (!outer || outer.isImplied || reading.isPartial) return;
  const { keys } = contextOf(level);
  if (keys.exact.length + keys.labels.size === 0) return;
  const bucketSize = alignedBucket(numberOf(outer.read('map_hash_bucket_size')[0], 64));
  const maxSize = numberOf(outer.read('map_hash_max_size')[0], 2048);
  const mistake = bucketMistake('map_hash', [...keys.exact, ...keys.labels], { bucketSize, maxSize });
  const help = 'raise it before the first `map`, or shorten the keys';
  if (mistake !== undefined) {
    return yield { rule: 'config-error', message: mistake, place: 'none', label: 'has a key that is too long', help };
  }
  if (keys.exact.length === 0) return;
  const warning = sizeWarning('map_hash', keys.exact, { bucketSize, maxSize });
  if (warning !== undefined) {
    yield { rule: 'config-warning', message: warning, place: 'none', level: 'warn', label: 'has many keys' };
  }
}

/** `map_hash_bucket_size` and `map_hash_max_size`: the first map of the level sets what is not set by then. */
function* hashSize(
  directive: Directive,
  reading: Reading,
  variant: DirectiveVariant | undefined,
): Generator<Complaint> {
  const { level } = reading;
  const [map] = level.isImplied ? [] : level.read('map');
  if (map && level.read(directive.name).length === 0) {
    const related = [{ span: map.headSpan, label: 'this map has taken the default' }];
    const complaint = duplicate(directive, undefined);
    return yield { ...complaint, label: 'comes too late', related, help: 'move it before the first `map`' };
  }
  yield* valueSlots[variant?.type ?? '']?.(directive, reading, variant) ?? [];
}

export const mapSetters: SetterTable = {
  'ngx_http_map_module map': head,
  'ngx_stream_map_module map': head,
  'ngx_http_map_module map_hash_bucket_size': hashSize,
  'ngx_http_map_module map_hash_max_size': hashSize,
  'ngx_stream_map_module map_hash_bucket_size': hashSize,
  'ngx_stream_map_module map_hash_max_size': hashSize,
  '@map': entry,
};

export const mapClosers: readonly Closer[] = [
  { module: 'ngx_http_map_module', at: '@map', stage: 'init', check: tables },
];
