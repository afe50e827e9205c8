// Which programs this machine has for the truth suite, which versions, and why a missing one is missing.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';

// Debian keeps daemons in sbin, which is not on an ordinary user's PATH.
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'].filter(
  (dir) => dir !== '',
);

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findProgram(name: RegExp): string | undefined {
  for (const dir of FOLDERS) {
    let names: string[] = [];
    try {
      names = readdirSync(dir).filter((entry) => name.test(entry));
    } catch {
      // A PATH entry that does not exist is normal.
    }
    const found = names
      .sort()
      .reverse()
      .find((entry) => executable(join(dir, entry)));
    if (found !== undefined) return join(dir, found);
  }
  return undefined;
}

function findNginx(): string | undefined {
  const named = process.env.NGINX_BIN;
  if (named !== undefined && named !== '') return executable(named) ? named : undefined;
  return findProgram(/^nginx$/);
}

function versionOf(nginx: string | undefined): string | undefined {
  if (nginx === undefined) return undefined;
  // nginx -v prints to stderr.
  const { stderr } = spawnSync(nginx, ['-v'], { encoding: 'utf8', timeout: 10_000 });
  return /nginx\/(\d+\.\d+\.\d+)/.exec(stderr ?? '')?.[1];
}

export const nginxBin = findNginx();
export const nginxVersion = versionOf(nginxBin);
export const phpFpmBin = findProgram(/^php-fpm(\d+\.\d+)?$/);
export const uwsgiBin = findProgram(/^uwsgi$/);
export const gunicornBin = findProgram(/^gunicorn3?$/);
export const supervisordBin = findProgram(/^supervisord$/);
export const opensslBin = findProgram(/^openssl$/);
/** A program of that very name. */
export const programBin = (name: string): string | undefined => findProgram(new RegExp(`^${name}$`));

export const timeoutBin = findProgram(/^timeout$/);

/** Is the nginx of this machine that version or a newer one? False when there is none. */
export function nginxIsAtLeast(version: string): boolean {
  const [have, want] = [nginxVersion ?? '0', version].map((text) => text.split('.').map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (have?.[part] ?? 0) - (want?.[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The line that gives nginx its stream module (Debian's is a file of its own); empty where it is built in, undefined without. */
export function streamModule(): string | undefined {
  const { stderr } = spawnSync(nginxBin ?? 'nginx', ['-V'], { encoding: 'utf8', timeout: 10_000 });
  const built = /--with-stream(=dynamic)?(?=\s|$)/.exec(stderr ?? '');
  if (!built) return undefined;
  if (built[1] === undefined) return '';
  const directory = /--modules-path=(\S+)/.exec(stderr)?.[1] ?? '';
  const file = join(directory, 'ngx_stream_module.so');
  return existsSync(file) ? `load_module ${file};` : undefined;
}

/** Was nginx built with a module? Asked by the option of its configure script, such as `http_v2_module`. */
export function nginxHas(module: string): boolean {
  const { stderr } = spawnSync(nginxBin ?? 'nginx', ['-V'], { encoding: 'utf8', timeout: 10_000 });
  return (stderr ?? '').includes(`--with-${module}`);
}

export const isRoot = process.getuid?.() === 0;

/** As whom nginx and php-fpm workers run: Debian's www-data under root, else nobody can change and it is the caller. */
export function workerUser(): { user: string; group: string } {
  if (isRoot) return { user: 'www-data', group: 'www-data' };
  const user = userInfo().username;
  const { stdout } = spawnSync('id', ['-gn'], { encoding: 'utf8' });
  return { user, group: stdout.trim() || user };
}

/** The command words that run the rest of a command line with that file as /etc/hosts, seen by nobody else. */
export function withHosts(hostsFile: string): string[] {
  const script = 'mount --bind "$1" /etc/hosts && shift && exec "$@"';
  return ['unshare', '--mount', 'sh', '-c', script, 'sh', hostsFile];
}

/** The command words that run the rest of a command line with these limits of open files, and without CAP_SYS_RESOURCE. */
export function withFiles(soft: number, hard: number): string[] {
  const dropped = ['setpriv', '--bounding-set', '-sys_resource', '--inh-caps', '-sys_resource'];
  return ['prlimit', `--nofile=${soft}:${hard}`, ...(isRoot ? dropped : [])];
}

/** /etc/hosts of Debian, RHEL and the Docker images: one name, two addresses. */
export const LOCALHOST_TWICE = ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback'];

let namesProblem: string | null | undefined;

/** Why names cannot be given to nginx through an own /etc/hosts; undefined when they can. */
export function whyNoNames(): string | undefined {
  if (namesProblem === undefined) namesProblem = probeNames() ?? null;
  return namesProblem ?? undefined;
}

function probeNames(): string | undefined {
  if (!isRoot) return 'own /etc/hosts needs root (mount namespace)';
  const probe = ['127.0.0.1 probe.example.test'];
  const { stdout, stderr } = runWithHosts(probe, ['cat', '/etc/hosts']);
  if (stdout === `${probe[0]}\n`) return undefined;
  return `own /etc/hosts does not work here (unshare --mount: ${(stderr ?? '').trim() || 'no such program'})`;
}

function runWithHosts(lines: readonly string[], command: readonly string[]): { stdout: string; stderr: string } {
  const dir = mkdtempSync(join(tmpdir(), 'nginx-vet-names-'));
  try {
    const hosts = join(dir, 'hosts');
    writeFileSync(hosts, `${lines.join('\n')}\n`);
    const [program = '', ...args] = [...withHosts(hosts), ...command];
    return spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

let peers: readonly string[] | undefined;

/**
 * What getaddrinfo gives for `localhost` when /etc/hosts has it as 127.0.0.1 and as ::1. nginx resolves with AI_ADDRCONFIG:
 * on a machine with an IPv4 address but no IPv6 one beside ::1 that is 127.0.0.1 twice, because glibc reads the ::1 line
 * as 127.0.0.1 when it looks for IPv4 alone.
 */
export function localhostPeers(): readonly string[] {
  peers ??= probeLocalhost();
  return peers;
}

function probeLocalhost(): string[] {
  if (whyNoNames() !== undefined) return [];
  const stdout = runWithHosts(LOCALHOST_TWICE, ['getent', 'ahosts', 'localhost']).stdout ?? '';
  return [...stdout.matchAll(/^(\S+)\s+STREAM/gm)].map((match) => match[1] ?? '');
}

/** Why no network of its own can be made for a test; undefined when it can. */
export function whyNoNetwork(): string | undefined {
  const script = 'ip link set lo up && echo "40000 40039" > /proc/sys/net/ipv4/ip_local_port_range';
  const { status, stderr, error } = spawnSync('unshare', ['--net', 'sh', '-c', script], { encoding: 'utf8' });
  return status === 0 ? undefined : `no network of its own (unshare --net, ip): ${error?.message ?? stderr.trim()}`;
}

/** Why no machines can be made for a test (namespaces with a network between them); undefined when they can. */
export function whyNoMachines(): string | undefined {
  if (!isRoot) return 'machines of their own need root (network and mount namespaces)';
  const script = [
    'mount -t tmpfs tmpfs /run',
    'ip link add bridge type bridge',
    'ip link add v0 type veth peer name v1',
    'nsenter -t $$ --net --mount --wdns=/ true',
  ];
  const command = ['--net', '--mount', 'sh', '-c', script.join(' && ')];
  const { status, stderr, error } = spawnSync('unshare', command, { encoding: 'utf8' });
  return status === 0 ? undefined : `no machines (unshare, ip, nsenter): ${error?.message ?? stderr.trim()}`;
}
