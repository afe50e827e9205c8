/** Rows 7, 10 and 11: is the port right, but the address it is bound to (or published on) out of nginx's reach? */
import type { Service } from '../compose/types.ts';
import { answersLoopback, bindsLoopbackOnly } from '../listen.ts';
import type { Binding } from '../types.ts';
import { isSureBind } from './binds.ts';
import { onEveryAddress } from './changes.ts';
import { isCompatible, isNamedAfter } from './similar.ts';
import type { Doubt, Mismatch, TcpSituation } from './situation.ts';
import { reachesHost } from './support.ts';
import { containerTarget, publishedOnHost, type Target } from './targets.ts';
import { labelOf } from './words.ts';

/** Row 10: the dial comes from another network namespace, and the app is bound to its own loopback address. */
export function loopbackBind(s: TcpSituation): Mismatch | undefined {
  const found = s.crossing
    ? s.targets.map((target) => boundOnLoopback(target, s.port))
    : reachesHost(s)
      ? publishedOnHost(s.at.projects, s.port).map(({ service, target }) =>
          boundOnLoopback(containerTarget(s.world, service), target),
        )
      : [];
  const [first] = found;
  if (!first || found.some((binding) => binding === undefined)) return undefined;
  const bindings = found.filter((binding) => binding !== undefined);
  // Docker Desktop hands what is sent to the host's gateway to its loopback address
  const certain = s.meaning.kind !== 'host' && bindings.every((b) => b.evidence !== 'default');
  const port = first.listen.kind === 'tcp' ? first.listen.port : s.port;
  const changes = onEveryAddress(bindings);
  return {
    code: 'loopback-bind',
    confidence: certain ? 'high' : 'medium',
    data: {
      dialled: s.dialled,
      app: first.app,
      declared: tcpText(first),
      bind: `0.0.0.0:${port}`,
      isDefault: String(first.evidence === 'default'),
      where: first.place.kind === 'container' ? 'container' : 'host',
    },
    evidence: [...bindings.slice(0, 3).map((b) => ({ span: b.span, label: labelOf(b) })), ...s.at.evidence],
    suggestions: [],
    ...(changes && { changes }),
  };
}

/** The bind of a port where every bind of it is a loopback one, and no address of the namespace is unknown. */
function boundOnLoopback(target: Target, port: number): Binding | undefined {
  const binds = target.bindings.filter((b) => isSureBind(b) && b.listen.kind === 'tcp' && b.listen.port === port);
  const isLocal = (b: Binding): boolean => b.listen.kind === 'tcp' && bindsLoopbackOnly(b.listen.host);
  if (binds.length === 0 || !binds.every(isLocal) || target.bindings.some((b) => b.listen.kind === 'unresolved'))
    return undefined;
  // a default is what happens when nobody says otherwise: in a container all of the process must be known
  if (binds.some((b) => b.evidence === 'default') && !target.closed) return undefined;
  return binds[0];
}

/** Row 11: the app is bound to another address of the same machine. */
export function bindAddress(s: TcpSituation): Mismatch | undefined {
  if (s.crossing) return undefined;
  const bindings = s.targets.flatMap((target) => target.bindings);
  const other = bindings.filter(
    (b) =>
      isSureBind(b) && b.listen.kind === 'tcp' && b.listen.port === s.port && !answersLoopback(b.listen.host, s.host),
  );
  const [first] = other;
  if (first?.listen.kind !== 'tcp' || first.evidence === 'default') return undefined;
  const apps = new Set(other.map((b) => b.app));
  if (bindings.some((b) => b.listen.kind === 'unresolved' && apps.has(b.app))) return undefined;
  if (!isCompatible(s.dial, first.protocol)) return undefined;
  const [host, port] = [first.listen.host, first.listen.port];
  const dialable = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return {
    code: 'bind-address',
    confidence: 'high',
    data: { dialled: s.dialled, app: first.app, declared: tcpText(first) },
    evidence: [...other.slice(0, 3).map((b) => ({ span: b.span, label: labelOf(b) })), ...s.at.evidence],
    suggestions: [`${dialable}:${port}`],
  };
}

/** Row 7: nginx is on the host, and the port exists inside of a container only. */
export function notPublished(s: TcpSituation): Mismatch | Doubt | undefined {
  if (!reachesHost(s) || publishedOnHost(s.at.projects, s.port).length > 0) return undefined;
  const services = s.at.projects.flatMap((project) => [...project.services.values()]);
  const found = services.flatMap((service) => {
    const bindings = service.bindings.filter((b) => b.listen.kind === 'tcp' && b.listen.port === s.port);
    return bindings.length > 0 ? [{ service, bindings }] : [];
  });
  const [first] = found;
  if (!first) return undefined;
  const bind = first.bindings.find(isSureBind);
  // on the host another program may have the port; the container's app must be the one that is meant, by its name or
  // because the configuration of this tool says that nginx runs beside it
  const isMeant = s.at.certainty === 'explicit' || isNamedAfter(first.service.name, s.dial.hints);
  const isSure = isMeant && bind && isCompatible(s.dial, bind.protocol) && !publishes(first.service);
  if (!isSure || found.some(({ service }) => service.name !== first.service.name)) {
    return {
      why: `\`${first.service.name}\` has this port in its container, and on the host another program may have it`,
    };
  }
  return {
    code: 'not-published',
    confidence: 'medium',
    data: {
      dialled: s.dialled,
      app: first.service.name,
      declared: String(s.port),
      publish: `127.0.0.1:${s.port}:${s.port}`,
    },
    evidence: [{ span: bind.span, label: labelOf(bind) }, ...s.at.evidence],
    suggestions: [],
  };
}

/** Whether something of a service may be reachable on the host under a port that is not known. */
function publishes(service: Service): boolean {
  return service.unknownPorts || service.ports.some((mapping) => typeof mapping.published === 'string');
}

function tcpText(binding: Binding): string {
  if (binding.listen.kind !== 'tcp') return '';
  const { host, port } = binding.listen;
  return `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}
