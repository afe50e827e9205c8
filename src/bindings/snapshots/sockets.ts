/** Which listening sockets does the output of ss, netstat or lsof, or a file of /proc/net, show? (bindings.md §11) */
import type { SourceText } from '../../text/index.ts';
import { literal, type Mapped, slice, trim } from '../../yaml/index.ts';
import { type Listener, listener } from '../commands/process.ts';
import { portNumber } from '../listen.ts';
import type { Listen } from '../types.ts';

/** A socket that was seen, with the program that had it open, where the output names it. */
export interface SeenListener extends Listener {
  readonly program?: string;
}

export type SocketFormat = 'ss' | 'netstat' | 'lsof' | 'proc-net';

/** The listening stream sockets of an output; lines of other shapes (headers, datagrams) are left out. */
export function seenListeners(source: SourceText, format: SocketFormat): SeenListener[] {
  const read = { ss: ssLine, netstat: netstatLine, lsof: lsofLine, 'proc-net': procLine }[format];
  const found: SeenListener[] = [];
  const known = new Set<string>();
  for (let number = 1; number <= source.lineCount; number++) {
    const line = trim(literal(source, source.lineStart(number), source.lineEnd(number)));
    const seen = read(line);
    if (!seen) continue;
    // lsof has a row for each process and each family
    const key = JSON.stringify(seen.listen);
    if (!known.has(key)) found.push(seen);
    known.add(key);
  }
  return found;
}

export interface SeenDatagram {
  readonly host: string;
  readonly port: number;
}

/** The UDP sockets in the output of ss or netstat; empty where it was not asked for them. */
export function seenDatagrams({ text }: SourceText): SeenDatagram[] {
  const row = /^(?:udp\s+UNCONN|udp6?)\s+\d+\s+\d+\s+(\S+?)(?:%\w+)?:(\d{1,5})\s/gm;
  return [...text.matchAll(row)].flatMap(([, host = '', digits = '']) => {
    const port = portNumber(digits);
    return port === undefined ? [] : [{ host: host.replace(/^\[|\]$/g, ''), port }];
  });
}

/** The format that a text looks like. */
export function socketFormat(source: SourceText): SocketFormat | undefined {
  const { text } = source;
  if (/^\s*(sl\s+local_address|Num\s+RefCount)/m.test(text)) return 'proc-net';
  if (/^COMMAND\s+PID\s/m.test(text) || /\(LISTEN\)\s*$/m.test(text)) return 'lsof';
  if (/^(\w+\s+)?LISTEN\s+\d+\s+\d+\s/m.test(text)) return 'ss';
  if (/^Active (Internet|UNIX)/m.test(text) || /^(tcp6?|unix)\s.*\bLISTEN(ING)?\b/m.test(text)) return 'netstat';
  return undefined;
}

function seen(listen: Listen, at: Mapped, program: string | undefined): SeenListener {
  const one = listener(listen, 'unknown', at, 'observed');
  return { ...one, ...(program !== undefined && program !== '' && { program }) };
}

/** `[Netid] LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=1,fd=6))`; the path of a unix socket may hold spaces. */
function ssLine(line: Mapped): SeenListener | undefined {
  const head = /^(?:(tcp|u_str|mptcp)\s+)?LISTEN\s+\d+\s+\d+\s+/.exec(line.text);
  if (!head) return undefined;
  const program = /users:\(\("([^"]*)"/.exec(line.text)?.[1];
  const rest = slice(line, head[0].length);
  const unix = /^([/@].*?)\s+\d+\s+\*\s+\d+/.exec(rest.text);
  if (unix) return seen(unixOf(unix[1]!), slice(rest, 0, unix[1]!.length), program);
  const address = /^\S+/.exec(rest.text)?.[0];
  return address === undefined ? undefined : tcpSeen(slice(rest, 0, address.length), program, false);
}

/** `tcp 0 0 0.0.0.0:80 0.0.0.0:* LISTEN 1/nginx: master`, `unix 2 [ ACC ] STREAM LISTENING 123 1/php /run/a.sock`. */
function netstatLine(line: Mapped): SeenListener | undefined {
  const unix = /^unix\s+\d+\s+\[[^\]]*\]\s+STREAM\s+LISTENING\s+\d+\s+(?:(?:\d+\/(.*?)|-)\s+)?([/@].*)$/.exec(
    line.text,
  );
  if (unix)
    return seen(unixOf(unix[2]!), slice(line, line.text.length - unix[2]!.length), unix[1]?.replace(/:.*$/, ''));
  const tcp = /^(tcp[46]?6?)\s+\d+\s+\d+\s+(\S+)\s+\S+\s+LISTEN\b\s*(?:.*?(?:\d+\/(.*))?)?$/.exec(line.text);
  if (!tcp) return undefined;
  const start = line.text.indexOf(tcp[2]!, tcp[1]!.length);
  return tcpSeen(slice(line, start, start + tcp[2]!.length), tcp[3]?.replace(/:.*$/, '').trim(), tcp[1]!.endsWith('6'));
}

/** `node 123 web 18u IPv6 1234 0t0 TCP *:3000 (LISTEN)`. */
function lsofLine(line: Mapped): SeenListener | undefined {
  const match = /^(\S+)\s+\d+\s.*?\b(IPv[46])\b.*\bTCP\s+(\S+)\s+\(LISTEN\)$/.exec(line.text);
  if (!match) return undefined;
  const start = line.text.lastIndexOf(match[3]!);
  return tcpSeen(slice(line, start, start + match[3]!.length), match[1]!.replace(/\\x20/g, ' '), match[2] === 'IPv6');
}

/** Addresses in hexadecimal, IPv4 and the words of IPv6 in the machine's byte order (little endian). */
function procLine(line: Mapped): SeenListener | undefined {
  const tcp = /^\d+:\s+([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})\s+\S+\s+0A\s/.exec(line.text);
  if (tcp) {
    const start = line.text.indexOf(tcp[1]!);
    const at = slice(line, start, start + tcp[1]!.length + 5);
    return seen({ kind: 'tcp', host: hexHost(tcp[1]!), port: Number.parseInt(tcp[2]!, 16) }, at, undefined);
  }
  const unix = /^[0-9a-fA-F]+:\s+\S+\s+\S+\s+00010000\s+0001\s+01\s+\d+\s+([/@].*)$/.exec(line.text);
  return unix ? seen(unixOf(unix[1]!), slice(line, line.text.length - unix[1]!.length), undefined) : undefined;
}

function hexHost(hex: string): string {
  const words = hex.match(/.{8}/g)!.map((word) =>
    word
      .match(/../g)!
      .reverse()
      .map((byte) => Number.parseInt(byte, 16)),
  );
  if (words.length === 1) return words[0]!.join('.');
  const bytes = words.flat();
  if (bytes.every((byte) => byte === 0)) return '*'; // whether it is IPv6 only is not in the file
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
  const text = groups.join(':');
  return text === '0:0:0:0:0:0:0:1' ? '::1' : text;
}

/** A socket without a file is no address that nginx can dial. */
function unixOf(path: string): Listen {
  return path.startsWith('@') ? { kind: 'unresolved', text: path } : { kind: 'unix', path };
}

/** `0.0.0.0:80`, `[::]:80`, `:::80`, `*:80`, `127.0.0.1%lo:53`, `*.80` (BSD). A name for a port says nothing. */
function tcpSeen(address: Mapped, program: string | undefined, isV6: boolean): SeenListener | undefined {
  const match = /^(.*?)(?:%\w+)?(?:[:.])([^:.]+)$/.exec(address.text);
  const port = portNumber(match?.[2] ?? '');
  if (!match || port === undefined) return undefined;
  const host = match[1]!.replace(/^\[|\](%\w+)?$/g, '').replace(/%\w+$/, '');
  // `*` of an IPv4 socket (lsof) is every IPv4 address; `::` may be dual stack
  const meant = host === '::' || (host === '*' && (isV6 || !address.text.startsWith('*.'))) ? '*' : host;
  return seen({ kind: 'tcp', host: meant, port }, address, program);
}
