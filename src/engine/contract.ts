/** Which addresses are sure to be meant: what nginx dials, and what is declared to listen there? `init` pins them. */
import type { Binding, Place } from '../bindings/index.ts';
import { type Finding, toldDials } from '../rule/index.ts';
import { display, originOf, SourceText, type Span } from '../text/index.ts';
import type { Analysis } from './analyse.ts';
import { type CheckRequest, check } from './check.ts';

/** One app as the settings' `bindings.declared` writes it. */
export interface Pinned {
  readonly name: string;
  /** A bare port means every address. */
  readonly listen: string | number;
  readonly protocol: string;
  /** `host`, `compose:SERVICE`, `compose:PROJECT/SERVICE` or `unknown`. */
  readonly container: string;
  /** The declaration. */
  readonly span: Span;
}

export interface Contract {
  readonly pinned: readonly Pinned[];
  /** Confirmed addresses that something else that is declared speaks against. */
  readonly disputed: readonly Pinned[];
  /** Every app of the host that nginx dials is among the pinned ones. */
  readonly isHostComplete: boolean;
}

/** The apps behind all dials that what is declared confirms, each address once. */
export function pinnedIn(analyses: readonly Analysis[]): readonly Pinned[] {
  const pinned = new Map<string, Pinned>();
  for (const { apps, view } of analyses) {
    const all = apps()?.all() ?? [];
    const projects = projectsByService(all);
    for (const { verdict } of toldDials(view)) {
      if (verdict.kind !== 'ok') continue;
      const said = new Set(verdict.evidence.map(({ span }) => at(span)));
      const behind = verdict.published ? [verdict.published] : all.filter(({ span }) => said.has(at(span)));
      for (const binding of behind) {
        const one = pin(binding, projects);
        const key = one && [one.name, one.listen, one.container].join('\n');
        if (key !== undefined && !pinned.has(key)) pinned.set(key, one!);
      }
    }
  }
  return [...pinned.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Whether every dial of an app is confirmed, so that the host can be called complete. */
export function isEveryDialConfirmed(analyses: readonly Analysis[]): boolean {
  return analyses.every(({ view }) =>
    toldDials(view).every(({ verdict }) => verdict.kind === 'ok' || (verdict.kind === 'unknown' && verdict.isPublic)),
  );
}

/**
 * What can be pinned so that a check says the same as without the pins: those that bring a finding are left out. `before`
 * are the findings of the same request.
 */
export function contractOf(
  request: CheckRequest,
  candidates: readonly Pinned[],
  mayBeComplete: boolean,
  before: readonly Finding[],
): Contract {
  const known = new Set(before.map(keyOf));
  let pinned = candidates;
  let isHostComplete = mayBeComplete && candidates.some(({ container }) => container === 'host');
  while (pinned.length > 0) {
    const tried = check({ ...request, bindingsConfig: settingsOf(request, pinned, isHostComplete) });
    const brought = tried.findings.filter((finding) => !known.has(keyOf(finding)));
    if (brought.length === 0) break;
    const blamed = new Set(brought.flatMap(({ related }) => related.map(({ span }) => span.source.path)));
    const left = pinned.filter((_, i) => !blamed.has(nameOf(i)));
    if (left.length === pinned.length && !isHostComplete) pinned = [];
    else if (left.length === pinned.length) isHostComplete = false;
    else pinned = left;
  }
  const disputed = candidates.filter((one) => !pinned.includes(one));
  return { pinned, disputed, isHostComplete: isHostComplete && pinned.length > 0 && disputed.length === 0 };
}

/** Settings with these pins, each with a place of its own. */
function settingsOf(request: CheckRequest, pinned: readonly Pinned[], isHostComplete: boolean) {
  const { bindingsConfig: settings } = request;
  const places = pinned.map((_, i) => SourceText.fromBytes(nameOf(i), new Uint8Array()));
  const other = SourceText.fromBytes('the settings', new Uint8Array());
  return {
    value: {
      ...settings?.value,
      declared: pinned.map(({ name, listen, protocol, container }) => ({
        name,
        listen,
        protocol: protocol as Binding['protocol'],
        container,
      })),
      ...(isHostComplete && { complete: ['host'] }),
    },
    file: settings?.file ?? `${request.cwd}/.nginx-vet.yaml`,
    spanOf: ([key, index]: readonly (string | number)[]) =>
      (key === 'declared' ? places[Number(index)]! : other).span(0, 0),
  };
}

function nameOf(index: number): string {
  return `pin ${index}`;
}

/** Words change with what is known; the place and the rule are the finding. */
function keyOf({ primary, rule }: Finding): string {
  return `${rule} ${at(primary.span)}`;
}

type Projects = ReadonlyMap<string, ReadonlySet<string>>;

function projectsByService(all: readonly Binding[]): Projects {
  const found = new Map<string, Set<string>>();
  for (const { place } of all) {
    if (place.kind !== 'container') continue;
    found.set(place.service, (found.get(place.service) ?? new Set()).add(place.project));
  }
  return found;
}

function pin({ app, listen, place, protocol, span }: Binding, projects: Projects): Pinned | undefined {
  const container = placeFor(place, projects);
  if (container === undefined) return undefined;
  const pinned = { name: display(app), protocol, container, span };
  if (listen.kind === 'unix') return { ...pinned, listen: display(`unix:${listen.path}`) };
  if (listen.kind !== 'tcp') return undefined;
  const { host, port } = listen;
  if (host === '*' || host === '?') return { ...pinned, listen: port };
  return { ...pinned, listen: display(`${host.includes(':') ? `[${host}]` : host}:${port}`) };
}

/** The project only where several have such a service: it is called after a directory, which every checkout names as it likes. */
function placeFor(place: Place, projects: Projects): string | undefined {
  if (place.kind === 'host' || place.kind === 'unknown') return place.kind;
  if (place.kind !== 'container' || !/^[\w.-]+$/.test(place.service)) return undefined;
  const isOne = (projects.get(place.service)?.size ?? 0) < 2 || !/^[\w.-]+$/.test(place.project);
  return isOne ? `compose:${place.service}` : `compose:${place.project}/${place.service}`;
}

function at(span: Span): string {
  const { source, start, end } = originOf(span);
  return `${source.path}:${start}:${end}`;
}
