/** As what are the statements of a block looked up, and in which context does a fragment's statement belong? */
import { type Context, type DirectiveVariant, variantsOf } from '../catalog/index.ts';
import { type Cst, cookedToken, isArgument, terminatorOf } from '../syntax/index.ts';
import type { Body } from './directive.ts';

/** What the body of block `name` is when it stands in `context`; `unknown` when the catalog cannot tell. */
export function bodyOf(name: string, context: Body): Body {
  if (context === 'unknown' || (context.startsWith('@') && context !== '@otel_exporter')) return 'unknown';
  if (name === 'if')
    return context === 'server' ? 'if-in-server' : context === 'location' ? 'if-in-location' : 'unknown';
  const variant = variantsOf(name).find((v) => v.block && v.ctx.includes(context));
  const body = variant?.body;
  return body === undefined || body === '?' ? 'unknown' : (body as Body);
}

/** Bodies in which nginx itself reads `include` (in the others the word is an entry like any other). */
export function readsIncludes(body: Body): boolean {
  return body !== '@split_clients' && body !== '@charset_map' && body !== '@geoip2' && body !== '@lua';
}

const MAIN_BLOCKS = new Set(['http', 'events', 'stream', 'mail', 'rtmp']);

/** Does the text have a block that only a main configuration has? */
export function isMainConfiguration(cst: Cst): boolean {
  for (const { isBlock, name, argCount } of topLevel(cst)) {
    if (isBlock && MAIN_BLOCKS.has(name) && argCount === 0) return true;
  }
  return false;
}

/**
 * Is a file without statements a main configuration all the same? Only its name can tell: an empty `conf.d/default.conf` is
 * a part that has nothing to say.
 */
export function isEmptyMain(cst: Cst, path: string): boolean {
  return cst.statements.count === 0 && cst.problems.length === 0 && /(?:^|\/)nginx\.conf$/.test(path);
}

interface TopStatement {
  readonly index: number;
  readonly name: string;
  readonly argCount: number;
  readonly isBlock: boolean;
  readonly variants: readonly DirectiveVariant[];
}

/** The statements of the file's own level, one by one: there may be millions. */
function* topLevel(cst: Cst): Generator<TopStatement> {
  const { statements } = cst;
  for (let index = 0; index < statements.count; index = statements.next[index]!) yield statementAt(cst, index);
}

function statementAt(cst: Cst, index: number): TopStatement {
  const { first, last } = cst.statements;
  const named = isArgument(cst, first[index]!);
  const name = named ? cookedToken(cst, first[index]!) : '';
  let argCount = 0;
  for (let t = first[index]! + 1; t <= last[index]!; t++) if (isArgument(cst, t)) argCount++;
  return { index, name, argCount, isBlock: terminatorOf(cst, index) === '{', variants: variantsOf(name) };
}

/** The order in which a bare statement's context is guessed when the file around it decides nothing. */
const GUESSES: readonly Context[] = [
  'location',
  'server',
  'http',
  'upstream',
  'main',
  'stream-server',
  'stream',
  'events',
  'mail-server',
  'mail',
];
const LEVELS: readonly Context[] = ['main', 'http', 'stream', 'upstream', 'server', 'location', 'stream-server'];

/**
 * The context of each top-level statement of a fragment, by statement index. Statements of one fragment may belong to
 * different contexts (an `upstream` beside a bare `location`, as pasted from a guide).
 */
export function inferContexts(cst: Cst): (index: number) => Body {
  const top = [...topLevel(cst)];
  const candidates = top.map((s) => candidatesOf(cst, s));
  const all = candidates.filter((c) => c.length > 0);
  // the widest level that some statement needs: a file with a `server` block is for http, one with a `location` for a server
  const base =
    LEVELS.find((context) => all.some((c) => c.length === 1 && c[0] === context)) ??
    GUESSES.find((context) => all.length > 0 && all.every((c) => c.includes(context)));
  const isMostlyKnown = top.filter(isUnknown).length * 2 < top.length;
  const chosen = new Map<number, Body>();
  for (const [i, statement] of top.entries()) {
    const possible = candidates[i]!;
    const guess = base && possible.includes(base) ? base : GUESSES.find((context) => possible.includes(context));
    // a mistake is only seen in a context; yet the entries of a map, in a file of their own, are no mistakes, and no blocks
    const isMistake = isUnknown(statement) && (statement.isBlock || isMostlyKnown);
    chosen.set(statement.index, guess ?? possible[0] ?? (isMistake ? (base ?? 'http') : 'unknown'));
  }
  return (index) => chosen.get(index) ?? 'unknown';
}

function isUnknown({ name, variants }: TopStatement): boolean {
  return variants.length === 0 && name !== 'include' && name !== '';
}

function candidatesOf(cst: Cst, statement: TopStatement): readonly Context[] {
  const { name, argCount, isBlock, variants } = statement;
  if (name === 'include') return [];
  if (name === 'server' && isBlock) return isStreamServer(cst, statement.index) ? ['stream'] : ['http'];
  if (name === 'upstream' && isBlock) return ['http', 'stream'];
  if (name === 'location' && isBlock) return ['server'];
  if (name === 'if' && isBlock) return ['server', 'location'];
  if (name === 'map' || name === 'geo' || name === 'split_clients') return ['http'];
  const fitting = variants.filter((v) => Boolean(v.block) === isBlock && takesRoughly(v, argCount));
  const contexts = new Set<Context>();
  for (const variant of fitting.length > 0 ? fitting : variants) {
    for (const context of variant.ctx) {
      if (
        context !== 'any' &&
        context !== 'if-in-location' &&
        context !== 'if-in-server' &&
        context !== 'limit_except'
      ) {
        contexts.add(context as Context);
      }
    }
  }
  return [...contexts];
}

function takesRoughly(variant: DirectiveVariant, count: number): boolean {
  const { args } = variant;
  if (args === undefined) return true;
  return typeof args === 'string' ? count >= Number.parseInt(args, 10) : args.includes(count);
}

/** A stream server dials without a location: `server { listen 12345; proxy_pass db:5432; }`. */
function isStreamServer(cst: Cst, server: number): boolean {
  const { next } = cst.statements;
  let stream = false;
  for (let child = server + 1; child < next[server]!; child = next[child]!) {
    const { name, isBlock } = statementAt(cst, child);
    if (name === 'location' || name === 'root' || name === 'return' || (name === 'if' && isBlock)) return false;
    if (name === 'proxy_pass' || name === 'ssl_preread') stream = true;
  }
  return stream;
}

/**
 * How sure are we that the text is nginx configuration? The share of its statements on the first two levels that nginx or a
 * known module has a directive for, ended as that directive is ended; 0 when there are none.
 */
export function nginxLikeness(cst: Cst): number {
  let known = 0;
  let counted = 0;
  let isIncludesOnly = true;
  for (const statement of topLevel(cst)) {
    counted++;
    if (statement.name !== 'include') isIncludesOnly = false;
    const meant = statement.variants.find((v) => fits(statement, v));
    if (!meant) continue;
    known++;
    // the entries of a `map` or `types` are no directives
    if (!statement.isBlock || meant.body === undefined || meant.body.startsWith('@')) continue;
    const { next } = cst.statements;
    for (let child = statement.index + 1; child < next[statement.index]!; child = next[child]!) {
      const inner = statementAt(cst, child);
      counted++;
      if (inner.variants.some((v) => fits(inner, v))) known++;
    }
  }
  // Debian's named.conf, VCL and others have nothing but `include "…";`, too: the word alone tells nothing
  return isIncludesOnly ? 0 : known / counted;
}

function fits({ isBlock, argCount }: TopStatement, variant: DirectiveVariant): boolean {
  return Boolean(variant.block) === isBlock && takesRoughly(variant, argCount);
}
