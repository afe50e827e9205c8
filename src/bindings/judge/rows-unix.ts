/** The decision table for dials of unix sockets: the first row that applies decides. (bindings.md 13.3, 13.5) */
import type { Service } from '../compose/types.ts';
import type { Binding, Verdict } from '../types.ts';
import { protocolVerdict } from './row-protocol.ts';
import { listensOnTcp } from './row-transport.ts';
import { isCompatible, LEAD, socketScore, THRESHOLD } from './similar.ts';
import type { Mismatch, Row, UnixSituation } from './situation.ts';
import { holderOf, normalSocket, socketIdentity, visibleAs } from './sockets.ts';
import { labelOf } from './words.ts';

/** A declared socket with the file it really is. */
interface Socket {
  readonly binding: Binding;
  /** Undefined where its place is not known. */
  readonly owner: Service | 'host' | undefined;
  readonly path: string;
  readonly identity: string | undefined;
}

/** Rows that concern a unix dial. 14 and 15 stand before 13: a socket of that very path is the better explanation. */
export const UNIX_ROWS: readonly Row<UnixSituation>[] = [
  {
    row: 1,
    code: 'binding/unix-prefix',
    test: (s) => apps(s).some((b) => b.active !== false && b.listen.kind === 'invalid') || undefined,
  },
  { row: 12, code: 'binding/transport', test: (s) => listensOnTcp(s, apps(s)) },
  { row: 15, code: 'binding/socket-mount-path', test: (s) => samePathElsewhere(s, true) },
  { row: 14, code: 'binding/socket-not-shared', test: (s) => samePathElsewhere(s, false) },
  { row: 13, code: 'binding/socket-path', test: socketPath },
];

/** The verdict `ok` when something declared listens on that very socket. */
export function socketSupport(s: UnixSituation): Verdict | undefined {
  const wanted = identityOf(s);
  const all = sockets(s);
  const found = all.filter(
    (socket) =>
      (wanted !== undefined && socket.identity === wanted) ||
      // a declaration whose place is not known may be the one
      (socket.path === s.path && (socket.owner === undefined || s.world.declared.includes(socket.binding))),
  );
  const speaking = found.filter(({ binding }) => isCompatible(s.dial, binding.protocol));
  const first = speaking[0]?.binding;
  if (first) {
    return {
      kind: 'ok',
      why: `\`${first.app}\` listens there`,
      evidence: [{ span: first.span, label: labelOf(first) }],
      answering: speaking.map(({ binding }) => binding),
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

/** Rows 14 and 15: a socket of that path exists in another container, out of nginx's sight or under another path. */
function samePathElsewhere(s: UnixSituation, visible: boolean): true | undefined {
  return (
    sockets(s).some(
      (socket) =>
        socket.path === s.path &&
        socket.identity !== undefined &&
        (visibleAs(s.at.files, socket.identity) !== undefined) === visible,
    ) || undefined
  );
}

/** Row 13: nothing is declared there, but a socket that nginx sees is so alike that it must be meant. */
function socketPath(s: UnixSituation): Mismatch | undefined {
  const wanted = identityOf(s);
  if (wanted === undefined || openNeighbour(s, wanted)) return undefined;
  const candidates = sockets(s)
    .flatMap((socket) => {
      const seen = socket.identity === undefined ? undefined : visibleAs(s.at.files, socket.identity);
      const { binding } = socket;
      if (seen === undefined || binding.active === false || !isCompatible(s.dial, binding.protocol)) return [];
      const score = socketScore(s.path, normalSocket(seen), s.dial, binding.app, binding.protocol);
      return score >= THRESHOLD ? [{ socket, seen, score }] : [];
    })
    .sort((a, b) => b.score - a.score);
  const best = candidates[0];
  if (!best) return undefined;
  const near = candidates.filter((candidate) => best.score - candidate.score < LEAD);
  const resolved = !apps(s).some((b) => b.listen.kind === 'unresolved' && b.protocol === best.socket.binding.protocol);
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

/** Another container that shares the directory and whose process is not known may make the socket. */
function openNeighbour(s: UnixSituation, wanted: string): boolean {
  if (!s.at.files) return false;
  const holder = holderOf(wanted);
  return [...s.at.files.project.services.values()].some(
    (service) =>
      service !== s.at.files &&
      !service.process.closed &&
      service.runsNginx === 'maybe' &&
      (visibleAs(service, `${holder}/x`) !== undefined || service.volumesFrom),
  );
}

function identityOf(s: UnixSituation): string | undefined {
  return socketIdentity(s.at.files, s.path, aliasesOf(s));
}

function aliasesOf(s: UnixSituation) {
  return s.world.request.config?.value.socketAliases ?? {};
}

/** Everything that may listen on sockets around this standpoint. */
function apps(s: UnixSituation): Binding[] {
  const { declared, hosted } = s.world;
  const services = s.at.projects.flatMap((project) => [...project.services.values()]);
  return [...declared, ...hosted, ...services.flatMap((service) => service.bindings)];
}

function sockets(s: UnixSituation): Socket[] {
  const aliases = aliasesOf(s);
  const services = s.at.projects.flatMap((project) => [...project.services.values()]);
  return apps(s).flatMap((binding): Socket[] => {
    if (binding.listen.kind !== 'unix') return [];
    const { place } = binding;
    const path = normalSocket(binding.listen.path, aliases);
    if (place.kind === 'unknown') return [{ binding, owner: undefined, path, identity: undefined }];
    if (place.kind === 'host')
      return [{ binding, owner: 'host', path, identity: socketIdentity(undefined, path, aliases) }];
    if (place.kind !== 'container') return [];
    const owners = services.filter(
      (service) => service.name === place.service && (place.project === '' || place.project === service.project.name),
    );
    return owners.map((owner) => ({ binding, owner, path, identity: socketIdentity(owner, path, aliases) }));
  });
}
