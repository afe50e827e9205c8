/** Which containers does the output of docker show, and which of their ports are published? (docker ps, inspect, compose ps) */
import { SourceText } from '../../text/index.ts';
import {
  child,
  listAt,
  literal,
  type Mapped,
  parseYaml,
  slice,
  spanOf,
  standing,
  textAt,
  type YamlNode,
} from '../../yaml/index.ts';
import { type Listener, listener } from '../commands/process.ts';
import { portNumber } from '../listen.ts';
import { type Row, tableFormat, tableRows } from './docker-tables.ts';

/** A container that runs. */
export interface SeenContainer {
  readonly name: string;
  readonly image?: string;
  /** The compose project and service it was made for. */
  readonly project?: string;
  readonly service?: string;
  /** Addresses on its networks: they change when it is made anew. */
  readonly addresses: readonly string[];
  readonly aliases: readonly string[];
  /** What is published: addresses on the host, with the port inside. */
  readonly published: readonly { readonly host: Listener; readonly target: number }[];
  /** Ports that are only spoken of. */
  readonly exposed: readonly Listener[];
}

export type DockerFormat = 'docker-ps' | 'docker-inspect' | 'compose-ps';

/** The containers of an output: JSON as an array, one object or one object per line, or the table for people. */
export function seenContainers(source: SourceText, format: DockerFormat): SeenContainer[] | undefined {
  const rows = format === 'docker-inspect' ? undefined : tableRows(source);
  if (rows) return rows.map(fromRow);
  const items = jsonItems(source);
  if (!items) return undefined;
  const read = { 'docker-ps': fromPs, 'docker-inspect': fromInspect, 'compose-ps': fromComposePs }[format];
  return items.flatMap((item) => (item.kind === 'map' ? [read(item)] : []));
}

/** The format that a text looks like. */
export function dockerFormat(source: SourceText): DockerFormat | undefined {
  const head = source.text.slice(0, 20_000);
  const table = tableFormat(source.text);
  if (table) return table;
  if (/"NetworkSettings"\s*:/.test(source.text)) return 'docker-inspect';
  if (/"Publishers"\s*:/.test(head)) return 'compose-ps';
  return /"Names"\s*:/.test(head) && /"Ports"\s*:/.test(head) ? 'docker-ps' : undefined;
}

/** A row of a table. The project of a container that compose made is what stands before the service in its name. */
function fromRow(row: Row): SeenContainer {
  const image = row.get('IMAGE')?.text;
  const ports = row.get('PORTS');
  const service = row.get('SERVICE')?.text;
  const name = (row.get('NAME') ?? row.get('NAMES'))?.text.split(',')[0] ?? '';
  const middle = service === undefined ? -1 : name.search(new RegExp(`[-_]${service.replace(/\W/g, '\\$&')}[-_]\\d+$`));
  return {
    name,
    ...(image !== undefined && { image }),
    ...compose(middle > 0 ? name.slice(0, middle) : undefined, service),
    addresses: [],
    aliases: [],
    ...(ports ? portsText(ports) : { published: [], exposed: [] }),
  };
}

function jsonItems(source: SourceText): readonly YamlNode[] | undefined {
  const text = source.text.trimStart();
  if (!/^[[{]/.test(text)) return undefined;
  if (text.startsWith('[')) {
    const parsed = parseYaml(source);
    return parsed.kind === 'tree' && parsed.root ? listAt(parsed.root) : undefined;
  }
  const whole = /^\{[^\n]*\}\s*(\n|$)/.test(text) ? undefined : parseYaml(source);
  if (whole) return whole.kind === 'tree' && whole.root ? [whole.root] : undefined;
  const items: YamlNode[] = [];
  for (let line = 1; line <= source.lineCount; line++) {
    const own = literal(source, source.lineStart(line), source.lineEnd(line));
    if (own.text.trim() === '') continue;
    const parsed = parseYaml(
      SourceText.cut(source.path, [{ source, start: source.lineStart(line), end: source.lineEnd(line) }]),
    );
    if (parsed.kind !== 'tree' || !parsed.root) return undefined;
    items.push(parsed.root);
  }
  return items;
}

const plain = (node: YamlNode | undefined, key: string): string | undefined => textAt(child(node, key))?.text;

function fromPs(item: YamlNode): SeenContainer {
  const labels = new Map(
    (plain(item, 'Labels') ?? '')
      .split(',')
      .map((label) => [label.slice(0, label.indexOf('=')), label.slice(label.indexOf('=') + 1)]),
  );
  const ports = textAt(child(item, 'Ports'));
  const image = plain(item, 'Image');
  return {
    name: (plain(item, 'Names') ?? '').split(',')[0]!,
    ...(image !== undefined && { image }),
    ...compose(labels.get('com.docker.compose.project'), labels.get('com.docker.compose.service')),
    addresses: [],
    aliases: [],
    ...(ports ? portsText(ports) : { published: [], exposed: [] }),
  };
}

/** `0.0.0.0:8081->3000/tcp, [::]:8081->3000/tcp, 9000/tcp`, ranges `9000-9002->9000-9002/tcp`. */
function portsText(ports: Mapped): Pick<SeenContainer, 'published' | 'exposed'> {
  const published: { host: Listener; target: number }[] = [];
  const exposed: Listener[] = [];
  const pattern = /(?:(\[?[\d.:a-f]+\]?|\*):)?(\d+)(?:-(\d+))?(?:->(\d+)(?:-\d+)?)?\/(tcp|udp|sctp)/g;
  for (const match of ports.text.matchAll(pattern)) {
    if (match[5] !== 'tcp') continue;
    const at = slice(ports, match.index, match.index + match[0].length);
    const first = Number(match[2]);
    const last = Math.min(Number(match[3] ?? first), first + 63);
    for (let port = first; port <= last; port++) {
      if (match[4] === undefined) exposed.push(listener({ kind: 'tcp', host: '?', port }, 'unknown', at, 'exposed'));
      else published.push({ host: onHost(match[1] ?? '*', port, at), target: Number(match[4]) + port - first });
    }
  }
  return { published, exposed };
}

function fromInspect(item: YamlNode): SeenContainer {
  const settings = child(item, 'NetworkSettings');
  const config = child(item, 'Config');
  const labels = child(config, 'Labels');
  const published: { host: Listener; target: number }[] = [];
  const exposed: Listener[] = [];
  const ports = child(settings, 'Ports');
  for (const [key, entry] of ports?.kind === 'map' ? ports.entries : []) {
    const target = portNumber(/^(\d+)\/tcp$/.exec(key)?.[1] ?? '');
    if (target === undefined) continue;
    exposed.push(listener({ kind: 'tcp', host: '?', port: target }, 'unknown', standing(entry.key, key), 'exposed'));
    for (const binding of listAt(entry.value)) {
      const port = textAt(child(binding, 'HostPort'));
      const number = portNumber(port?.text ?? '');
      if (port && number) published.push({ host: onHost(plain(binding, 'HostIp') || '*', number, port), target });
    }
  }
  const networks = child(settings, 'Networks');
  const each = networks?.kind === 'map' ? [...networks.entries.values()].map((entry) => entry.value) : [];
  const image = plain(config, 'Image');
  return {
    name: (plain(item, 'Name') ?? '').replace(/^\//, ''),
    ...(image !== undefined && { image }),
    ...compose(plain(labels, 'com.docker.compose.project'), plain(labels, 'com.docker.compose.service')),
    addresses: each.flatMap((network) =>
      ['IPAddress', 'GlobalIPv6Address'].flatMap((key) => plain(network, key) || []),
    ),
    aliases: each.flatMap((network) => listAt(child(network, 'Aliases')).flatMap((alias) => textAt(alias)?.text ?? [])),
    published,
    exposed,
  };
}

function fromComposePs(item: YamlNode): SeenContainer {
  const published: { host: Listener; target: number }[] = [];
  const exposed: Listener[] = [];
  for (const publisher of listAt(child(item, 'Publishers'))) {
    const target = textAt(child(publisher, 'TargetPort'));
    const port = textAt(child(publisher, 'PublishedPort'));
    const inside = portNumber(target?.text ?? '');
    const outside = portNumber(port?.text ?? '');
    if (!target || !inside || plain(publisher, 'Protocol') === 'udp') continue;
    exposed.push(listener({ kind: 'tcp', host: '?', port: inside }, 'unknown', target, 'exposed'));
    if (port && outside)
      published.push({ host: onHost(plain(publisher, 'URL') || '*', outside, port), target: inside });
  }
  const image = plain(item, 'Image');
  return {
    name: plain(item, 'Name') ?? '',
    ...(image !== undefined && { image }),
    ...compose(plain(item, 'Project'), plain(item, 'Service')),
    addresses: [],
    aliases: [],
    published,
    exposed,
  };
}

function onHost(ip: string, port: number, at: Mapped): Listener {
  const host = ip.replace(/^\[|\]$/g, '');
  return {
    listen: { kind: 'tcp', host: host === '::' ? '*' : host, port },
    protocol: 'unknown',
    evidence: 'observed',
    span: spanOf(at),
  };
}

function compose(project: string | undefined, service: string | undefined): { project?: string; service?: string } {
  return {
    ...(project !== undefined && project !== '' && { project }),
    ...(service !== undefined && service !== '' && { service }),
  };
}
