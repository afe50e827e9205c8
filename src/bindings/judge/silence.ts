/** Why does nothing that is declared decide about a dial? For people who wonder. */
import { listenText } from '../listen.ts';
import type { Binding } from '../types.ts';
import { isBind } from './binds.ts';
import type { TcpSituation, UnixSituation } from './situation.ts';
import type { Target } from './targets.ts';

/** The reason, as a byte string. */
export function whySilent(situation: TcpSituation | UnixSituation): string {
  if (situation.kind === 'unix') return 'no app that was found speaks about this socket';
  const { meaning, targets } = situation;
  if (meaning.kind === 'outside') return meaning.why;
  const bindings = targets.flatMap((target) => target.bindings);
  const open = bindings.find(({ listen }) => listen.kind === 'unresolved');
  if (open) return `\`${open.app}\` listens on an address that the files do not give`;
  const known = bindings.filter(isBind);
  const [target] = targets;
  if (!target?.service) return onHost(known);
  if (known.length === 0)
    return `\`${target.service.name}\` was found${whereOf(target)}, but no file says where it listens`;
  return `\`${target.service.name}\` listens on ${addresses(known)}, and may listen elsewhere`;
}

function onHost(known: readonly Binding[]): string {
  const others = known.length === 0 ? '' : ` (found on the host: ${addresses(known)})`;
  return `nothing that was found is declared to listen there${others}, and the host may run anything`;
}

/** The place of the declaration that brings the service in, where it is one of an image. */
function whereOf({ service }: Target): string {
  const image = service?.container.reference;
  return image && image.text !== '' ? ` (image \`${image.text}\`)` : '';
}

const SHOWN = 3;

function addresses(known: readonly Binding[]): string {
  const all = [...new Set(known.map(({ listen }) => listenText(listen).replace(/^tcp:/, '')))];
  const more = all.length - SHOWN;
  return all.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
