/** What do the Kubernetes files of a directory run, which Services lead there, and who mounts a ConfigMap? */
import path from 'node:path/posix';
import { child, type Mapped, spanOf } from '../../yaml/index.ts';
import type { Reader } from '../reader.ts';
import type { Binding, Protocol } from '../types.ts';
import { kustomizations } from './kustomize.ts';
import { readObjects } from './objects.ts';
import { readService } from './ports.ts';
import type { Cluster, ConfigMap, KubeContainer, KubeObject, KubeService, VolumeMount, Workload } from './types.ts';
import { portOf, readWorkload } from './workloads.ts';

/** The clusters of some files: one a directory, and one for each kustomization that is built of several directories. */
export function readClusters(files: readonly string[], reader: Reader): Cluster[] {
  const directories = new Map<string, string[]>();
  for (const file of files) {
    const directory = path.dirname(file);
    const list = directories.get(directory);
    if (list) list.push(file);
    else directories.set(directory, [file]);
  }
  const built = kustomizations(files, reader);
  // what one is built of lies in several directories: there it says more than its own directory does
  const wide = built.filter(({ directory, files: own }) => own.some((file) => path.dirname(file) !== directory));
  const clusters = [
    ...wide.map(({ directory, files: own }) => readCluster(directory, own, reader)),
    ...[...directories].map(([directory, here]) => readCluster(directory, here, reader)),
  ];
  const withPatches = new Set(built.filter((one) => one.isIncomplete).map((one) => one.directory));
  return clusters.flatMap((cluster) => {
    if (cluster.services.length + cluster.workloads.length + cluster.configMaps.length === 0) return [];
    return [withPatches.has(cluster.directory) ? { ...cluster, isIncomplete: true } : cluster];
  });
}

/** The objects of some files of one directory. */
export function readCluster(directory: string, files: readonly string[], reader: Reader): Cluster {
  const read = files.map((file) => readObjects(file, reader));
  const objects = read.flatMap((one) => one.objects);
  const configMaps = objects.filter(({ kind }) => kind === 'ConfigMap').map(readConfigMap);
  const byName = new Map(configMaps.map((map) => [`${map.namespace}/${map.name}`, map]));
  const workloads = objects.flatMap(
    (object) => readWorkload(object, (namespace, name) => byName.get(`${namespace}/${name}`)) ?? [],
  );
  const services = objects.filter(({ kind }) => kind === 'Service').map(readService);
  const bindings = [
    ...workloads.flatMap((workload) => workload.containers.flatMap((container) => container.bindings)),
    ...services.flatMap((service) => serviceBindings(service, workloads)),
  ];
  return { directory, services, workloads, configMaps, bindings, isIncomplete: read.some((one) => one.isIncomplete) };
}

function readConfigMap(object: KubeObject): ConfigMap {
  const data = new Map<string, Mapped>();
  const node = child(object.node, 'data');
  for (const [key, { value }] of node?.kind === 'map' ? node.entries : []) {
    if (value.kind === 'scalar') data.set(key, value.value);
  }
  return { ...object, data };
}

/** The workloads whose pods a Service selects; undefined where nobody can know them. */
export function workloadsOf(service: KubeService, workloads: readonly Workload[]): Workload[] | undefined {
  const { selector, namespace } = service;
  if (!selector) return undefined;
  return workloads.filter(
    ({ labels, namespace: own }) =>
      own === namespace && [...selector].every(([key, value]) => labels.get(key) === value),
  );
}

/** The container's port that a port of a Service leads to; undefined when it cannot be known. */
export function targetPort(service: KubeService, port: KubeService['ports'][number], workload: Workload) {
  const { target } = port;
  if (target === 'unknown') return undefined;
  if ('number' in target) return target.number;
  const ports = workload.containers.flatMap((container) => container.ports);
  return service.selector && portOf(target, ports);
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  http: 'http',
  https: 'https',
  grpc: 'grpc',
  'kubernetes.io/h2c': 'h2c',
  'kubernetes.io/ws': 'http',
};

function serviceBindings(service: KubeService, workloads: readonly Workload[]): Binding[] {
  const { name, namespace, isHeadless } = service;
  const place = { kind: 'service', namespace, service: name } as const;
  const behind = workloadsOf(service, workloads) ?? [];
  return service.ports.flatMap((port): Binding[] => {
    // the name of a headless Service is the pods' own addresses
    const numbers = isHeadless
      ? behind.flatMap((workload) => targetPort(service, port, workload) ?? [])
      : port.port === 'unknown'
        ? []
        : [port.port];
    const protocol = PROTOCOLS[port.appProtocol ?? ''] ?? 'unknown';
    return [...new Set(numbers)].map((number) => ({
      listen: { kind: 'tcp', host: name, port: number },
      protocol,
      evidence: 'service-port',
      place,
      app: name,
      span: port.span,
    }));
  });
}

/** A container that mounts a ConfigMap's key where nginx reads it. */
export interface ConfigMapHolder {
  readonly workload: Workload;
  readonly container: KubeContainer;
  readonly mount: VolumeMount;
}

/** The ConfigMap that holds a byte of a file. */
export function configMapAt(cluster: Cluster, file: string, offset: number): ConfigMap | undefined {
  return cluster.configMaps.find(
    (map) => map.file === file && [...map.data.values()].some((value) => spanHolds(value, offset)),
  );
}

function spanHolds(value: Mapped, offset: number): boolean {
  const span = spanOf(value);
  return span.start <= offset && offset <= span.end;
}

/** The containers that mount a ConfigMap where nginx reads its configuration. */
export function holdersOfMap(
  cluster: Cluster,
  map: ConfigMap,
  isConfigPath: (path: string) => boolean,
): ConfigMapHolder[] {
  return cluster.workloads.flatMap((workload) => {
    if (workload.namespace !== map.namespace) return [];
    return workload.containers.flatMap((container): ConfigMapHolder[] => {
      if (container.runsNginx === 'no') return [];
      const mount = container.mounts.find(({ volume, path: target }) => {
        const from = workload.volumes.get(volume);
        return from?.kind === 'configMap' && from.name === map.name && isConfigPath(target);
      });
      return mount ? [{ workload, container, mount }] : [];
    });
  });
}
