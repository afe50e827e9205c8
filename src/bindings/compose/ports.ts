/** Which container port is published where, going by one item of `ports` or `expose`? (bindings.md §3) */

import { child, hasHole, type Mapped, spanOf, textAt, type YamlNode } from '../../yaml/index.ts';
import { portNumber } from '../listen.ts';
import type { ExposedPorts, PortMapping, PortRange } from './types.ts';

/** `skip` = not TCP; `unknown` = the container port cannot be known. */
export type PortItem<T> = T | 'skip' | 'unknown';

/** One item of `ports`, short or long form. */
export function portMapping(item: YamlNode): PortItem<PortMapping> {
  if (item.kind === 'map') return longForm(item);
  return item.kind === 'scalar' && !item.isNull ? shortForm(item.value) : 'unknown';
}

/** `[HOST_IP:][published:]target[/proto]`: split from the right, because an IPv6 host has colons, too. */
function shortForm(item: Mapped): PortItem<PortMapping> {
  const span = spanOf(item);
  const slash = item.text.lastIndexOf('/');
  const protocol = slash < 0 ? 'tcp' : item.text.slice(slash + 1).toLowerCase();
  if (protocol !== 'tcp') return hasHole(item) && protocol === '' ? 'unknown' : 'skip';
  const text = slash < 0 ? item.text : item.text.slice(0, slash);
  const beforeTarget = text.lastIndexOf(':');
  const target = portRange(text.slice(beforeTarget + 1));
  if (!target) return 'unknown';
  if (beforeTarget < 0) return { hostIp: '0.0.0.0', published: 'ephemeral', target, span };
  const rest = text.slice(0, beforeTarget);
  const beforePublished = rest.endsWith(']') ? rest.length : rest.lastIndexOf(':');
  const hostIp = beforePublished < 0 ? '' : rest.slice(0, beforePublished);
  const published = rest.slice(beforePublished + 1);
  return {
    hostIp: hostIp.replace(/^\[|\]$/g, '') || '0.0.0.0',
    published: publishedRange(published, target),
    target,
    span,
  };
}

function longForm(item: YamlNode): PortItem<PortMapping> {
  const protocol = textAt(child(item, 'protocol'))?.text ?? 'tcp';
  if (protocol !== 'tcp') return 'skip';
  const target = portRange(textAt(child(item, 'target'))?.text ?? '');
  if (!target) return 'unknown';
  const published = textAt(child(item, 'published'));
  return {
    hostIp: textAt(child(item, 'host_ip'))?.text ?? '0.0.0.0',
    published: publishedRange(published?.text ?? '', target),
    target,
    span: item.span,
  };
}

function publishedRange(text: string, target: PortRange): PortMapping['published'] {
  if (text === '' || text === '0') return 'ephemeral';
  const range = portRange(text);
  if (!range) return 'unknown';
  // a host range for a single container port is one free port out of it
  return range.last - range.first === target.last - target.first ? range : 'ephemeral';
}

/** One item of `expose`: `3000`, `3000-3005`, `3000/tcp`. */
export function exposedPorts(item: YamlNode): PortItem<ExposedPorts> {
  if (item.kind !== 'scalar' || item.isNull) return 'unknown';
  const ports = exposedRange(item.value);
  return typeof ports === 'string' ? ports : { ports, span: spanOf(item.value) };
}

/** `3000`, `3000-3005`, `3000/tcp`. */
export function exposedRange(item: Mapped): PortItem<PortRange> {
  const [text, protocol] = item.text.split('/', 2);
  if (protocol !== undefined && protocol.toLowerCase() !== 'tcp') return 'skip';
  return portRange(text ?? '') ?? 'unknown';
}

/** `8000` or `8000-8005`. */
function portRange(text: string): PortRange | undefined {
  const [first, last, more] = text.trim().split('-').map(portNumber);
  if (first === undefined || first === 0 || text.split('-').length > 2 || more !== undefined) return undefined;
  if (!text.includes('-')) return { first, last: first };
  return last === undefined || last < first ? undefined : { first, last };
}

/** Whether a port lies in a range. */
function inRange(range: PortRange, port: number): boolean {
  return range.first <= port && port <= range.last;
}

/** The container port behind a published port of this mapping; undefined when it is not published here. */
export function containerPort(mapping: PortMapping, published: number): number | undefined {
  if (typeof mapping.published === 'string' || !inRange(mapping.published, published)) return undefined;
  return mapping.target.first + (published - mapping.published.first);
}

/** The host port on which this mapping publishes a container port; undefined when it is not fixed. */
export function publishedPort(mapping: PortMapping, target: number): number | undefined {
  if (typeof mapping.published === 'string' || !inRange(mapping.target, target)) return undefined;
  return mapping.published.first + (target - mapping.target.first);
}
