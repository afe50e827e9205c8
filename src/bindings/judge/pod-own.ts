/** What listens in nginx's own pod: on 127.0.0.1, which all its containers share, and on sockets in volumes that they share? */
import type { KubeContainer, Workload } from '../kubernetes/types.ts';
import { answersLoopback } from '../listen.ts';
import type { Binding, Verdict } from '../types.ts';
import { isBind, isSureBind } from './binds.ts';
import { type PodStandpoint, sameNamespace } from './pod-names.ts';
import type { PodDial } from './pod-services.ts';
import { protocolVerdict } from './row-protocol.ts';
import { socketVerdict } from './row-self-dial.ts';
import { isCompatible, portScore, THRESHOLD } from './similar.ts';
import type { UnixSituation } from './situation.ts';
import { normalSocket } from './sockets.ts';
import { labelOf } from './words.ts';

/** The verdict on a dial of loopback in a pod. */
export function ownPodVerdict(s: PodDial): Verdict {
  const own = s.dial.ownSocket?.(s.port, 'loopback');
  if (own) return socketVerdict(s, own, 'loopback', []);
  const { holder } = s.at.pod;
  if (!holder) return { kind: 'unknown', why: 'no file that was found says what else runs in the pods of nginx' };
  const { workload, container } = holder;
  const bindings = workload.containers.flatMap((one) => one.bindings);
  const here = bindings.filter(
    ({ listen }) =>
      listen.kind === 'tcp' && listen.port === s.port && (listen.host === '?' || answersLoopback(listen.host, s.host)),
  );
  const certain = here.filter((b) => isBind(b) || b.evidence === 'image-default');
  const asked = certain.length > 0 ? certain : here;
  const speaking = asked.filter((b) => isCompatible(s.dial, b.protocol));
  if (speaking.length > 0) return ok(speaking);
  if (asked.length > 0) return protocolVerdict(s, asked);
  if (workload.hostNetwork)
    return { kind: 'unknown', why: 'the pod has the network of its node, which may run anything' };
  const others = workload.containers.filter((one) => one !== container);
  const isNginxAlone = container.runsNginx === 'only' || container.runsNginx === 'yes';
  const isOpen = bindings.some((b) => b.listen.kind === 'unresolved');
  if (!isNginxAlone || isOpen || others.some(({ process }) => !process.closed))
    return { kind: 'unknown', why: `what else listens in the pods of \`${workload.name}\` is not known` };
  return besideNginx(s, others) ?? elsewhere(s, workload) ?? nothingThere(workload);
}

function nothingThere({ name }: Workload): Verdict {
  return { kind: 'unknown', why: `nothing that was found listens there in the pods of \`${name}\`` };
}

/** A container of the pod listens, on another port. */
function besideNginx(s: PodDial, others: readonly KubeContainer[]): Verdict | undefined {
  const binds = others.flatMap(({ bindings }) => bindings).filter((b) => isSureBind(b) && b.listen.kind === 'tcp');
  const [first] = binds;
  if (!first) return undefined;
  const ports = [...new Set(binds.map(portOf))].sort((a, b) => a - b);
  const usable = binds.filter(
    (b) => isCompatible(s.dial, b.protocol) && portScore(s.port, portOf(b), s.dial, b.protocol) >= THRESHOLD,
  );
  return {
    kind: 'mismatch',
    code: 'wrong-port',
    confidence: binds.some((b) => b.evidence === 'default' || b.evidence === 'env-port') ? 'medium' : 'high',
    data: { dialled: s.dialled, app: first.app, declared: ports.join(', ') },
    evidence: [...binds.slice(0, 3).map((b) => ({ span: b.span, label: labelOf(b) })), ...s.at.evidence],
    suggestions: [...new Set(usable.map((b) => `${s.host}:${portOf(b)}`))].slice(0, 3),
  };
}

/** nginx is alone in its pod, and a Service has the port. */
function elsewhere(s: PodDial, own: Workload): Verdict | undefined {
  const services = s.at.pod.clusters.flatMap(({ services: all }) =>
    all.filter(({ namespace, isHeadless }) => !isHeadless && sameNamespace(namespace, own.namespace)),
  );
  const found = services.flatMap((service) => {
    const port = service.ports.find(
      ({ port: number, target }) =>
        number === s.port || (target !== 'unknown' && 'number' in target && target.number === s.port),
    );
    const isOwn = service.selector && [...service.selector].every(([key, value]) => own.labels.get(key) === value);
    return port && typeof port.port === 'number' && !isOwn ? [{ service, port }] : [];
  });
  const [first] = found;
  if (!first || own.containers.length !== 1) return undefined;
  const names = new Set(found.map(({ service }) => service.name));
  return {
    kind: 'mismatch',
    code: 'loopback-in-container',
    confidence: 'high',
    data: {
      dialled: s.dialled,
      app: first.service.name,
      declared: String(first.port.port),
      container: own.name,
      service: first.service.name,
      where: 'pod',
    },
    evidence: [{ span: first.port.span, label: `the Service \`${first.service.name}\` has it here` }, ...s.at.evidence],
    suggestions: names.size === 1 ? [`${first.service.name}:${first.port.port}`] : [],
  };
}

/** The verdict on a dial of a socket in a pod: containers share volumes, not their own files. */
export function podSocketVerdict(s: UnixSituation & { readonly at: PodStandpoint }): Verdict {
  const { holder } = s.at.pod;
  if (!holder) return { kind: 'unknown', why: 'no file that was found says what else runs in the pods of nginx' };
  const { workload, container } = holder;
  const wanted = identityIn(container, workload, s.path);
  if (wanted === undefined) return { kind: 'unknown', why: 'a volume that is not readable hides the socket' };
  const sockets = workload.containers.flatMap((one) =>
    one.bindings.flatMap((binding) => {
      if (binding.listen.kind !== 'unix') return [];
      const path = normalSocket(binding.listen.path);
      return [{ binding, path, identity: identityIn(one, workload, path), container: one }];
    }),
  );
  const same = sockets.filter(({ identity }) => identity === wanted).map(({ binding }) => binding);
  const speaking = same.filter((b) => isCompatible(s.dial, b.protocol));
  if (speaking.length > 0) return ok(speaking);
  if (same.length > 0) return protocolVerdict(s, same);
  const lookalike = sockets.find(
    ({ path, identity, binding }) =>
      path === s.path && identity !== undefined && isSureBind(binding) && isCompatible(s.dial, binding.protocol),
  );
  if (!lookalike) return { kind: 'unknown', why: 'no app that was found speaks about this socket' };
  const seen = seenIn(container, workload, lookalike.identity!);
  const data = { dialled: s.dialled, app: lookalike.binding.app, declared: seen ?? lookalike.path };
  const evidence = [{ span: lookalike.binding.span, label: labelOf(lookalike.binding) }, ...s.at.evidence];
  if (seen !== undefined)
    return {
      kind: 'mismatch',
      code: 'socket-mount-path',
      confidence: 'high',
      data,
      evidence,
      suggestions: [`unix:${seen}`],
    };
  const directory = s.path.slice(0, Math.max(1, s.path.lastIndexOf('/')));
  return {
    kind: 'mismatch',
    code: 'socket-not-shared',
    confidence: lookalike.binding.evidence === 'default' ? 'medium' : 'high',
    data: {
      ...data,
      there: `in the container \`${lookalike.container.name}\``,
      nginx: `the container \`${container.name}\``,
      directory,
    },
    evidence,
    suggestions: [],
  };
}

/** A socket's file: in a volume, or in one container only. Undefined where it lies in a volume that nobody knows. */
function identityIn({ mounts, name }: KubeContainer, { volumes }: Workload, path: string): string | undefined {
  const [mount] = mounts
    .map((one) => ({ ...one, path: normalSocket(one.path) }))
    .filter(({ path: target }) => path.startsWith(`${target}/`))
    .sort((a, b) => b.path.length - a.path.length);
  if (!mount) return `container:${name}:${path}`;
  const kind = volumes.get(mount.volume)?.kind;
  if (kind !== 'emptyDir' && kind !== 'hostPath') return undefined;
  return `volume:${mount.volume}/${mount.subPath ?? ''}:${path.slice(mount.path.length)}`;
}

/** The path under which a container sees a file of a volume. */
function seenIn(container: KubeContainer, workload: Workload, identity: string): string | undefined {
  const rest = identity.slice(identity.lastIndexOf(':') + 1);
  return container.mounts
    .map(({ path }) => normalSocket(`${path}${rest}`))
    .find((path) => identity.startsWith('volume:') && identityIn(container, workload, path) === identity);
}

function ok(bindings: readonly Binding[]): Verdict {
  const [first] = bindings;
  const answering = bindings.filter(isBind);
  return {
    kind: 'ok',
    why: `\`${first!.app}\` ${isBind(first!) ? 'listens' : 'is said to listen'} there`,
    evidence: bindings.slice(0, 3).map((b) => ({ span: b.span, label: labelOf(b) })),
    ...(answering.length > 0 && { answering }),
  };
}

function portOf({ listen }: Binding): number {
  return listen.kind === 'tcp' ? listen.port : 0;
}
