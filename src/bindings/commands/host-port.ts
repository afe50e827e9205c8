/** Where does a server listen that takes host, port and socket by options of their own, with variables and defaults behind? */
import { gradeOf, hasHole, type Mapped } from '../../yaml/index.ts';
import { portListen, unixAt } from '../listen.ts';
import type { Listen, Protocol, ServerSettings } from '../types.ts';
import {
  defaultFact,
  type Environment,
  factOf,
  hasOption,
  hidesOptions,
  type Listener,
  lastOption,
  listener,
  type ServerReader,
  type Surroundings,
} from './process.ts';

export interface HostPortOptions {
  readonly server: string;
  readonly host: readonly string[];
  readonly port: readonly string[];
  readonly unix?: readonly string[];
  readonly fd?: readonly string[];
  /** Options that switch TLS on: all of them are needed. */
  readonly tls?: readonly string[];
  /** Variables, the first that is set counts. */
  readonly hostEnv?: readonly string[];
  readonly portEnv?: readonly string[];
  readonly unixEnv?: readonly string[];
  /** `?` = not known. */
  readonly defaultHost: string;
  readonly defaultPort: number;
  /** Permission bits of a socket; absent = what the umask leaves. */
  readonly mode?: number;
  readonly modeOption?: string;
  /** Option for, and default of, the seconds an idle connection is kept. */
  readonly keepalive?: {
    readonly options: readonly string[];
    readonly env?: string;
    /** How many of what is given are a second; 1 when absent. */
    readonly unit?: number;
    /** undefined where the release decides and is not known. */
    readonly seconds: number | ((env: Environment, at: Surroundings) => number | undefined);
  };
  /** Other sources (a file, the program's code) may say something else where the command line does not. */
  readonly open?: boolean;
}

/** The reader of such a server. */
export function hostPort(spec: HostPortOptions): ServerReader {
  return (args, env, self, at) => {
    const protocol: Protocol = spec.tls?.every((name) => hasOption(args, name)) ? 'https' : 'http';
    const found = readAddress(spec, args, env, self, at.cwd, protocol);
    const settings = settingsOf(spec, args, env, self, at);
    const closed = !hidesOptions(args) && !(spec.open && found.evidence !== 'declared' && found.evidence !== 'derived');
    return { server: spec.server, listeners: [found], closed, settings };
  };
}

function readAddress(
  spec: HostPortOptions,
  args: readonly Mapped[],
  env: Environment,
  self: Mapped,
  cwd: string | undefined,
  protocol: Protocol,
): Listener {
  const variable = (names: readonly string[] = []) =>
    names.map((name) => env.get(name)).find((value) => value && value.text !== '');
  const fd = lastOption(args, ...(spec.fd ?? []));
  if (fd) return listener({ kind: 'unresolved', text: `fd://${fd.text}` }, protocol, fd);
  const unix = lastOption(args, ...(spec.unix ?? [])) ?? variable(spec.unixEnv);
  if (unix) return { ...listener(unixAt(unix, cwd), protocol, unix), socket: socketOf(spec, args, self) };
  const hostValue = lastOption(args, ...spec.host) ?? variable(spec.hostEnv);
  const host = hostValue && !hasHole(hostValue) && !hostValue.text.includes('$') ? hostValue.text : undefined;
  const listen = (port: Mapped): Listen =>
    hostValue && host === undefined
      ? { kind: 'unresolved', text: hostValue.text }
      : portListen(port, host ?? spec.defaultHost);
  const port = lastOption(args, ...spec.port);
  if (port) return listener(listen(port), protocol, port);
  const set = variable(spec.portEnv);
  if (set) return listener(listen(set), protocol, set, 'env-port');
  if (hostValue && host === undefined)
    return listener({ kind: 'unresolved', text: hostValue.text }, protocol, hostValue);
  // a host without a port is a declaration of half an address
  const half = hostValue && gradeOf(hostValue) === 'declared' ? hostValue : self;
  return listener({ kind: 'tcp', host: host ?? spec.defaultHost, port: spec.defaultPort }, protocol, half, 'default');
}

function socketOf(spec: HostPortOptions, args: readonly Mapped[], self: Mapped) {
  const given = spec.modeOption === undefined ? undefined : lastOption(args, spec.modeOption);
  if (given) {
    const bits = /^(0o?)?[0-7]{3,4}$/.test(given.text) ? Number.parseInt(given.text.replace(/^0o/, ''), 8) : undefined;
    return bits === undefined ? {} : { mode: factOf(bits, given) };
  }
  return spec.mode === undefined ? { byUmask: true } : { mode: defaultFact(spec.mode, self) };
}

function settingsOf(
  spec: HostPortOptions,
  args: readonly Mapped[],
  env: Environment,
  self: Mapped,
  at: Surroundings,
): ServerSettings {
  if (!spec.keepalive) return {};
  const given =
    lastOption(args, ...spec.keepalive.options) ??
    (spec.keepalive.env === undefined ? undefined : env.get(spec.keepalive.env));
  if (!given) {
    const known = spec.keepalive.seconds;
    const byDefault = typeof known === 'number' ? known : known(env, at);
    return byDefault === undefined || hidesOptions(args) ? {} : { keepaliveIdle: defaultFact(byDefault, self) };
  }
  const seconds = Number(given.text) / (spec.keepalive.unit ?? 1);
  return Number.isFinite(seconds) && given.text !== '' ? { keepaliveIdle: factOf(seconds, given) } : {};
}
