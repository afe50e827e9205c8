/** Does nginx dial something that the settings pin elsewhere, or nowhere at all? */
import { answersLoopback, isLoopback } from '../listen.ts';
import { placeOf } from '../own-config.ts';
import type { Binding, EvidencePlace } from '../types.ts';
import { type Deviation, driftsAround } from './contract.ts';
import { dialledIdentity, socketsOf } from './declared-sockets.ts';
import { hasOpenNeighbour } from './rows-socket-place.ts';
import { isCompatible } from './similar.ts';
import type { Mismatch, Situation, TcpSituation, UnixSituation } from './situation.ts';
import { holderOf, visibleAs } from './sockets.ts';
import { addressText, labelOf } from './words.ts';

/** A TCP dial of an address that is declared, but that the settings overrule. */
export function pinnedElsewhere(s: TcpSituation, reaches: (host: string) => boolean): Mismatch | undefined {
  const found = s.targets.map((target) =>
    target.drifts.find(
      ({ binding: { listen }, isLost }) =>
        !isLost && listen.kind === 'tcp' && listen.port === s.port && reaches(listen.host),
    ),
  );
  const [first] = found;
  if (!first || found.includes(undefined)) return undefined;
  return mismatch(s, first, s.targets[0]?.service ? `${s.host}` : undefined);
}

/** A dial of a socket that is declared, but that the settings overrule. */
export function socketPinnedElsewhere(s: UnixSituation): Mismatch | undefined {
  const wanted = dialledIdentity(s);
  const drift = driftsAround(s.world, s.at.projects).find(
    ({ binding, isLost }) =>
      !isLost && socketsOf(s, [binding]).some(({ identity }) => identity !== undefined && identity === wanted),
  );
  return drift && mismatch(s, drift, undefined);
}

/** A dial of a socket that nobody declares, in a directory of containers where the settings pin one. */
export function socketPinnedBeside(s: UnixSituation): Mismatch | undefined {
  const wanted = dialledIdentity(s);
  if (wanted === undefined || !s.at.files || hasOpenNeighbour(s)) return undefined;
  const [pin, ...others] = socketsOf(s, s.world.declared).filter(
    ({ binding, identity }) =>
      identity !== undefined && holderOf(identity) === holderOf(wanted) && isCompatible(s.dial, binding.protocol),
  );
  const seen = pin?.identity === undefined ? undefined : visibleAs(s.at.files, pin.identity);
  if (!pin || others.length > 0 || seen === undefined) return undefined;
  return {
    code: 'contract',
    confidence: 'medium',
    data: { dialled: s.dialled, app: pin.binding.app, declared: addressText(pin.binding) },
    evidence: [{ span: pin.binding.span, label: labelOf(pin.binding) }, ...s.at.evidence],
    suggestions: [`unix:${seen}`],
  };
}

/** `host`: the name by which nginx dials the app's container. */
function mismatch(s: Situation, { pin, binding, confidence }: Deviation, host: string | undefined): Mismatch {
  const instead = dialOf(pin, s, host);
  return {
    code: 'contract',
    confidence,
    data: { dialled: s.dialled, app: pin.app, declared: addressText(pin) },
    evidence: [
      { span: pin.span, label: labelOf(pin) },
      { span: binding.span, label: labelOf(binding) },
      ...s.at.evidence,
    ],
    suggestions: instead === undefined ? [] : [instead],
  };
}

function dialOf({ listen }: Binding, s: Situation, host: string | undefined): string | undefined {
  if (listen.kind === 'unix') return s.at.files || host !== undefined ? undefined : `unix:${listen.path}`;
  if (listen.kind !== 'tcp') return undefined;
  if (host !== undefined) return `${host}:${listen.port}`;
  if (s.at.net) return undefined;
  const dialled = s.dial.target.kind === 'tcp' && isLoopback(s.dial.target.host) ? s.dial.target.host : '127.0.0.1';
  if (answersLoopback(listen.host, dialled)) return `${dialled}:${listen.port}`;
  return isLoopback(listen.host) ? addressText({ listen }) : undefined;
}

/** A place of which the settings say that every app is declared, and none of them is here. */
export function pinnedNowhere(s: Situation): Mismatch | undefined {
  const complete = completeHost(s);
  if (!complete) return undefined;
  return {
    code: 'contract',
    confidence: 'high',
    data: { dialled: s.dialled, app: '', declared: '' },
    evidence: [complete, ...s.at.evidence],
    suggestions: [],
  };
}

function completeHost({ world, at }: Situation): EvidencePlace | undefined {
  const { config } = world.request;
  const index = (config?.value.complete ?? []).findIndex((place) => placeOf(place).kind === 'host');
  if (!config || index < 0 || at.net || at.files) return undefined;
  return { span: config.spanOf(['complete', index]), label: 'every app of the host is declared, says this line' };
}
