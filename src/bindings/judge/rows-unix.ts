/** The decision table for dials of unix sockets: the first row that applies decides. (bindings.md 13.3, 13.5) */
import type { Verdict } from '../types.ts';
import { ratherDeclared } from './binds.ts';
import { appsAround, dialledIdentity, socketsAround } from './declared-sockets.ts';
import { isUndialled } from './orphans.ts';
import { pinnedNowhere, socketPinnedBeside, socketPinnedElsewhere } from './row-contract.ts';
import { permissionVerdict } from './row-permission.ts';
import { protocolVerdict } from './row-protocol.ts';
import { listensOnTcp } from './row-transport.ts';
import { unixPrefix } from './row-unix-prefix.ts';
import { hasOpenNeighbour, privateTmp, socketMountPath, socketNotShared } from './rows-socket-place.ts';
import { isCompatible, LEAD, socketScore, THRESHOLD } from './similar.ts';
import type { Mismatch, Row, UnixSituation } from './situation.ts';
import { normalSocket, visibleAs } from './sockets.ts';
import { labelOf } from './words.ts';

/** Rows that concern a unix dial. 14 and 15 stand before 13: a socket of that very path is the better explanation. */
export const UNIX_ROWS: readonly Row<UnixSituation>[] = [
  socketPinnedElsewhere,
  (s) => unixPrefix(s, appsAround(s)),
  (s) => listensOnTcp(s, appsAround(s)),
  privateTmp,
  socketMountPath,
  socketNotShared,
  socketPath,
  (s) => socketPinnedBeside(s) ?? pinnedNowhere(s),
];

/** The verdict `ok` when something declared listens on that very socket. */
export function socketSupport(s: UnixSituation): Verdict | undefined {
  const wanted = dialledIdentity(s);
  const all = socketsAround(s);
  const found = all.filter(
    (socket) =>
      (wanted !== undefined && socket.identity === wanted) ||
      // a declaration whose place is not known may be the one
      (socket.path === s.path && (socket.owner === undefined || s.world.declared.includes(socket.binding))),
  );
  const speaking = found.filter(({ binding }) => isCompatible(s.dial, binding.protocol));
  const first = speaking[0]?.binding;
  if (first) {
    const denied = permissionVerdict(s, ratherDeclared(speaking.map(({ binding }) => binding)));
    if (denied) return denied;
    return {
      kind: 'ok',
      why: `\`${first.app}\` listens there`,
      evidence: [{ span: first.span, label: labelOf(first) }],
      answering: ratherDeclared(speaking.map(({ binding }) => binding)),
    };
  }
  if (found.length > 0)
    return protocolVerdict(
      s,
      found.map(({ binding }) => binding),
    );
  if (wanted === undefined) return { kind: 'unknown', why: 'mounts that are not readable hide the socket' };
  // Debian's alternatives link to the socket of the newest version installed
  const debian = s.path === '/run/php/php-fpm.sock' && !s.at.files;
  if (debian && all.some((socket) => /^\/run\/php\/php[\d.]+-fpm\.sock$/.test(socket.path))) {
    return { kind: 'ok', why: "Debian's link to the socket of the php version in use", evidence: [] };
  }
  return undefined;
}

/** What it adds to the score of a socket that nothing in the configuration dials its app. */
const ORPHAN = 20;

/** Row 13: nothing is declared there, but a socket that nginx sees is so alike that it must be meant. */
function socketPath(s: UnixSituation): Mismatch | undefined {
  const wanted = dialledIdentity(s);
  if (wanted === undefined || hasOpenNeighbour(s)) return undefined;
  const all = appsAround(s);
  const candidates = socketsAround(s)
    .flatMap((socket) => {
      const seen = socket.identity === undefined ? undefined : visibleAs(s.at.files, socket.identity);
      const { binding } = socket;
      if (seen === undefined || binding.active === false || !isCompatible(s.dial, binding.protocol)) return [];
      const orphan = isUndialled(s, binding.app, all) ? ORPHAN : 0;
      const score = orphan + socketScore(s.path, normalSocket(seen), s.dial, binding.app, binding.protocol);
      return score >= THRESHOLD ? [{ socket, seen, score }] : [];
    })
    .sort((a, b) => b.score - a.score);
  const best = candidates[0];
  if (!best) return undefined;
  const near = candidates.filter((candidate) => best.score - candidate.score < LEAD);
  const resolved = !all.some((b) => b.listen.kind === 'unresolved' && b.protocol === best.socket.binding.protocol);
  const owner = best.socket.owner;
  const ownerClosed = typeof owner !== 'object' || owner.process.closed;
  return {
    code: 'socket-path',
    confidence: resolved && ownerClosed ? 'high' : 'medium',
    data: {
      dialled: s.dialled,
      socket: s.path,
      app: best.socket.binding.app,
      server: best.socket.binding.server ?? '',
      declared: best.seen,
    },
    evidence: [
      ...near.slice(0, 3).map(({ socket }) => ({ span: socket.binding.span, label: labelOf(socket.binding) })),
      ...s.at.evidence,
    ],
    suggestions: [...new Set(near.map((candidate) => `unix:${candidate.seen}`))].slice(0, 3),
  };
}
