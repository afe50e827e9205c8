/** Rows 14 to 16: does a socket of that very path exist, but where nginx does not see it? */
import { isSureBind } from './binds.ts';
import { inRuntimeDirectory } from './changes.ts';
import { appOf, hasOwnTmp, nginxUnit, type Socket, socketsAround } from './declared-sockets.ts';
import { isCompatible } from './similar.ts';
import type { Mismatch, UnixSituation } from './situation.ts';
import { holderOf, socketIdentity, visibleAs } from './sockets.ts';

import { labelOf } from './words.ts';

/** Row 16: systemd gives the app, or nginx, a /tmp of its own. */
export function privateTmp(s: UnixSituation): Mismatch | undefined {
  if (s.at.files || !hasOwnTmp(s.path)) return undefined;
  const socket = atThatPath(s).find(({ owner }) => owner === 'host');
  const app = socket && appOf(s, socket.binding);
  const unit = app?.privateTmp?.value ? app : nginxUnit(s);
  if (!socket || !unit?.privateTmp) return undefined;
  const name = s.path.slice(s.path.lastIndexOf('/') + 1);
  const instead = `/run/${socket.binding.app.replace(/\.service$/, '')}/${name}`;
  const isFree = unit === app && app.runtimeDirectories?.length === 0;
  const changes = isFree ? inRuntimeDirectory(socket.binding.span, s.path, instead, unit.privateTmp.span) : undefined;
  return {
    code: 'private-tmp',
    confidence: 'high',
    data: {
      ...dataOf(s, socket),
      unit: unit.name,
      instead,
    },
    evidence: [
      { span: unit.privateTmp.span, label: `\`${unit.name}\` has a /tmp of its own` },
      { span: socket.binding.span, label: labelOf(socket.binding) },
      ...s.at.evidence,
    ],
    suggestions: changes ? [`unix:${instead}`] : [],
    ...(changes && { changes }),
  };
}

/** Row 15: nginx sees the socket, under another path. */
export function socketMountPath(s: UnixSituation): Mismatch | undefined {
  const found = atThatPath(s).flatMap((socket) => {
    const seen = socket.identity === undefined ? undefined : visibleAs(s.at.files, socket.identity);
    return seen === undefined || seen === s.path ? [] : [{ socket, seen }];
  });
  const [first] = found;
  if (!first || found.some(({ seen }) => seen !== first.seen) || hasOpenNeighbour(s)) return undefined;
  return {
    code: 'socket-mount-path',
    confidence: 'high',
    data: { ...dataOf(s, first.socket), declared: first.seen },
    evidence: [{ span: first.socket.binding.span, label: labelOf(first.socket.binding) }, ...s.at.evidence],
    suggestions: [`unix:${first.seen}`],
  };
}

/** Row 14: the socket lies in another place, and no mount leads there. */
export function socketNotShared(s: UnixSituation): Mismatch | undefined {
  const [socket, ...others] = atThatPath(s).filter(
    ({ identity }) => identity !== undefined && visibleAs(s.at.files, identity) === undefined,
  );
  if (!socket || others.some(({ binding }) => binding.app !== socket.binding.app) || hasOpenNeighbour(s))
    return undefined;
  return {
    code: 'socket-not-shared',
    confidence: socket.binding.evidence === 'default' ? 'medium' : 'high',
    data: {
      ...dataOf(s, socket),
      there: socket.owner === 'host' ? 'on the host' : `in the container of \`${socket.binding.app}\``,
      nginx: s.at.files ? `the container of \`${s.at.files.name}\`` : 'the host',
      directory: s.path.slice(0, Math.max(1, s.path.lastIndexOf('/'))),
    },
    evidence: [{ span: socket.binding.span, label: labelOf(socket.binding) }, ...s.at.evidence],
    suggestions: [],
  };
}

function atThatPath(s: UnixSituation): Socket[] {
  return socketsAround(s).filter(
    ({ path, binding }) => path === s.path && isSureBind(binding) && isCompatible(s.dial, binding.protocol),
  );
}

function dataOf(s: UnixSituation, { binding, path }: Socket): Record<string, string> {
  return { dialled: s.dialled, app: binding.app, declared: path };
}

/** Whether another container that shares the directory, and whose process is not known, may make the socket. */
export function hasOpenNeighbour(s: UnixSituation): boolean {
  const { files } = s.at;
  const wanted = socketIdentity(files, s.path, s.world.request.config?.value.socketAliases ?? {});
  if (!files || wanted === undefined) return wanted === undefined;
  const holder = holderOf(wanted);
  return [...files.project.services.values()].some(
    (service) =>
      service !== files &&
      !service.process.closed &&
      service.runsNginx === 'maybe' &&
      (visibleAs(service, `${holder}/x`) !== undefined || service.volumesFrom),
  );
}
