/** Rows 2, 9, 20, 22 and 23: names and addresses that mean something else than meant, and apps that answer nobody else. */
import { HOLE } from '../../yaml/index.ts';
import { publishedPort } from '../compose/ports.ts';
import type { Service } from '../compose/types.ts';
import { isLoopback, unbracket } from '../listen.ts';
import type { Binding, Verdict } from '../types.ts';
import { isBind } from './binds.ts';
import { withClient } from './changes.ts';
import { isCompatible } from './similar.ts';
import type { Doubt, Mismatch, TcpSituation } from './situation.ts';
import { labelOf } from './words.ts';

/** Row 2: nginx is on the host, where no service of compose has a name. */
export function serviceNameOnHost(s: TcpSituation): Mismatch | Doubt | undefined {
  if (s.meaning.kind !== 'name-on-host') return undefined;
  // a place that is only inferred is more likely wrong than the name
  if (s.at.certainty !== 'explicit' && s.at.certainty !== 'definite') {
    return { why: 'the name is one of a compose service, and it is not certain that nginx runs outside of compose' };
  }
  const name = s.host.toLowerCase();
  const service = s.at.projects.map((project) => project.services.get(name)).find((found) => found !== undefined);
  if (!service) return { why: 'several compose projects have a service of this name' };
  const published = service.ports.flatMap((mapping) => {
    const port = publishedPort(mapping, s.port);
    return port === undefined ? [] : [{ mapping, port }];
  })[0];
  return {
    code: 'service-name-on-host',
    confidence: 'high',
    data: { dialled: s.dialled, host: s.host, app: service.name, declared: published ? String(published.port) : '' },
    evidence: [
      published
        ? { span: published.mapping.span, label: `\`${service.name}\` is published here` }
        : { span: service.span, label: `\`${service.name}\` is a service` },
      ...s.at.evidence,
    ],
    suggestions: published ? [`127.0.0.1:${published.port}`] : [],
  };
}

/** Images whose own port is certain enough when nothing else is said. */
const CERTAIN_IMAGES = new Set(['mcr.microsoft.com/dotnet/aspnet']);

/** Row 9: all that is known is what the image does by itself, and that is another port. */
export function imageDefaultPort(s: TcpSituation): Mismatch | Doubt | undefined {
  const services = s.targets.map((target) => (target.members.length === 1 ? target.service : undefined));
  const defaults = s.targets.map((target) => target.bindings.filter((b) => b.evidence === 'image-default'));
  const isOnlyDefault = s.targets.every((target, i) => defaults[i]!.length > 0 && !target.bindings.some(isOwnBind));
  const [binding] = defaults[0] ?? [];
  if (!isOnlyDefault || !binding || binding.listen.kind !== 'tcp') return undefined;
  const { port } = binding.listen;
  const isSure = services.every((service) => service && isCertain(service, s.port));
  const says = s.targets.flatMap((target) => target.bindings.filter((b) => !isBind(b)));
  const agree = says.every((b) => b.listen.kind === 'tcp' && b.listen.port === port);
  if (!isSure || !agree || !isCompatible(s.dial, binding.protocol)) {
    return { why: `the image of \`${binding.app}\` listens on ${port} by itself, and may be told otherwise` };
  }
  return {
    code: 'image-default-port',
    confidence: 'medium',
    data: { dialled: s.dialled, app: binding.app, declared: String(port) },
    evidence: [{ span: binding.span, label: labelOf(binding) }, ...s.at.evidence],
    suggestions: [`${s.host}:${port}`],
  };
}

/** The image's environment beats what the framework does by itself. */
function isOwnBind(binding: Binding): boolean {
  return isBind(binding) && !(binding.server === 'kestrel' && binding.evidence === 'default');
}

/** Whether nothing near the service speaks of another address: no variable, no argument, no port nobody knows. */
function isCertain(service: Service, dialled: number): boolean {
  const { image, env, argv, isEnvComplete } = service.container;
  if (
    !image ||
    !(image.phpFpm ? service.process.closed : CERTAIN_IMAGES.has(image.name)) ||
    service.unknownPorts ||
    !isEnvComplete
  )
    return false;
  const number = new RegExp(`(^|\\D)${dialled}(\\D|$)`);
  const speaks = [...env].some(
    ([name, value]) => /URLS|_PORTS?$|Kestrel/i.test(name) || number.test(value.text) || value.text.includes(HOLE),
  );
  return !speaks && !argv.some((word) => number.test(word.text) || /--urls/.test(word.text));
}

/** Row 22: a name that Docker Desktop gives every container, and plain Docker only those whose `extra_hosts` ask for it. */
export function hostGateway(s: TcpSituation): Mismatch | undefined {
  const { net } = s.at;
  if (s.meaning.kind !== 'gateway' || !net || net.networkMode || net.externalLinks) return undefined;
  return {
    code: 'host-gateway',
    confidence: 'low',
    data: { dialled: s.dialled, host: s.host, app: '', declared: '', container: net.name },
    evidence: [{ span: net.span, label: 'has no `extra_hosts` for it' }, ...s.at.evidence],
    suggestions: [],
  };
}

/** Row 23: an address out of the ranges that docker gives its networks, and that no file gives to a service. */
export function containerIp(s: TcpSituation): Mismatch | undefined {
  if (s.meaning.kind !== 'outside') return undefined;
  const seen = s.world.snapshots.containers.find(({ addresses }) => addresses.includes(unbracket(s.host)));
  if (!seen && !/^172\.(1[7-9]|2\d|3[01])\.0\.([2-9]|[1-9]\d)$/.test(s.host)) return undefined;
  if (s.at.certainty === 'guessed' || s.at.projects.length === 0) return undefined;
  const services = s.at.projects.flatMap((project) => [...project.services.values()]);
  const said = (text: string | undefined): boolean =>
    text?.startsWith(s.host.slice(0, s.host.lastIndexOf('.'))) === true;
  if (services.some((service) => service.networks.some(({ ipv4 }) => said(ipv4)))) return undefined;
  if (s.at.net?.networkMode || s.at.projects.some((project) => project.incomplete)) return undefined;
  const named = s.at.net
    ? services.filter((service) =>
        seen ? service.name === seen.service : service.bindings.some((b) => isPort(b, s.port)),
      )
    : [];
  return {
    code: 'container-ip',
    confidence: 'medium',
    data: { dialled: s.dialled, host: s.host, app: seen?.service ?? seen?.name ?? '', declared: '' },
    evidence: s.at.evidence,
    suggestions: named.length === 1 && named[0] !== s.at.net ? [`${named[0]!.name}:${s.port}`] : [],
  };
}

function isPort({ listen }: Binding, port: number): boolean {
  return listen.kind === 'tcp' && listen.port === port;
}

/** Row 20: php-fpm closes the connections of clients that are not on its list. */
export function refusesClients(s: TcpSituation, bindings: readonly Binding[]): Verdict | undefined {
  const lists = bindings.flatMap(({ allowedClients }) => allowedClients ?? []);
  const [list] = lists;
  if (!list || lists.length < bindings.length) return undefined;
  if (lists.some(({ value }) => value.some((client) => client.includes(HOLE)))) return undefined;
  const isAllowed = s.crossing
    ? // the address of nginx's container is not known; a loopback one it is not
      (client: string) => client !== '127.0.0.1' && client !== '::1'
    : (client: string) => client === clientOf(s.host);
  // entries are compared as they stand: what comes after a comma is not trimmed (php-fpm, fcgi_set_allowed_clients)
  if (lists.some(({ value }) => value.some((client, i) => isAllowed(i === 0 ? client.trim() : client))))
    return undefined;
  const binding = bindings[0]!;
  const changes = s.crossing || lists.length > 1 ? undefined : withClient(list, clientOf(s.host));
  return {
    kind: 'mismatch',
    code: 'allowed-clients',
    confidence: 'medium',
    data: {
      dialled: s.dialled,
      app: binding.app,
      declared: list.value.join(','),
      isPinned: list.by === 'pinned' ? 'yes' : '',
      client: s.crossing ? 'the container of nginx' : `\`${clientOf(s.host)}\``,
    },
    evidence: [
      { span: list.span, label: 'accepts only these' },
      { span: binding.span, label: labelOf(binding) },
      ...s.at.evidence,
    ],
    suggestions: [],
    ...(changes && { changes }),
  };
}

/** From which address does the kernel dial an address of its own machine? From that one; from 127.0.0.1 for names of it. */
function clientOf(host: string): string {
  const address = unbracket(host).toLowerCase();
  return isLoopback(address) && !/^127\./.test(address) ? (address.includes(':') ? '::1' : '127.0.0.1') : address;
}
