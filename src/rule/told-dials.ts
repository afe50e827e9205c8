/** What is said about every dial of a configuration, those included that nobody can judge? */
import { formatAddress, type Hop, type Peer, sendsDatagrams } from '../model/index.ts';
import type { Span } from '../text/index.ts';
import type { JudgedDial, View } from './view.ts';

type Verdict = JudgedDial['verdict'];

export interface ToldDial {
  readonly hop: Hop;
  /** Absent where the text gives no address. */
  readonly peer?: Peer;
  /** The address, or the argument of the pass directive where there is none. A byte string. */
  readonly target: string;
  readonly span: Span;
  readonly verdict: Verdict;
}

/** All dials in the order of the text. A dial without any address that the text gives is told by its pass directive. */
export function toldDials(view: View): readonly ToldDial[] {
  const told: ToldDial[] = [];
  for (const hop of view.hops()) {
    const peers = view.peersOf(hop);
    for (const peer of peers) {
      const verdict = view.verdictOf(hop, peer) ?? unknown(whyNot(hop, peer));
      told.push({ hop, peer, target: formatAddress(peer.address), span: peer.span, verdict });
    }
    if (peers.length > 0) continue;
    const why = hop.isComplete ? 'no address is known' : OPEN;
    told.push({ hop, target: hop.pass.args[0] ?? '', span: hop.target, verdict: unknown(why) });
  }
  return told;
}

const OPEN = 'a variable decides, and its values are not all in the text';

function whyNot(hop: Hop, { address }: Peer): string {
  if (!hop.isComplete) return OPEN;
  if (sendsDatagrams(hop)) return 'it is dialled with UDP';
  if (address.kind === 'tcp' && address.port === null) return 'it has no port';
  return 'no declarations are looked for around this text';
}

function unknown(why: string): Verdict {
  return { kind: 'unknown', why };
}
