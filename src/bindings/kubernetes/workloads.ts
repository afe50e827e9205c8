/** Which containers do the pods of a workload have, and where does each of them listen? */
import path from 'node:path/posix';
import { SourceText } from '../../text/index.ts';
import { child, hasHole, listAt, runsOf, spanOf, textAt, type YamlNode } from '../../yaml/index.ts';
import { recogniseCommand, startsOnlyNginx } from '../commands/commands.ts';
import { type Listener, type ProcessFacts, UNKNOWN_PROCESS } from '../commands/process.ts';
import { listenersOfPools, POOL_DIRECTORY, poolFiles } from '../dockerfile/official-pools.ts';
import { type ImageFacts, imageFacts } from '../dockerfile/well-known.ts';
import { portListen } from '../listen.ts';
import type { Binding, Place } from '../types.ts';
import { commandOf, environmentOf } from './environment.ts';
import { labelsOf } from './objects.ts';
import { containerPorts, probesOf } from './ports.ts';
import type { ConfigMap, KubeContainer, KubeObject, PodVolume, VolumeMount, Workload } from './types.ts';

/** The ConfigMap of a name in the namespace of a workload. */
export type ConfigMaps = (namespace: string, name: string) => ConfigMap | undefined;

/** Reads a workload; undefined for objects that make no pods. */
export function readWorkload(object: KubeObject, configMaps: ConfigMaps): Workload | undefined {
  const template = templateOf(object);
  const spec = child(template, 'spec');
  if (!template || !spec) return undefined;
  const volumes = new Map(listAt(child(spec, 'volumes')).flatMap((item) => volumeOf(item)));
  const place: Place = { kind: 'pod', namespace: object.namespace, workload: object.name };
  const context = { object, place, volumes, configMap: (name: string) => configMaps(object.namespace, name) };
  const containers = listAt(child(spec, 'containers')).flatMap((item) => containerOf(item, context) ?? []);
  // an init container that is never done is a sidecar
  const sidecars = listAt(child(spec, 'initContainers')).filter(
    (item) => textAt(child(item, 'restartPolicy'))?.text === 'Always',
  );
  return {
    ...object,
    labels: labelsOf(child(child(template, 'metadata'), 'labels')),
    containers: [...containers, ...sidecars.flatMap((item) => containerOf(item, context) ?? [])],
    volumes,
    hostNetwork: textAt(child(spec, 'hostNetwork'))?.text === 'true',
    hostAliases: hostAliasesOf(child(spec, 'hostAliases')),
  };
}

function templateOf({ kind, node }: KubeObject): YamlNode | undefined {
  if (kind === 'Pod') return node;
  if (kind === 'CronJob') return child(child(child(child(node, 'spec'), 'jobTemplate'), 'spec'), 'template');
  const makesPods = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|Rollout)$/.test(kind);
  return makesPods ? child(child(node, 'spec'), 'template') : undefined;
}

interface Context {
  readonly object: KubeObject;
  readonly place: Place;
  readonly volumes: ReadonlyMap<string, PodVolume>;
  configMap(name: string): ConfigMap | undefined;
}

function containerOf(node: YamlNode, context: Context): KubeContainer | undefined {
  const name = textAt(child(node, 'name'));
  if (!name) return undefined;
  const image = textAt(child(node, 'image'));
  const facts = image && !hasHole(image) ? imageFacts(image.text) : undefined;
  const { variables, isComplete } = environmentOf(node, (configMap) => context.configMap(configMap));
  const argv = commandOf(node, variables);
  const mounts = listAt(child(node, 'volumeMounts')).flatMap((item) => mountOf(item));
  const started = argv.length > 0 ? recogniseCommand(argv, variables) : undefined;
  const process = withPools(started, facts, image && spanOf(image), mounts, context);
  const { ports, hasUnknown } = containerPorts(child(node, 'ports'));
  const runsNginx = nginxIn(started, facts);
  const probes = probesOf(node);
  const literal = process.listeners.every((listener) => listener.evidence === 'declared');
  const container = {
    name: name.text,
    span: spanOf(name),
    ...(image && { image }),
    ...(facts && { imageFacts: facts }),
    argv,
    env: variables,
    isEnvComplete: isComplete,
    ports,
    hasUnknownPorts: hasUnknown,
    probes,
    mounts,
    process: { ...process, closed: process.closed && (isComplete || literal) && process.server !== 'nginx' },
    runsNginx,
  };
  return { ...container, bindings: bindingsOf(container, context) };
}

function bindingsOf(container: Omit<KubeContainer, 'bindings'>, { place, object }: Context): Binding[] {
  const { process, env, ports, probes, image, imageFacts: facts, argv, runsNginx } = container;
  const variable = process.listeners.length === 0 && runsNginx !== 'only' ? env.get('PORT') : undefined;
  const said = variable && portListen(variable, '?');
  const listeners: Listener[] = [...process.listeners];
  if (variable && said?.kind === 'tcp')
    listeners.push({ listen: said, protocol: 'unknown', evidence: 'env-port', span: spanOf(variable) });
  if (image && facts && !facts.phpFpm && argv.length === 0)
    for (const { port, protocol } of facts.listen ?? [])
      listeners.push({
        listen: { kind: 'tcp', host: '*', port },
        protocol,
        evidence: 'image-default',
        span: spanOf(image),
      });
  for (const { port, span } of ports)
    listeners.push({ listen: { kind: 'tcp', host: '?', port }, protocol: 'unknown', evidence: 'container-port', span });
  for (const { port, span } of probes) {
    const number = portOf(port, ports);
    if (number !== undefined)
      listeners.push({
        listen: { kind: 'tcp', host: '?', port: number },
        protocol: 'unknown',
        evidence: 'probe',
        span,
      });
  }
  const app = object.name === container.name ? object.name : `${object.name}/${container.name}`;
  return listeners.map((listener) => ({
    ...listener,
    place,
    app,
    ...(process.server !== undefined && { server: process.server }),
    ...(process.settings && { settings: process.settings }),
  }));
}

/** The number behind a port's name. */
export function portOf(reference: KubeContainer['probes'][number]['port'], ports: KubeContainer['ports']) {
  if (reference === 'unknown') return undefined;
  return 'number' in reference ? reference.number : ports.find(({ name }) => name === reference.name)?.port;
}

/** php-fpm listens where its pools say so: those of the image, and those of ConfigMaps over them. */
function withPools(
  started: ProcessFacts | undefined,
  image: ImageFacts | undefined,
  at: KubeContainer['span'] | undefined,
  mounts: readonly VolumeMount[],
  { volumes, configMap }: Context,
): ProcessFacts {
  if (started && started.server !== 'php-fpm') return started;
  if (!started && !image?.phpFpm) return UNKNOWN_PROCESS;
  const pools = poolFiles(image?.phpFpm === true);
  const { files } = pools;
  let closed = image?.phpFpm === true;
  for (const { path: target, volume, subPath } of mounts) {
    if (!target.startsWith(POOL_DIRECTORY)) {
      if (POOL_DIRECTORY.startsWith(`${target}/`) || target.endsWith('/php-fpm.conf')) closed = false;
      continue;
    }
    const from = volumes.get(volume);
    const map = from?.kind === 'configMap' ? configMap(from.name) : undefined;
    if (!map) {
      closed = false;
      continue;
    }
    if (subPath === undefined) files.clear();
    for (const [key, text] of map.data) {
      const name = from?.kind === 'configMap' ? (from.items ? from.items.get(key) : key) : key;
      if (name === undefined || (subPath !== undefined && subPath !== name)) continue;
      files.set(subPath === undefined ? name : path.basename(target), SourceText.cut(text.source.path, runsOf(text)));
    }
  }
  const listeners = listenersOfPools(pools, at);
  return { server: 'php-fpm', listeners, closed: closed && listeners.length > 0 };
}

function nginxIn(started: ProcessFacts | undefined, image: ImageFacts | undefined): KubeContainer['runsNginx'] {
  if (started && startsOnlyNginx(started)) return 'only';
  if (started?.server !== undefined) return started.server === 'nginx' ? 'beside' : 'no';
  if (image?.nginx) return image.nginx === 'alone' && !started ? 'yes' : 'beside';
  return image?.isStore || image?.phpFpm || image?.listen ? 'no' : 'maybe';
}

function mountOf(item: YamlNode): VolumeMount[] {
  const target = textAt(child(item, 'mountPath'));
  const volume = textAt(child(item, 'name'))?.text;
  if (!target || volume === undefined) return [];
  const subPath = textAt(child(item, 'subPath'))?.text;
  const clean = path.normalize(target.text).replace(/(?<=.)\/$/, '');
  return [{ path: clean, volume, ...(subPath !== undefined && { subPath }), span: spanOf(target) }];
}

function volumeOf(item: YamlNode): [string, PodVolume][] {
  const name = textAt(child(item, 'name'));
  if (!name) return [];
  const span = spanOf(name);
  const map = child(item, 'configMap');
  const mapName = textAt(child(map, 'name'))?.text;
  if (mapName !== undefined) {
    const items = child(map, 'items');
    const chosen = listAt(items).flatMap((entry): [string, string][] => {
      const key = textAt(child(entry, 'key'))?.text;
      const at = textAt(child(entry, 'path'))?.text;
      return key === undefined || at === undefined ? [] : [[key, at]];
    });
    return [[name.text, { kind: 'configMap', name: mapName, ...(items && { items: new Map(chosen) }), span }]];
  }
  const hostPath = textAt(child(child(item, 'hostPath'), 'path'))?.text;
  if (hostPath !== undefined) return [[name.text, { kind: 'hostPath', path: path.normalize(hostPath), span }]];
  return [[name.text, { kind: child(item, 'emptyDir') ? 'emptyDir' : 'other', span }]];
}

function hostAliasesOf(node: YamlNode | undefined): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const item of listAt(node)) {
    const ip = textAt(child(item, 'ip'))?.text;
    for (const name of listAt(child(item, 'hostnames'))) {
      const text = textAt(name)?.text;
      if (text !== undefined && ip !== undefined) aliases.set(text.toLowerCase(), ip);
    }
  }
  return aliases;
}
