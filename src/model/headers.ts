/** Which request headers does a hop send? The list in effect, with the ones nginx sends on its own. */
import { builtInHeaders, type NginxVersion, type VersionedValue } from '../catalog/index.ts';
import type { Directive } from '../tree/index.ts';
import { type Assumption, effective, type ListSetting } from './inherit.ts';
import type { Scope } from './scope.ts';
import type { PossibleValues, Variables } from './variables.ts';

/** One header of the request to the app. */
export interface RequestHeader {
  readonly name: string;
  /**
   * The line of the list in effect that sets it; null where nginx's built-in value holds. Two lines with one name are both
   * sent, except empty ones (ngx_http_proxy_init_headers): then this is the last that is sent, and the value has them all.
   */
  readonly origin: Directive | null;
  /** The value as written (or built in), per version; null = not sent. Empty when nothing is known. */
  readonly written: readonly VersionedValue[];
  /** What the value can be once variables are followed; `''` = not sent. */
  readonly possible: PossibleValues;
  /** An outer list set the header, and this line of an inner level hides that list. */
  readonly droppedBy: Directive | undefined;
  readonly dropped: Directive | undefined;
  /** The assumption under which a written value passes `test`; undefined when it cannot or nothing is known. */
  when(test: (value: string | null) => boolean): Assumption | undefined;
}

export class RequestHeaders {
  readonly list: ListSetting;
  readonly #scope: Scope;
  readonly #version: NginxVersion;
  readonly #variables: Variables;
  readonly #known = new Map<string, RequestHeader>();

  constructor(list: ListSetting, scope: Scope, version: NginxVersion, variables: Variables) {
    this.list = list;
    this.#scope = scope;
    this.#version = version;
    this.#variables = variables;
  }

  /** A header by its name, without regard to case. */
  get(name: string): RequestHeader {
    const known = this.#known.get(name) ?? this.#find(name);
    this.#known.set(name, known);
    return known;
  }

  #find(name: string): RequestHeader {
    const { list } = this;
    const possible = (value: string) => this.#variables.valuesOf(value, this.#scope);
    const lines = linesOf(list.entries, name);
    const sent = lines.filter((line) => line.args[1] !== '');
    const origin = sent.at(-1) ?? lines.at(-1);
    const written = origin ? [{ value: sent.map((line) => line.args[1] ?? '').join(', ') }] : this.#unwritten(name);
    const dropped = origin ? undefined : linesOf(list.dropped, name).at(-1);
    const unseenOuter = origin ? 0 : list.unseenOuter;
    return {
      name,
      origin: origin ?? null,
      written,
      get possible() {
        return written.length === 1 ? possible(written[0]!.value ?? '') : { values: [], complete: false };
      },
      dropped,
      droppedBy: dropped && list.entries[0],
      when: (test) => {
        const matching = written.filter((v) => test(v.value));
        if (matching.length === 0) return undefined;
        const base = { directive: list.directive, unseenOuter };
        return matching.length === written.length
          ? base
          : { ...base, versions: matching.map((v) => v.versions).join(' or ') };
      },
    };
  }

  /**
   * The lines of the outer list that do not hold because of the inner one, and make a difference: no inner line has their
   * name, and what is sent without them is, or may be, something else. Empty while an include could bring them.
   */
  get lost(): readonly Directive[] {
    const { entries, dropped, isKnown } = this.list;
    if (!isKnown) return [];
    return dropped.filter(({ args: [name = '', value = ''] }) => {
      if (linesOf(entries, name).length > 0) return false;
      return !this.#unwritten(name).every((now) => (now.value ?? '').toLowerCase() === value.toLowerCase());
    });
  }

  #unwritten(name: string): readonly VersionedValue[] {
    if (!this.list.isKnown) return [];
    const builtIn = builtInHeaders(this.list.directive, this.#version);
    const values = builtIn.get(name.toLowerCase());
    if (values) return values;
    // what the client sent is passed on, unless that is switched off
    const passed = effective(this.#scope, 'proxy_pass_request_headers', 'http', this.#version);
    if (this.list.directive === 'proxy_set_header' && passed.is('off') === 'yes') return [{ value: null }];
    return [{ value: `$http_${name.toLowerCase().replaceAll('-', '_')}` }];
  }
}

function linesOf(entries: readonly Directive[], name: string): readonly Directive[] {
  if (entries.length === 0) return entries;
  return entries.filter((entry) => entry.args[0]?.toLowerCase() === name.toLowerCase());
}
