/** Are the thread pools that files are read with declared, and once? (src/core/ngx_thread_pool.c) */

import { decimal } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { didYouMean } from '../../proposal.ts';
import type { Closer, Complaint, Level, Reading, SetterTable } from '../../setter.ts';
import { wrong } from '../upstream/words.ts';

interface Pool {
  readonly by: Directive;
  declaredBy: Directive | undefined;
}

function poolsOf(main: Level): Map<string, Pool> {
  return main.fact('thread pools', () => new Map());
}

function poolOf(name: string, directive: Directive, { main }: Reading): Pool {
  const pools = poolsOf(main);
  let pool = pools.get(name);
  if (!pool) {
    pool = { by: directive, declaredBy: undefined };
    pools.set(name, pool);
  }
  return pool;
}

/** ngx_thread_pool_add, called by `aio threads`. */
export function useThreadPool(name: string, directive: Directive, reading: Reading): void {
  poolOf(name, directive, reading);
}

function* threadPool(directive: Directive, reading: Reading): Generator<Complaint> {
  const { args } = directive;
  const [name = ''] = args;
  const pool = poolOf(name, directive, reading);
  if (pool.declaredBy) {
    const related = [{ span: pool.declaredBy.headSpan, label: 'first here' }];
    return yield wrong(directive, 0, `duplicate thread pool "${name}"`, { label: 'this name is taken', related });
  }
  let threads = 0;
  for (let index = 1; index < args.length; index++) {
    const arg = args[index]!;
    if (arg.startsWith('threads=')) {
      threads = decimal(arg.slice(8));
      if (threads <= 0) return yield wrong(directive, index, `invalid threads value "${arg}"`, { label: 'no number' });
    } else if (arg.startsWith('max_queue=') && decimal(arg.slice(10)) < 0) {
      return yield wrong(directive, index, `invalid max_queue value "${arg}"`, { label: 'no number' });
    }
  }
  pool.declaredBy = directive;
  if (threads === 0) {
    yield { rule: 'invalid-value', message: '"thread_pool" must have "threads" parameter', help: 'add `threads=32`' };
  }
}

/** ngx_thread_pool_init_conf: `default` needs no declaration. */
function* unknownPools({ main }: Reading): Generator<Complaint> {
  const pools = poolsOf(main);
  const declared = [...pools].flatMap(([name, pool]) => (pool.declaredBy ? [name] : []));
  for (const [name, { by, declaredBy }] of pools) {
    if (declaredBy || name === 'default') continue;
    yield {
      rule: 'config-error',
      message: `unknown thread pool "${name}"`,
      place: by,
      span: by.argSpan(0),
      label: 'no such thread pool',
      help: `declare it on the main level: \`thread_pool ${name} threads=32;\``,
      ...didYouMean(name, declared, undefined),
    };
  }
}

export const threadPoolSetters: SetterTable = { 'ngx_thread_pool_module thread_pool': threadPool };

export const threadPoolClosers: readonly Closer[] = [
  { module: 'ngx_thread_pool_module', at: 'configuration', stage: 'init', check: unknownPools },
];
