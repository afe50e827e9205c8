/** Which addresses are sure to be meant: what nginx dials, and what is declared to listen there? `init` pins them. */
import type { Binding, Place } from '../bindings/index.ts';
import { toldDials } from '../rule/index.ts';
import { display, originOf, type Span } from '../text/index.ts';
import type { Analysis } from './analyse.ts';

/** One app as the settings' `bindings.declared` writes it. */
export interface Pinned {
  readonly name: string;
  /** A bare port means every address. */
  readonly listen: string | number;
  readonly protocol: string;
  /** `host`, `compose:SERVICE` or `unknown`. */
  readonly container: string;
  /** The declaration. */
  readonly span: Span;
}

/** The apps behind all dials that what is declared confirms, each address once. */
export function pinnedIn(analyses: readonly Analysis[]): readonly Pinned[] {
  const pinned = new Map<string, Pinned>();
  for (const { apps, view } of analyses) {
    const all = apps()?.all() ?? [];
    for (const { verdict } of toldDials(view)) {
      if (verdict.kind !== 'ok') continue;
      const said = new Set(verdict.evidence.map(({ span }) => at(span)));
      for (const binding of all) {
        const one = said.has(at(binding.span)) ? pin(binding) : undefined;
        const key = one && [one.name, one.listen, one.container].join('\n');
        if (key !== undefined && !pinned.has(key)) pinned.set(key, one!);
      }
    }
  }
  return [...pinned.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function pin({ app, listen, place, protocol, span }: Binding): Pinned | undefined {
  const container = placeFor(place);
  if (container === undefined) return undefined;
  const pinned = { name: display(app), protocol, container, span };
  if (listen.kind === 'unix') return { ...pinned, listen: display(`unix:${listen.path}`) };
  if (listen.kind !== 'tcp') return undefined;
  const { host, port } = listen;
  if (host === '*' || host === '?') return { ...pinned, listen: port };
  return { ...pinned, listen: display(`${host.includes(':') ? `[${host}]` : host}:${port}`) };
}

/** Without the project: it is called after a directory, which every checkout names as it likes. */
function placeFor(place: Place): string | undefined {
  if (place.kind === 'host' || place.kind === 'unknown') return place.kind;
  if (place.kind !== 'container' || !/^[\w.-]+$/.test(place.service)) return undefined;
  return `compose:${place.service}`;
}

function at(span: Span): string {
  const { source, start, end } = originOf(span);
  return `${source.path}:${start}:${end}`;
}
