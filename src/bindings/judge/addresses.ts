/** Does the machine (or container) that nginx runs on have an address that it shall dial from? */
import { unbracket } from '../listen.ts';
import type { EvidencePlace, ForeignAddress } from '../types.ts';
import type { World } from '../world.ts';
import type { Standpoint } from './standpoints.ts';
import { networkNames } from './targets.ts';

/** What speaks against the address; undefined where it may be one of nginx's own. Loopback addresses are everybody's. */
export function foreignAddress(
  world: World,
  written: string,
  standpoints: readonly Standpoint[],
): ForeignAddress | undefined {
  const address = unbracket(written).toLowerCase();
  const [first, ...others] = standpoints.map((at) => ownAddresses(world, at, address.includes(':')));
  if (!first || standpoints.some(({ certainty }) => certainty === 'guessed')) return undefined;
  if ([first, ...others].some((own) => !own || own.addresses.includes(address))) return undefined;
  return { own: first.addresses, where: first.where, evidence: first.evidence };
}

interface Own {
  readonly addresses: readonly string[];
  readonly where: string;
  readonly evidence: readonly EvidencePlace[];
}

/** All addresses of a family that a place has, but for loopback ones; undefined where they are not known. */
function ownAddresses(world: World, at: Standpoint, isV6: boolean): Own | undefined {
  const isFamily = (address: string): boolean => address.includes(':') === isV6;
  if (!at.net) {
    const seen = world.snapshots.addresses;
    const addresses = [...(seen?.addresses ?? [])].filter(isFamily);
    // an output that leaves the whole family out says nothing about it
    if (!seen || addresses.length === 0) return undefined;
    const named = addresses.filter((address) => !/^127\.|^::1$/.test(address));
    const evidence = [{ span: seen.source.span(0, seen.source.lineEnd(1)), label: 'the addresses of the host' }];
    return { addresses: named, where: 'the host', evidence };
  }
  const { net } = at;
  const where = `the container of \`${net.name}\``;
  // an address of every network that it is in, and of no other
  if (isV6 || net.networkMode || net.project.incomplete || net.networks.length === 0) return undefined;
  const fixed = net.networks.flatMap(({ ipv4 }) => ipv4 ?? []);
  if (fixed.length !== networkNames(net).length) return undefined;
  const evidence = [{ span: net.span, label: `\`${net.name}\` has ${fixed.join(', ')}` }];
  return { addresses: fixed, where, evidence: [...evidence, ...at.evidence] };
}
