/** Does a `types` block name an extension twice? (ngx_http_core_type in src/http/ngx_http_core_module.c) */
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading, SetterTable } from '../../setter.ts';
import { alignedBucket, bucketMistake, numberOf, sizeWarning } from './hash.ts';

/** All `types` blocks of one level fill one table. */
function* entry(directive: Directive, { level }: Reading): Generator<Complaint> {
  const outer = level.parent ?? level;
  const known = outer.fact<Map<string, Directive>>('types', () => {
    const levels = outer.nearest('http')?.fact<Level[]>('levels with types', () => []);
    levels?.push(outer);
    return new Map();
  });
  for (let i = 0; i < directive.args.length; i++) {
    const extension = directive.args[i]!.toLowerCase();
    const first = known.get(extension);
    known.set(extension, directive);
    if (!first || outer.isImplied) continue;
    yield {
      rule: 'config-warning',
      message: `duplicate extension "${extension}", content type: "${directive.name}", previous content type: "${first.name}"`,
      span: directive.argSpan(i),
      label: 'this type wins',
      related: [{ span: first.headSpan, label: 'first here' }],
      help: 'keep the extension in one place',
      level: 'warn',
    };
  }
}

/** ngx_http_core_merge_loc_conf builds the tables; that of http with the sizes of the first server. */
function* tables(reading: Reading): Generator<Complaint> {
  if (reading.isPartial) return;
  const http = reading.level;
  const server = http.children.find((level) => level.kind === 'server');
  if (!server) return;
  const isComplete = !hasStockFiles(reading);
  for (const level of http.fact<Level[]>('levels with types', () => [])) {
    const sizes = level === http ? server : level;
    const bucketSize = alignedBucket(numberOf(sizes.effective('types_hash_bucket_size'), 64));
    const maxSize = numberOf(sizes.effective('types_hash_max_size'), 1024);
    const extensions = [...level.fact<Map<string, Directive>>('types', () => new Map()).keys()];
    const span = level.read('types')[0]?.headSpan;
    const at = { place: 'none' as const, ...(span && { span }) };
    const mistake = bucketMistake('types_hash', extensions, { bucketSize, maxSize });
    if (mistake !== undefined)
      yield { rule: 'config-error', message: mistake, ...at, label: 'an extension is too long' };
    if (mistake !== undefined || !isComplete) continue;
    const message = sizeWarning('types_hash', extensions, { bucketSize, maxSize });
    if (message !== undefined) {
      const label = 'has many extensions';
      yield { rule: 'config-warning', message, ...at, label, help: 'raise `types_hash_max_size`', level: 'warn' };
    }
  }
}

/** Files that stand for those of nginx's packages are empty here. */
function hasStockFiles({ tree }: Reading): boolean {
  for (const outcomes of tree.included.values()) {
    if (outcomes.some((outcome) => 'file' in outcome && outcome.file.role === 'stock')) return true;
  }
  return false;
}

export const typesClosers: readonly Closer[] = [
  { module: 'ngx_http_core_module', at: 'http', stage: 'init', check: tables },
];

export const typesSetters: SetterTable = { '@types': entry };
