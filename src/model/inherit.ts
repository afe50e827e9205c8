/**
 * Which value of a directive holds at a level? nginx's merge functions: a scalar is taken from the nearest level that sets
 * it, a list only if the level has none of its own.
 */
import { type Answer, defaultsOf, type NginxVersion, type VersionedValue, variantsOf } from '../catalog/index.ts';
import { parseSize, parseTime } from '../syntax/index.ts';
import { type Directive, isOpenValue } from '../tree/index.ts';
import type { Scope } from './scope.ts';

/**
 * What a value rests on when it is not certain: a version that the target may have, or an outer level of a fragment that is
 * not here and may say otherwise.
 */
export interface Assumption {
  /** The directive that an outer level could set. */
  readonly directive: string;
  /** For a person: `before 1.29.7`. */
  readonly versions?: string;
  /** How many levels around are not here: 1 = the http level of a file of servers, 2 = the server level or more; 0 = all are. */
  readonly unseenOuter: 0 | 1 | 2;
}

/** The value of a directive in effect at some level. */
export class Setting {
  readonly directive: string;
  /** The directive that sets it; null for nginx's default. */
  readonly origin: Directive | null;
  /** Its possible values: one, unless the default depends on a version that is not known. Empty when nothing is known. */
  readonly values: readonly VersionedValue[];
  readonly unseenOuter: 0 | 1 | 2;

  constructor(directive: string, origin: Directive | null, values: readonly VersionedValue[], unseenOuter: 0 | 1 | 2) {
    this.directive = directive;
    this.origin = origin;
    this.values = values;
    this.unseenOuter = unseenOuter;
  }

  /** Is this the value in effect? `unknown` when the version decides or an include could not be read. */
  is(value: string): Answer {
    const matching = this.values.filter((v) => sameValue(v.value, value));
    if (this.values.length === 0) return 'unknown';
    if (matching.length === 0) return 'no';
    return matching.length === this.values.length ? 'yes' : 'unknown';
  }

  /** Is the word one of the value's, as of a set of flags? `unknown` as for `is`. */
  names(word: string): Answer {
    const naming = this.values.filter((v) => v.value?.toLowerCase().split(' ').includes(word));
    if (this.values.length === 0) return 'unknown';
    if (naming.length === 0) return 'no';
    return naming.length === this.values.length ? 'yes' : 'unknown';
  }

  /** The value as a time (ngx_parse_time); undefined when it is none, or not certain. */
  get milliseconds(): number | undefined {
    return this.#number((text) => parseTime(text, false));
  }

  /** The value as a size (ngx_parse_size), of `8 4k` that of one; undefined when it is none, or not certain. */
  get bytes(): number | undefined {
    return this.#number((text) => parseSize(text.split(' ').at(-1)!));
  }

  /** Defaults of one page are written `4k|8k`: 4k wherever a page has 4 KiB, as on x86. */
  #number(read: (text: string) => number): number | undefined {
    const [value, ...others] = this.values;
    const number = value?.value == null || others.length > 0 ? -1 : read(value.value.split('|')[0]!);
    return number < 0 ? undefined : number;
  }

  /** The assumption under which the value is in effect; undefined when it cannot be or nothing is known. */
  when(value: string): Assumption | undefined {
    return this.whenValue((v) => sameValue(v, value));
  }

  /** The assumption under which a value that passes `test` is in effect (null = no value at all). */
  whenValue(test: (value: string | null) => boolean): Assumption | undefined {
    const matching = this.values.filter((v) => test(v.value));
    if (matching.length === 0) return undefined;
    const { directive, unseenOuter } = this;
    const versions = matching.length === this.values.length ? undefined : matching.map((v) => v.versions).join(' or ');
    return versions === undefined ? { directive, unseenOuter } : { directive, unseenOuter, versions };
  }
}

function sameValue(a: string | null, b: string): boolean {
  return a !== null && a.toLowerCase() === b.toLowerCase();
}

/** A list directive in effect: the entries of the one level whose list counts. */
export interface ListSetting {
  readonly directive: string;
  readonly entries: readonly Directive[];
  /** The level that owns the list; null when no level has one. */
  readonly scope: Scope | null;
  /** An include that could not be read may add entries or begin another list. */
  readonly isKnown: boolean;
  readonly unseenOuter: 0 | 1 | 2;
  /** The entries of the next outer list, which the own list replaced. */
  readonly dropped: readonly Directive[];
  /** The level of that list. */
  readonly droppedScope: Scope | null;
}

/**
 * The value of a directive at `scope` whose inner value replaces the outer one; `family` tells apart equal names. The value
 * is the directive's arguments with single spaces.
 *
 * An `upstream` block inherits nothing: its `keepalive_timeout` is not that of http. Only its `resolver` falls back to the
 * http level's (ngx_http_upstream_init_round_robin).
 */
export function effective(
  scope: Scope,
  name: string,
  family: 'http' | 'stream' | 'upstream',
  version: NginxVersion,
): Setting {
  const nature = natureOf(name, family, version);
  if (!scope.maySet(name)) return nature.defaults[nature.inherits ? unseenOuter(scope) : 0];
  // a loop, not a generator: rules ask this for every place that dials
  for (let level: Scope | null = scope; level; level = nature.inherits ? level.parent : null) {
    if (nature.inherits && !passesOn(level)) continue;
    const own = level.own(name);
    if (own.length > 0) return ownSetting(name, own);
    if (level.hidesDirectives) return new Setting(name, null, [], 0);
  }
  return nature.defaults[nature.inherits ? unseenOuter(scope) : 0];
}

/** What is the same for a directive at every level. */
interface Nature {
  readonly inherits: boolean;
  /** The setting where no level sets it, by how much of what is around is not here. */
  readonly defaults: readonly [Setting, Setting, Setting];
}

type Natures = Readonly<Record<'http' | 'stream' | 'upstream', Map<string, Nature>>>;
const natures = new WeakMap<NginxVersion, Natures>();

function natureOf(name: string, family: 'http' | 'stream' | 'upstream', version: NginxVersion): Nature {
  let known = natures.get(version);
  if (!known) {
    known = { http: new Map(), stream: new Map(), upstream: new Map() };
    natures.set(version, known);
  }
  const there = known[family].get(name);
  if (there) return there;
  const values = defaultsOf(name, family, version);
  const unset = (unseen: 0 | 1 | 2) => new Setting(name, null, values, unseen);
  const nature: Nature = {
    inherits: family === 'upstream' ? name.startsWith('resolver') : isInherited(name),
    defaults: [unset(0), unset(1), unset(2)],
  };
  known[family].set(name, nature);
  return nature;
}

/** What the lines of one level make of a directive. */
function ownSetting(name: string, own: readonly Directive[]): Setting {
  if (own.some((line) => line.args.some((arg) => isOpenValue(arg, line.file.template))))
    return new Setting(name, own[0]!, [], 0);
  const lines = combines(name) ? own : own.slice(0, 1); // of others, a second one is rejected by nginx
  // `off` beside others wins (the merge functions: NGX_HTTP_UPSTREAM_FT_OFF)
  const off = name.endsWith('_next_upstream') ? lines.find((line) => line.args.includes('off')) : undefined;
  if (off) return new Setting(name, off, [{ value: 'off' }], 0);
  return new Setting(name, lines[0]!, [{ value: lines.flatMap((line) => line.args).join(' ') }], 0);
}

/** Do several lines of one level add up? Those of bit masks do (ngx_conf_set_bitmask_slot). */
function combines(name: string): boolean {
  return variantsOf(name).some((variant) => variant.src === 'oss' && variant.type === 'bitmask');
}

/** `set`, `return`, `stub_status` … belong to one level only. */
function isInherited(name: string): boolean {
  return !variantsOf(name).some((variant) => variant.src === 'oss' && variant.inherit === 'none');
}

/** The list in effect at `scope` for a directive that nginx inherits only as a whole. */
export function effectiveList(scope: Scope, name: string): ListSetting {
  let owner: Scope | null = null;
  let entries: readonly Directive[] = [];
  let dropped: readonly Directive[] = [];
  let droppedScope: Scope | null = null;
  let isKnown = true;
  for (let level: Scope | null = scope; level; level = level.parent) {
    if (!passesOn(level)) continue;
    const own = level.own(name);
    if (owner === null) {
      if (level.hidesDirectives) isKnown = false;
      if (own.length > 0) {
        owner = level;
        entries = own;
      }
    } else if (own.length > 0) {
      dropped = own;
      droppedScope = level;
      break;
    }
  }
  const unseen = owner ? 0 : unseenOuter(scope);
  return { directive: name, entries, scope: owner, isKnown, unseenOuter: unseen, dropped, droppedScope };
}

/**
 * Is it one of the levels that a value is inherited through? `if` in a server has no location configuration of its own and
 * passes nothing on.
 */
function passesOn({ kind }: Scope): boolean {
  return kind !== 'if-in-server' && kind !== 'main';
}

/** How much of what is around a level is not here. */
export function unseenOuter(scope: Scope): 0 | 1 | 2 {
  let missing: 0 | 1 | 2 = 0;
  for (let level: Scope | null = scope; level; level = level.parent) {
    if (!level.isImplicit || level.kind === 'main') continue;
    missing = level.kind === 'http' || level.kind === 'stream' ? (missing === 0 ? 1 : missing) : 2;
  }
  return missing;
}
