/** Is there an app of the dial's name that nothing in the configuration dials, so that it must be the one that is meant? (bindings.md 13.4) */
import { answersLoopback, isLoopback } from '../listen.ts';
import type { Binding, Dial } from '../types.ts';
import { isSureBind } from './binds.ts';
import { isCompatible, isNamedAfter } from './similar.ts';
import type { Mismatch, Situation, TcpSituation, UnixSituation } from './situation.ts';
import { normalSocket } from './sockets.ts';
import { labelOf } from './words.ts';

/** Whether nothing in the configuration dials the app, as far as its addresses are known. False where nobody knows the dials. */
export function isUndialled(s: Situation, app: string, all: readonly Binding[]): boolean {
  const dialled = s.dial.dialled?.();
  const own = all.filter((b) => b.app === app);
  return dialled !== undefined && own.length > 0 && !own.some((b) => dialled.some(({ target }) => reaches(target, b)));
}

function reaches(target: Dial['target'], { listen }: Binding): boolean {
  if (target.kind === 'unix') return listen.kind === 'unix' && normalSocket(target.path) === normalSocket(listen.path);
  // by which name nginx knows the machine is another question
  return listen.kind === 'tcp' && listen.port === target.port;
}

/**
 * What an app listens on that is named after the dial, is the only one of that name, and is dialled by nothing, while no other
 * dial has that name. Where two servers of a group have it, the second one may be declared elsewhere.
 */
export function namesake(s: TcpSituation | UnixSituation, all: readonly Binding[]): readonly Binding[] {
  const { dial } = s;
  const named = all.filter((b) => isNamedAfter(b.app, dial.hints));
  const [first] = named;
  if (!first || named.some((b) => b.app !== first.app || !isKnown(b) || !isCompatible(dial, b.protocol))) return [];
  if (!isUndialled(s, first.app, all)) return [];
  const others = dial.dialled?.().filter(({ hints }) => isNamedAfter(first.app, hints)) ?? [];
  return others.some(({ target }) => JSON.stringify(target) !== JSON.stringify(dial.target)) ? [] : named;
}

/** Somebody wrote that address, and something that runs uses it. */
function isKnown(binding: Binding): boolean {
  const { listen, evidence, place } = binding;
  if (!isSureBind(binding) || place.kind !== 'host') return false;
  if (listen.kind !== 'tcp' && listen.kind !== 'unix') return false;
  return evidence === 'declared' || evidence === 'derived' || evidence === 'observed';
}

/** On the host anything may listen; but an app of the dial's name that nobody dials listens elsewhere. */
export function namesakeElsewhere(s: TcpSituation): Mismatch | undefined {
  // containers publish ports that their files need not show
  if (s.crossing || s.at.certainty === 'guessed' || s.at.projects.length > 0 || !isLoopback(s.host)) return undefined;
  const all = s.targets.flatMap((target) => target.bindings);
  if (s.targets.some((target) => target.service) || all.some((b) => isOpen(b, s.dial))) return undefined;
  const found = namesake(s, all);
  const [first] = found;
  if (!first || !found.every((b) => b.listen.kind === 'tcp' && answersLoopback(b.listen.host, s.host)))
    return undefined;
  const ports = [...new Set(found.flatMap(({ listen }) => (listen.kind === 'tcp' ? [listen.port] : [])))];
  const host = s.dialled.slice(0, s.dialled.lastIndexOf(':'));
  return {
    code: 'wrong-port',
    confidence: 'medium',
    data: { dialled: s.dialled, app: first.app, declared: ports.join(', ') },
    evidence: [...found.slice(0, 3).map((b) => ({ span: b.span, label: labelOf(b) })), ...s.at.evidence],
    suggestions: ports.slice(0, 3).map((port) => `${host}:${port}`),
  };
}

/** An app that may listen on what is dialled. */
function isOpen({ listen, protocol }: Binding, dial: Dial): boolean {
  return listen.kind === 'unresolved' && isCompatible(dial, protocol);
}
