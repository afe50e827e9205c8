/** Which ports do Services, containers and probes name? */
import { child, hasHole, listAt, spanOf, textAt, type YamlNode } from '../../yaml/index.ts';
import { portNumber } from '../listen.ts';
import { labelsOf } from './objects.ts';
import type { ContainerPort, KubeObject, KubeService, PortReference, ServicePort } from './types.ts';

/** Reads a Service. */
export function readService(object: KubeObject): KubeService {
  const spec = child(object.node, 'spec');
  const externalName = textAt(child(spec, 'externalName'))?.text;
  const selector = child(spec, 'selector');
  const clusterIp = child(spec, 'clusterIP');
  return {
    ...object,
    type: textAt(child(spec, 'type'))?.text ?? 'ClusterIP',
    isHeadless: clusterIp?.kind === 'scalar' && clusterIp.value.text === 'None',
    ...(selector?.kind === 'map' && selector.entries.size > 0 && { selector: labelsOf(selector) }),
    ...(externalName !== undefined && { externalName }),
    ports: itemsOf(child(spec, 'ports')).flatMap((item) => servicePort(item) ?? []),
  };
}

function servicePort(item: YamlNode): ServicePort | undefined {
  if (!isTcp(item)) return undefined;
  const port = child(item, 'port');
  const value = textAt(port);
  if (!value) return undefined;
  const number = portNumber(value.text) ?? 'unknown';
  const target = textAt(child(item, 'targetPort'));
  const name = textAt(child(item, 'name'))?.text;
  const nodePort = portNumber(textAt(child(item, 'nodePort'))?.text ?? '');
  const appProtocol = textAt(child(item, 'appProtocol'))?.text;
  return {
    port: number,
    target: target ? referenceOf(child(item, 'targetPort')) : number === 'unknown' ? 'unknown' : { number },
    ...(name !== undefined && { name }),
    ...(nodePort !== undefined && { nodePort }),
    ...(appProtocol !== undefined && { appProtocol }),
    span: spanOf(value),
  };
}

/** The `ports` of a container; undefined in the list = one that a template fills in. */
export function containerPorts(node: YamlNode | undefined): { ports: ContainerPort[]; hasUnknown: boolean } {
  const ports: ContainerPort[] = [];
  let hasUnknown = false;
  for (const item of itemsOf(node)) {
    if (!isTcp(item)) continue;
    const value = textAt(child(item, 'containerPort'));
    const port = portNumber(value?.text ?? '');
    if (!value || port === undefined || port === 0) {
      hasUnknown = true;
      continue;
    }
    const name = textAt(child(item, 'name'))?.text;
    const hostPort = portNumber(textAt(child(item, 'hostPort'))?.text ?? '');
    const named = name === undefined ? {} : { name };
    ports.push({ port, ...named, ...(hostPort !== undefined && { hostPort }), span: spanOf(value) });
  }
  return { ports, hasUnknown };
}

/** The ports that a container's probes ask. */
export function probesOf(container: YamlNode): { port: PortReference; span: KubeObject['span'] }[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((kind) => {
    const probe = child(container, kind);
    return ['httpGet', 'tcpSocket', 'grpc'].flatMap((how) => {
      const asked = child(probe, how);
      const host = textAt(child(asked, 'host'))?.text;
      const port = child(asked, 'port');
      const value = textAt(port);
      // another host's port says nothing about this pod's
      if (!value || (host !== undefined && !/^(localhost|127\.)/.test(host))) return [];
      return [{ port: referenceOf(port), span: spanOf(value) }];
    });
  });
}

function referenceOf(node: YamlNode | undefined): PortReference {
  const value = textAt(node);
  if (!value || hasHole(value)) return 'unknown';
  const number = portNumber(value.text);
  return number === undefined ? { name: value.text } : { number };
}

function isTcp(item: YamlNode): boolean {
  const protocol = textAt(child(item, 'protocol'))?.text ?? 'TCP';
  return protocol.toUpperCase() === 'TCP';
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return listAt(node).filter((item) => item.kind === 'map');
}
