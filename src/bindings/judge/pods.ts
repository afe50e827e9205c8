/** What is the verdict on a dial of an nginx that runs in a pod? */
import { nearest } from '../../text/index.ts';
import { isIp, isLoopback, unbracket } from '../listen.ts';
import type { Dial, Verdict } from '../types.ts';
import type { World } from '../world.ts';
import { type PodName, type PodStandpoint, sameNamespace, servicesNamed } from './pod-names.ts';
import { ownPodVerdict, podSocketVerdict } from './pod-own.ts';
import { type PodDial, serviceVerdict } from './pod-services.ts';
import { normalSocket } from './sockets.ts';

/** Judges a dial from one pod. */
export function podVerdict(world: World, dial: Dial, at: PodStandpoint): Verdict {
  const { target } = dial;
  if (target.kind === 'unix')
    return podSocketVerdict({
      kind: 'unix',
      world,
      dial,
      at,
      path: normalSocket(target.path),
      dialled: `unix:${target.path}`,
    });
  const host = unbracket(target.host).toLowerCase();
  const dialled = `${host.includes(':') ? `[${host}]` : target.host}:${target.port}`;
  const s: PodDial = { world, dial, at, dialled, host: target.host, port: target.port };
  if (isLoopback(host)) return ownPodVerdict(s);
  if (isIp(host)) return { kind: 'unknown', why: 'an address that no file gives to a Service' };
  if (at.pod.holder?.workload.hostAliases.has(host))
    return { kind: 'unknown', why: '`hostAliases` gives it an address' };
  const named = servicesNamed(at.pod, host);
  if (!named) return host.includes('.') ? { kind: 'unknown', why: OUTSIDE } : unknownName(s, host);
  if (dial.isAsked && !/\.svc\../.test(host)) return shortName(s, named);
  const verdicts = named.services.map((found) => serviceVerdict(s, found, named.isPod));
  // several files about one Service are several environments: all of them must disagree
  return verdicts.find(({ kind }) => kind === 'ok') ?? verdicts.find(({ kind }) => kind === 'unknown') ?? verdicts[0]!;
}

/** The search domains of a pod are getaddrinfo's; ngx_resolver asks for the name as it is, and the cluster's DNS server has no such. */
function shortName(s: PodDial, { name, services: [found] }: PodName): Verdict {
  const { service } = found!;
  const namespace = service.namespace || s.at.pod.namespace;
  const isPlain = s.host.toLowerCase() === name;
  const full = `${name}.${namespace || 'NAMESPACE'}.svc.cluster.local`;
  return {
    kind: 'mismatch',
    code: 'unknown-host',
    confidence: 'medium',
    data: { dialled: s.dialled, host: s.host, app: service.name, declared: full, kind: 'short' },
    evidence: [{ span: service.span, label: `\`${service.name}\` is a Service` }, ...s.at.evidence],
    suggestions: isPlain && namespace !== '' ? [`${full}:${s.port}`] : [],
  };
}

const OUTSIDE = 'a name outside of the cluster, or of a Service that was not found';

/** Row 4 in a cluster: only Services have names. */
function unknownName(s: PodDial, host: string): Verdict {
  const { clusters, namespace } = s.at.pod;
  if (clusters.some(({ isIncomplete }) => isIncomplete))
    return { kind: 'unknown', why: 'Services may be in templates that cannot be read' };
  const near = clusters.flatMap(({ services, workloads }) => ({
    services: services.filter((one) => sameNamespace(one.namespace, namespace)),
    workload: workloads.find((one) => one.name.toLowerCase() === host && sameNamespace(one.namespace, namespace)),
  }));
  const services = near.flatMap((one) => one.services);
  const workload = near.find((one) => one.workload)?.workload;
  const behind =
    workload &&
    services.filter(
      ({ selector }) => selector && [...selector].every(([key, value]) => workload.labels.get(key) === value),
    );
  const alike = nearest(host, [...new Set(services.map(({ name }) => name))]);
  const isInstance = (name: string): boolean => name.replace(/\d/g, '') === host.replace(/\d/g, '');
  const meant =
    behind?.length === 1
      ? behind[0]
      : behind
        ? undefined
        : services.find(({ name }) => name === alike && !isInstance(name));
  if (!meant) return { kind: 'unknown', why: 'no Service of this name was found' };
  const port =
    meant.ports.find((one) => one.port === s.port) ?? (meant.ports.length === 1 ? meant.ports[0] : undefined);
  return {
    kind: 'mismatch',
    code: 'unknown-host',
    confidence: 'medium',
    data: { dialled: s.dialled, host: s.host, app: meant.name, declared: meant.name, kind: workload?.kind ?? '' },
    evidence: [
      { span: meant.span, label: `\`${meant.name}\` is a Service` },
      ...(workload ? [{ span: workload.span, label: `\`${workload.name}\` is a ${workload.kind}` }] : []),
      ...s.at.evidence,
    ],
    suggestions: [`${meant.name}:${typeof port?.port === 'number' ? port.port : s.port}`],
  };
}
