/** Has every server that speaks TLS what it needs? The TLS modules' checks at the end of http and stream. */
import type { Directive } from '../../../tree/index.ts';
import type { Closer, Complaint, Level, Reading } from '../../setter.ts';
import { hasUnseen } from './listen.ts';
import { type ListenedAddress, type Listener, portsOf } from './ports.ts';
import { isOn, listOf, requiredMistakes, serverMistakes } from './ssl-merge.ts';

/** The servers of a block whose text is all here. */
export function* serversOf({ level, tree, isPartial }: Reading, kind: string): Generator<Level> {
  if (isPartial || hasUnseen(level, tree)) return;
  for (const server of level.children) {
    if (server.kind === kind && server.block && !hasUnseen(server, tree)) yield server;
  }
}

function* httpMerge(reading: Reading): Generator<Complaint> {
  const { version } = reading;
  const hasSwitch = version.before('1.25.1') === 'yes';
  const said = new Set<string>();
  for (const server of serversOf(reading, 'server')) {
    const isRefusing = listOf(server, 'ssl_certificate').length === 0 && isOn(server, 'ssl_reject_handshake');
    const by = hasSwitch && !isRefusing && isOn(server, 'ssl') ? server.effective('ssl') : undefined;
    const mistakes = by ? requiredMistakes(server, { words: 'ssl', by }, version) : serverMistakes(server, version);
    yield* once(mistakes, said);
  }
}

/** A mistake of http itself is every server's: it is said once. */
export function* once(complaints: Iterable<Complaint>, said: Set<string>): Generator<Complaint> {
  for (const complaint of complaints) {
    const { span, message } = complaint;
    const key = span ? `${message} ${span.source.path} ${span.start}` : message;
    if (said.has(key)) continue;
    said.add(key);
    yield complaint;
  }
}

function* streamMerge(reading: Reading): Generator<Complaint> {
  const { version } = reading;
  const isOld = version.before('1.25.5');
  const said = new Set<string>();
  for (const server of serversOf(reading, 'stream-server')) {
    if (isOld !== 'yes') {
      // before, a server without `listen ... ssl` needed no key
      const isSure = isOld === 'no' || server.read('listen').some(({ args }) => args.includes('ssl'));
      if (isSure) yield* once(serverMistakes(server, version), said);
      continue;
    }
    const by = sslListen(server);
    if (by) yield* once(requiredMistakes(server, { words: 'listen ... ssl', by }, version), said);
  }
}

/** The last `listen ... ssl`: its line is the one that nginx prints. */
export function sslListen(server: Level): Directive | undefined {
  return server.read('listen').findLast(({ args }) => args.includes('ssl', 1));
}

/** ngx_http_ssl_init, ngx_stream_ssl_init: the default server of an address must have a certificate. */
function* certificates(reading: Reading): Generator<Complaint> {
  const { level, tree, isPartial } = reading;
  if (isPartial || hasUnseen(level, tree)) return;
  const said = new Set<Level>();
  for (const address of portsOf(level).all()) {
    if (!address.ssl && !address.quic) continue;
    const listener = withoutCertificate(address);
    if (listener) {
      if (said.has(listener.server) || hasUnseen(listener.server, tree)) continue;
      said.add(listener.server);
      yield noCertificate(listener, address);
    } else if (address.quic) {
      const { server } = address.defaultServer;
      const complaint = said.has(server) ? undefined : oldProtocols(address.defaultServer);
      said.add(server);
      if (complaint) yield complaint;
    }
  }
}

function withoutCertificate({ defaultServer, servers }: ListenedAddress): Listener | undefined {
  if (listOf(defaultServer.server, 'ssl_certificate').length > 0) return undefined;
  if (!isOn(defaultServer.server, 'ssl_reject_handshake')) return defaultServer;
  return servers.find(
    ({ server }) => listOf(server, 'ssl_certificate').length === 0 && !isOn(server, 'ssl_reject_handshake'),
  );
}

function noCertificate({ server, by }: Listener, { quic, text }: ListenedAddress): Complaint {
  const block = server.block!;
  return {
    rule: 'config-error',
    message: `no "ssl_certificate" is defined for the "listen ... ${quic ? 'quic' : 'ssl'}" directive`,
    place: block,
    span: by === block ? block.nameSpan : by.headSpan,
    label: `the default server of ${text} has no certificate`,
    help: 'add `ssl_certificate` and `ssl_certificate_key`, or `ssl_reject_handshake on` to refuse unknown names',
  };
}

/** QUIC is TLS 1.3. */
function oldProtocols({ server }: Listener): Complaint | undefined {
  const protocols = listOf(server, 'ssl_protocols');
  if (protocols.length === 0 || listOf(server, 'ssl_certificate').length === 0) return undefined;
  if (protocols.some(({ args }) => args.some((arg) => arg.toLowerCase() === 'tlsv1.3'))) return undefined;
  return {
    rule: 'config-error',
    message: '"ssl_protocols" must enable TLSv1.3 for the "listen ... quic" directive',
    place: server.block!,
    span: protocols[0]!.headSpan,
    label: 'QUIC needs TLSv1.3',
    help: 'add `TLSv1.3`',
  };
}

function* httpInit(reading: Reading): Generator<Complaint> {
  // before, nginx found out when it served the first connection
  if (reading.version.before('1.15.0') !== 'yes') yield* certificates(reading);
}

function* streamInit(reading: Reading): Generator<Complaint> {
  // before, a listen without a certificate was an error of another place, but an error
  if (reading.version.before('1.25.5') !== 'yes') yield* certificates(reading);
}

export const sslClosers: readonly Closer[] = [
  { module: 'ngx_http_ssl_module', at: 'http', stage: 'init', check: httpMerge },
  { module: 'ngx_http_ssl_module', at: 'http', stage: 'postconfiguration', check: httpInit },
  { module: 'ngx_stream_ssl_module', at: 'stream', stage: 'init', check: streamMerge },
  { module: 'ngx_stream_ssl_module', at: 'stream', stage: 'postconfiguration', check: streamInit },
];
