/** May a location stand here, and is there another of its name? (ngx_http_core_location, ngx_http_join_exact_locations) */
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading, SetterTable } from '../../setter.ts';
import { checkRegex } from './regex.ts';

export interface Location {
  readonly kind: 'exact' | 'prefix' | 'regex' | 'named';
  readonly name: string;
  /** Of a regex: `~*`. */
  readonly caseless: boolean;
}

/** What the arguments say; undefined for a modifier that nginx does not know. */
export function locationOf({ args }: Directive): Location | undefined {
  const [first = '', second] = args;
  if (second !== undefined) {
    switch (first) {
      case '=':
        return { kind: 'exact', name: second, caseless: false };
      case '^~':
        return { kind: 'prefix', name: second, caseless: false };
      case '~':
        return { kind: 'regex', name: second, caseless: false };
      case '~*':
        return { kind: 'regex', name: second, caseless: true };
      default:
        return undefined;
    }
  }
  if (first.startsWith('=')) return { kind: 'exact', name: first.slice(1), caseless: false };
  if (first.startsWith('^~')) return { kind: 'prefix', name: first.slice(2), caseless: false };
  if (first.startsWith('~*')) return { kind: 'regex', name: first.slice(2), caseless: true };
  if (first.startsWith('~')) return { kind: 'regex', name: first.slice(1), caseless: false };
  return { kind: first.startsWith('@') ? 'named' : 'prefix', name: first, caseless: false };
}

interface Twins {
  readonly first: Directive;
  readonly second: Directive;
  readonly level: Level;
}

function* location(directive: Directive, reading: Reading): Generator<Complaint> {
  const at = directive.args.length - 1;
  const own = locationOf(directive);
  if (!own) {
    return yield {
      rule: 'invalid-value',
      message: `invalid location modifier "${directive.args[0]}"`,
      span: directive.argSpan(0),
      label: 'no modifier of a location',
      help: 'the modifiers are `=`, `^~`, `~` and `~*`',
    };
  }
  if (own.kind === 'regex') {
    const from = directive.args[at]!.length - own.name.length;
    const regex = checkRegex(directive, at, own.name, reading, { caseless: own.caseless, from, family: 'http' });
    if (regex.length > 0) return yield* regex;
  }
  const { level } = reading;
  if (level.kind === 'location' && level.block?.name === 'location') {
    const nesting = misplaced(directive, own, level.block);
    if (nesting) return yield nesting;
  }
  if (own.kind === 'named' || own.kind === 'regex' || level.isImplied) return;
  const known = level.fact<Map<string, Directive>>('locations', () => new Map());
  // `=` is a name space of its own: no other location's key begins with it
  const key = own.kind === 'exact' ? `=${own.name}` : ` ${own.name}`;
  const first = known.get(key);
  if (!first) return void known.set(key, directive);
  const twins = { first, second: directive, level };
  const http = level.nearest('http');
  if (!http || http.isImplied) yield duplicateLocation(twins);
  else http.fact<Twins[]>('duplicate locations', () => []).push(twins);
}

function misplaced(directive: Directive, own: Location, block: Directive): Complaint | undefined {
  const outer = locationOf(block);
  if (!outer) return undefined;
  const related = [{ span: block.headSpan, label: 'the location around it' }];
  const at = { span: directive.argSpan(directive.args.length - 1), related };
  if (outer.kind === 'exact' || outer.kind === 'named') {
    const message = `location "${own.name}" cannot be inside the ${outer.kind} location "${outer.name}"`;
    const label = outer.kind === 'exact' ? 'an exact location has none inside' : 'a named location has none inside';
    return { rule: 'config-error', message, ...at, label, help: 'move it to the level of the server' };
  }
  if (own.kind === 'named') {
    const message = `named location "${own.name}" can be on the server level only`;
    return { rule: 'config-error', message, ...at, label: 'inside another location', help: 'move it to the server' };
  }
  if (own.kind === 'regex' || own.name.startsWith(outer.name)) return undefined;
  return {
    rule: 'config-error',
    message: `location "${own.name}" is outside location "${outer.name}"`,
    ...at,
    label: `does not begin with \`${outer.name}\``,
    help: 'a location is chosen by the whole path: write it with that of the location around it, or move it out',
  };
}

function duplicateLocation({ first, second }: Twins): Complaint {
  const { name } = locationOf(second)!;
  return {
    rule: 'duplicate-location',
    message: `duplicate location "${name}"`,
    place: second,
    span: second.headSpan,
    label: 'the same location once more',
    related: [{ span: first.headSpan, label: 'first here' }],
    help: 'keep one of the two, or merge them',
  };
}

/** nginx builds the trees server by server, inner locations first, in the order of the names. */
function* duplicates({ level }: Reading): Generator<Complaint> {
  const all = level.fact<Twins[]>('duplicate locations', () => []).filter((twins) => !isInRegex(twins.level));
  if (all.length > 1) all.sort((a, b) => compare(pathOf(a), pathOf(b)));
  for (const twins of all) yield duplicateLocation(twins);
}

/** Trees are not built inside of regex locations: nginx finds no duplicates there. */
function isInRegex(level: Level): boolean {
  for (let at: Level | null = level; at?.block?.name === 'location'; at = at.parent) {
    if (locationOf(at.block)?.kind === 'regex') return true;
  }
  return false;
}

/** The server's place in http, then the names of the locations around and the name itself. */
function pathOf({ second, level }: Twins): readonly [server: number, names: readonly string[]] {
  const names = [sortKey(locationOf(second)!)];
  let at: Level | null = level;
  for (; at?.block?.name === 'location'; at = at.parent) names.unshift(sortKey(locationOf(at.block)!));
  return [at?.parent ? at.parent.children.indexOf(at) : 0, names];
}

/** ngx_filename_cmp: `/` is the lowest character; an exact location comes before the inclusive one of its name. */
function sortKey({ kind, name }: Location): string {
  return `${name.replaceAll('/', '\x01')}\0${kind === 'exact' ? 0 : 1}`;
}

function compare([serverA, a]: ReturnType<typeof pathOf>, [serverB, b]: ReturnType<typeof pathOf>): number {
  if (serverA !== serverB) return serverA - serverB;
  const shared = Math.min(a.length, b.length) - 1;
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  if (a.length !== b.length) return b.length - a.length;
  return a[shared]! < b[shared]! ? -1 : a[shared]! > b[shared]! ? 1 : 0;
}

export const locationSetters: SetterTable = { 'ngx_http_core_module location': location };

export const locationClosers: readonly Closer[] = [
  { module: 'ngx_http_core_module', at: 'http', stage: 'locations', check: duplicates },
];
