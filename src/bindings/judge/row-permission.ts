/** Row 17: may nginx's workers connect to the socket, going by its owner, group and permissions? (bindings.md 13.5) */
import type { TextEdit } from '../../text/index.ts';
import type { Binding, Confidence, EvidencePlace, Fact, Verdict } from '../types.ts';
import { isSureBind } from './binds.ts';
import { forEverybody, forGroup } from './changes.ts';
import { appOf } from './declared-sockets.ts';
import type { UnixSituation } from './situation.ts';

/** The mismatch where connecting is denied; undefined where it is allowed, or where that is not known. */
export function permissionVerdict(s: UnixSituation, bindings: readonly Binding[]): Verdict | undefined {
  const { worker } = s.dial;
  const [binding, ...others] = bindings;
  // names of users mean something within one file system only
  if (!worker || !binding || others.length > 0 || s.at.files || binding.place.kind !== 'host') return undefined;
  if (worker.user === 'root' || !isSureBind(binding)) return undefined;
  const denied = deniedBySocket(binding, worker) ?? deniedByDirectory(s, binding, worker);
  if (!denied) return undefined;
  return {
    kind: 'mismatch',
    code: 'socket-permission',
    confidence: denied.confidence,
    data: { dialled: s.dialled, app: binding.app, declared: denied.what, worker: worker.user, why: denied.why },
    evidence: [...denied.evidence, { span: worker.span, label: `workers run as \`${worker.user}\`` }],
    suggestions: [],
    ...(denied.changes && { changes: denied.changes }),
  };
}

interface Denial {
  readonly why: 'socket' | 'directory';
  readonly what: string;
  readonly confidence: Confidence;
  readonly evidence: readonly EvidencePlace[];
  readonly changes?: readonly TextEdit[] | undefined;
}

interface Worker {
  readonly user: string;
  readonly group: string;
}

/** Connecting needs the permission to write, and no other (src of Linux: net/unix, `unix_find_bsd`). */
function deniedBySocket({ socket, span }: Binding, worker: Worker): Denial | undefined {
  const { owner, group, mode, acl } = socket ?? {};
  // a mode that only a default umask gives is a guess about the machine
  if (!owner || !mode || acl || (mode.by === 'default' && socket?.byUmask)) return undefined;
  if ((mode.value & 0o002) !== 0) return undefined;
  const denied = (confidence: Confidence): Denial => ({
    why: 'socket',
    what: `${owner.value}:${group?.value ?? '?'} ${mode.value.toString(8).padStart(4, '0')}`,
    confidence,
    evidence: placesOf([owner, group, mode], span),
    changes: forGroup({ ...(group && { group }), mode }, worker.group),
  });
  if (owner.value === worker.user) return (mode.value & 0o200) === 0 ? denied('high') : undefined;
  const isGroupAllowed = (mode.value & 0o020) !== 0;
  if (!isGroupAllowed) return denied(mode.by === 'default' ? 'medium' : 'high');
  if (!group || group.value === worker.group || group.value === worker.user) return undefined;
  // a group of several users may have nginx's among them; a user's own group hardly does
  const isOwn = group.value === owner.value || group.value === 'root';
  return isOwn ? denied('medium') : undefined;
}

/** Every directory on the way needs the permission to search; known are those that systemd makes. */
function deniedByDirectory(s: UnixSituation, binding: Binding, worker: Worker): Denial | undefined {
  const app = appOf(s, binding);
  const directory = app?.runtimeDirectories?.find(({ path }) => s.path.startsWith(`${path}/`));
  const user = app?.user?.value;
  const group = app?.group?.value ?? user;
  if (!directory || user === undefined || (directory.mode.value & 0o001) !== 0 || user === worker.user)
    return undefined;
  const mode = directory.mode.value;
  const isGroupAllowed = (mode & 0o010) !== 0 && (group === worker.group || group === worker.user);
  if (isGroupAllowed || ((mode & 0o010) !== 0 && group !== user)) return undefined;
  return {
    why: 'directory',
    what: `${directory.path} ${user}:${group} ${mode.toString(8).padStart(4, '0')}`,
    confidence: 'medium',
    evidence: [{ span: directory.span, label: 'made here' }],
    changes: forEverybody(directory.mode),
  };
}

function placesOf(facts: readonly (Fact<unknown> | undefined)[], listens: Binding['span']): EvidencePlace[] {
  const told = facts.flatMap((fact) => (fact && fact.by !== 'default' ? [fact.span] : []));
  const unique = told.filter((span, i) => told.findIndex((other) => other.start === span.start) === i);
  return [
    { span: listens, label: 'the socket' },
    ...unique.slice(0, 3).map((span) => ({ span, label: 'says who may' })),
  ];
}
