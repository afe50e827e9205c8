/** Row 18: does nginx dial itself, and does what it sends come back to the place that sends it? (bindings.md 13.5) */
import type { EvidencePlace, OwnSocket, Verdict } from '../types.ts';
import type { TcpSituation } from './situation.ts';
import { netOwner } from './standpoints.ts';
import { publishedOnHost } from './targets.ts';

interface Way {
  /** The port in nginx's own network namespace. */
  readonly port: number;
  readonly through: 'loopback' | 'network';
  /** What leads there. */
  readonly evidence: readonly EvidencePlace[];
}

/**
 * `ok` where nginx listens at what it dials and sends it on elsewhere, as a server does that is made for that; a mismatch
 * where it is sure to meet the same place again. What `proxy-pass-self-loop` says without any declaration stays unknown.
 */
export function selfVerdict(s: TcpSituation): Verdict | undefined {
  const way = wayToItself(s);
  if (!way) return undefined;
  const socket = s.dial.ownSocket?.(way.port, way.through);
  if (!socket) {
    return s.meaning.kind === 'own' && s.dial.ownPorts.includes(way.port)
      ? { kind: 'unknown', why: 'nginx itself listens on this port, at an address that the text does not tell' }
      : undefined;
  }
  return socketVerdict(s, socket, way.through, way.evidence);
}

/** The verdict on a dial that arrives at a socket of the same nginx. */
export function socketVerdict(
  s: Pick<TcpSituation, 'dialled' | 'at'>,
  { span, comesBack, isShared }: OwnSocket,
  through: Way['through'],
  evidence: readonly EvidencePlace[],
): Verdict {
  const listens = span ? [{ span, label: 'nginx listens here' }] : [];
  if (!comesBack) return { kind: 'ok', why: 'nginx itself listens there', evidence: listens };
  if (through === 'loopback')
    return { kind: 'unknown', why: 'nginx itself listens there, and gets back what it sends' };
  return {
    kind: 'mismatch',
    code: 'self-dial',
    // a server of another file may be the one that answers
    confidence: isShared ? 'medium' : 'high',
    data: { dialled: s.dialled, app: 'nginx', declared: '' },
    evidence: [...listens, ...evidence, ...s.at.evidence],
    suggestions: [],
  };
}

/** How a dial gets to nginx's own network namespace: by loopback, by a name of its container, by a port it publishes. */
function wayToItself({ meaning, at, port, targets }: TcpSituation): Way | undefined {
  if (meaning.kind === 'own') return { port, through: 'loopback', evidence: [] };
  if (!at.net) return undefined;
  if (meaning.kind === 'services') {
    const isOwn = meaning.services.every((service) => netOwner(service) === at.net);
    return isOwn ? { port, through: 'network', evidence: [] } : undefined;
  }
  if (meaning.kind !== 'host') return undefined;
  const isTaken = targets.some((target) =>
    target.bindings.some((b) => b.listen.kind === 'tcp' && b.listen.port === port),
  );
  const published = publishedOnHost(at.projects, port);
  const [first] = published;
  if (!first || isTaken || published.some(({ service }) => netOwner(service) !== at.net)) return undefined;
  const inside = first.target;
  if (published.some(({ target }) => target !== inside)) return undefined;
  return { port: inside, through: 'network', evidence: [{ span: first.mapping.span, label: 'published here' }] };
}
