/** May a server listen there, and like this? `listen` of http, stream and mail. */
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading, Setter } from '../../setter.ts';
import { DEFAULT_ADDRESS, type ListenAddress, listenAddress } from './addresses.ts';
import { type Family, listenOptions } from './listen-options.ts';
import { portsOf } from './ports.ts';

/** The address, or nginx's complaint. */
function* addressOf(directive: Directive, defaultPort: number): Generator<Complaint, ListenAddress | undefined> {
  const text = directive.args[0] ?? '';
  const found = listenAddress(text, defaultPort);
  if (found.error === undefined) return found;
  yield {
    rule: 'invalid-value',
    message: `${found.error} in "${text}" of the "listen" directive`,
    span: directive.argSpan(0),
    label: found.error,
    help: /^https?:\/\//i.test(text) ? 'write an address and a port, without a scheme' : undefined,
  };
  return undefined;
}

/** A server's `listen` that shares its address with other servers: http, and stream since 1.25.5. */
function* sharedListen(
  directive: Directive,
  { level, version }: Reading,
  family: 'http' | 'stream',
): Generator<Complaint> {
  if (directive.isInTemplate) return;
  const found = yield* addressOf(directive, family === 'http' ? 80 : 0);
  if (!found) return;
  const options = yield* listenOptions(directive, family, version);
  // bare `listen`s of a fragment need not be one server's
  if (!options || !level.parent || level.isImplied) return;
  const ports = portsOf(level.parent);
  for (const address of found.addresses) {
    if (!(yield* ports.add(address, directive, level, options, version))) return;
  }
}

/** A `listen` that has its address alone: mail, and stream before 1.25.5. */
function* ownListen(directive: Directive, { level, version }: Reading, family: Family): Generator<Complaint> {
  if (directive.isInTemplate) return;
  const found = yield* addressOf(directive, 0);
  if (!found) return;
  listenPorts(level).push(found.firstPort);
  const options = yield* listenOptions(directive, family, version);
  if (!options || !level.parent || level.isImplied) return;
  const taken = level.parent.fact('addresses', () => new Map<string, Directive>());
  for (const { port, key, text } of found.addresses) {
    const id = `${port} ${options.datagram ? 'udp' : 'tcp'} ${key}`;
    const first = taken.get(id);
    if (!first) {
      taken.set(id, directive);
      continue;
    }
    yield {
      rule: 'duplicate-listen',
      message: `duplicate "${text}" address and port pair`,
      label: 'another server listens there already',
      related: [{ span: first.headSpan, label: 'first here' }],
    };
    return;
  }
}

/** The ports of a mail server: its protocol is guessed from them. */
export function listenPorts(server: Level): number[] {
  return server.fact<number[]>('listen ports', () => []);
}

export const httpListen: Setter = (directive, reading) => sharedListen(directive, reading, 'http');

export const streamListen: Setter = (directive, reading) =>
  reading.version.before('1.25.5') === 'yes'
    ? ownListen(directive, reading, 'stream')
    : sharedListen(directive, reading, 'stream');

export const mailListen: Setter = (directive, reading) => ownListen(directive, reading, 'mail');

const PLAIN = {
  defaultServer: false,
  set: false,
  ssl: false,
  http2: false,
  quic: false,
  proxyProtocol: false,
  datagram: false,
} as const;

/** A server without any `listen` listens on port 80 (ngx_http_core_server). */
function* defaultListen({ level, version, isPartial }: Reading): Generator<Complaint> {
  const { block, parent } = level;
  if (isPartial || !block || !parent || level.read('listen').length > 0) return;
  const close = { close: block };
  for (const complaint of portsOf(parent).add(DEFAULT_ADDRESS, block, level, { ...PLAIN }, version)) {
    yield { ...complaint, place: close };
  }
}

/** A server of stream or mail has no default (ngx_stream_core_server, ngx_mail_core_server). */
function* missingListen({ level, isPartial, tree }: Reading): Generator<Complaint> {
  const { block } = level;
  if (isPartial || !block || level.read('listen').length > 0 || hasUnseen(level, tree)) return;
  yield {
    rule: 'config-error',
    message: 'no "listen" is defined for server',
    place: block,
    span: block.nameSpan,
    label: 'listens nowhere',
    help: 'add a `listen` with a port',
  };
}

/** May a level have statements that are not here: a pattern of an absolute include that matches nothing on this machine? */
export function hasUnseen(level: Level, tree: Reading['tree']): boolean {
  return level
    .read('include')
    .some((include) => (include.args[0] ?? '').startsWith('/') && !tree.included.has(include));
}

export const listenClosers: readonly Closer[] = [
  { module: 'ngx_http_core_module', at: 'server', stage: 'init', check: defaultListen },
  { module: 'ngx_stream_core_module', at: 'stream-server', stage: 'init', check: missingListen },
  { module: 'ngx_mail_core_module', at: 'mail-server', stage: 'init', check: missingListen },
];
