/** Where does nginx stand in a Kubernetes cluster, and which Services does a name mean there? */
import { configMapAt, workloadsOf } from '../kubernetes/cluster.ts';
import { type Held, podsHolding } from '../kubernetes/holders.ts';
import type { Cluster, KubeContainer, KubeService, Workload } from '../kubernetes/types.ts';
import type { EvidencePlace, Place } from '../types.ts';
import type { World } from '../world.ts';
import type { Standpoint } from './standpoints.ts';

/** A pod as the place of nginx. */
export interface PodStanding {
  /** Empty where no file says it: that of whoever applies them. */
  readonly namespace: string;
  /** Undefined where nothing that was found mounts the configuration: names mean the same in every pod of the namespace. */
  readonly holder: { readonly workload: Workload; readonly container: KubeContainer } | undefined;
  /** The objects of each directory; those beside nginx's first. */
  readonly clusters: readonly Cluster[];
}

/** A standpoint that is known to be in a pod. */
export type PodStandpoint = Standpoint & { readonly pod: PodStanding };

/** The pods in which nginx runs with a value of a ConfigMap; none where the ConfigMap cannot be read. */
export function podStandpoints(world: World, held: Held): readonly PodStandpoint[] {
  const clusters = world.clusters();
  const holders = podsHolding(clusters, held);
  if (holders.length > 0) {
    return holders.map(({ workload, container, mount }) => {
      const label = `nginx runs in \`${workload.name}\``;
      return standing(clusters, workload.namespace, [{ span: mount.span, label }], { workload, container });
    });
  }
  for (const cluster of clusters) {
    const map = configMapAt(cluster, held.file, held.offset);
    if (map) return [standing(sorted(clusters, cluster.directory), map.namespace, [], undefined)];
  }
  return [];
}

/** The pods that the settings name. */
export function namedPods(
  world: World,
  place: Place & { kind: 'pod' },
  evidence: readonly EvidencePlace[],
): PodStandpoint[] {
  const clusters = world.clusters();
  return clusters.flatMap(({ workloads }) =>
    workloads.flatMap((workload): PodStandpoint[] => {
      if (workload.name !== place.workload || !sameNamespace(workload.namespace, place.namespace)) return [];
      const inside = workload.containers.filter(({ runsNginx }) => runsNginx !== 'no');
      const container = inside.find(({ runsNginx }) => runsNginx !== 'maybe') ?? inside[0];
      if (!container) return [];
      return [{ ...standing(clusters, workload.namespace, evidence, { workload, container }), certainty: 'explicit' }];
    }),
  );
}

function standing(
  clusters: readonly Cluster[],
  namespace: string,
  evidence: readonly EvidencePlace[],
  holder: PodStanding['holder'],
): PodStandpoint {
  const home = holder && clusters.find(({ workloads }) => workloads.includes(holder.workload))?.directory;
  const near = home === undefined ? clusters : sorted(clusters, home);
  return {
    net: undefined,
    files: undefined,
    projects: [],
    certainty: 'definite',
    evidence,
    pod: { namespace, holder, clusters: near },
  };
}

function sorted(clusters: readonly Cluster[], home: string): readonly Cluster[] {
  return [...clusters].sort((a, b) => Number(b.directory === home) - Number(a.directory === home));
}

/** An object without a namespace may be applied to any. */
export function sameNamespace(a: string, b: string): boolean {
  return a === b || a === '' || b === '';
}

/** A Service with what is known of its pods. */
export interface FoundService {
  readonly service: KubeService;
  readonly cluster: Cluster;
  /** Undefined where somebody else than its selector says where it leads. */
  readonly workloads: readonly Workload[] | undefined;
}

export interface PodName {
  readonly name: string;
  readonly services: readonly FoundService[];
  /** One pod of a StatefulSet is meant: its own ports are dialled. */
  readonly isPod: boolean;
}

/**
 * The Services that a name means: `svc`, `svc.ns`, `svc.ns.svc…`, and `pod-0.svc…` for one pod of them. Files of different
 * directories may describe one Service twice, for two environments. Undefined for names that belong to nobody here.
 */
export function servicesNamed(pod: PodStanding, host: string): PodName | undefined {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  for (const { name, namespace, isPod } of readings(labels, pod.namespace)) {
    const services = find(pod.clusters, name, namespace);
    if (services.length > 0) return { name, services, isPod };
  }
  return undefined;
}

interface Reading {
  readonly name: string;
  readonly namespace: string;
  readonly isPod: boolean;
}

/** Kubernetes, "DNS for Services and Pods": what the search domains of a pod make of a name. */
function readings(labels: readonly string[], own: string): Reading[] {
  const [a = '', b = '', c = '', d] = labels;
  const isOfSet = /-\d+$/.test(a);
  if (labels.length === 1) return [{ name: a, namespace: own, isPod: false }];
  if (c === 'svc') return [{ name: a, namespace: b, isPod: false }];
  if (d === 'svc') return isOfSet ? [{ name: b, namespace: c, isPod: true }] : [];
  if (labels.length > 2) return [];
  const service = { name: a, namespace: b, isPod: false };
  return isOfSet ? [service, { name: b, namespace: own, isPod: true }] : [service];
}

/** Those of the nearest directory that has any, and where that is not nginx's own, those of all others, too. */
function find(clusters: readonly Cluster[], name: string, namespace: string): FoundService[] {
  const found = clusters.map((cluster) =>
    cluster.services.filter(
      (service) => service.name.toLowerCase() === name && sameNamespace(service.namespace, namespace),
    ),
  );
  const chosen = found[0] && found[0].length > 0 ? [0] : found.keys();
  const all = clusters.flatMap(({ workloads }) => workloads);
  return [...chosen].flatMap((i) =>
    found[i]!.map((service): FoundService => {
      const cluster = clusters[i]!;
      const beside = workloadsOf(service, cluster.workloads);
      return { service, cluster, workloads: beside && beside.length === 0 ? workloadsOf(service, all) : beside };
    }),
  );
}
