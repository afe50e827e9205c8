// Places to run programs in: each with a network, a view of the file system and names of its own, gone when the case ends.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Guarded, startGuarded } from './guarded.ts';
import type { Answer } from './request.ts';
import { until } from './wait.ts';

/** A file or directory of the case under another path of the machine. */
export interface Mount {
  readonly from: string;
  readonly to: string;
}

export interface MachineRequest {
  /** Where its own files (hosts, log) are kept. */
  readonly directory: string;
  readonly name: string;
  /** Lines of /etc/hosts. */
  readonly hosts: readonly string[];
  readonly mounts: readonly Mount[];
}

/** Directories that every machine has empty, so that nothing of this computer is seen in them or changed. */
const EMPTY = ['/run', '/srv', '/etc/nginx', '/etc/php', '/var/lib/nginx', '/var/log/nginx'];

const SETUP = `
set -e
for each in ${EMPTY.join(' ')}; do [ -d "$each" ] && mount -t tmpfs tmpfs "$each"; done
while [ $# -gt 0 ]; do
  mkdir -p "$(dirname "$2")"
  if [ -d "$1" ]; then mkdir -p "$2"; else [ -e "$2" ] || : > "$2"; fi
  mount --bind "$1" "$2"; shift 2
done
ip link set lo up
echo "ready $$"
exec sleep 1000
`;

/** A network namespace with a mount namespace, kept by a process that sleeps. */
export class Machine {
  readonly name: string;
  /** The process that keeps the namespaces. */
  readonly pid: string;
  readonly #keeper: Guarded;
  readonly #started: Guarded[] = [];

  private constructor(name: string, keeper: Guarded, pid: string) {
    this.name = name;
    this.#keeper = keeper;
    this.pid = pid;
  }

  static async make({ directory, name, hosts, mounts }: MachineRequest): Promise<Machine> {
    const file = join(directory, `hosts-${name}`);
    writeFileSync(file, `${hosts.join('\n')}\n`);
    const all = [...mounts, { from: file, to: '/etc/hosts' }];
    const words = all.flatMap(({ from, to }) => [from, to]);
    const keeper = startGuarded(['unshare', '--net', '--mount', 'sh', '-c', SETUP, 'sh', ...words]);
    await until(() => keeper.ended() || /^ready \d+$/m.test(keeper.output()), `the machine ${name}`);
    const pid = /^ready (\d+)$/m.exec(keeper.output())?.[1];
    if (keeper.ended() || pid === undefined) throw new Error(`no machine ${name}: ${keeper.output()}`);
    return new Machine(name, keeper, pid);
  }

  /** The words before a command that is to run in the machine. */
  inside(directory = '/'): string[] {
    return ['nsenter', '-t', this.pid, '--net', '--mount', `--wdns=${directory}`];
  }

  /** Starts a program that ends with the machine. */
  start(command: readonly string[], { cwd, env = [] }: { cwd?: string; env?: readonly string[] } = {}): Guarded {
    const server = startGuarded([...this.inside(cwd), 'env', ...env, ...command]);
    this.#started.push(server);
    return server;
  }

  /** Runs a program that ends by itself; what it printed. Throws when it fails. */
  async run(command: readonly string[], cwd?: string): Promise<string> {
    const run = startGuarded([...this.inside(cwd), ...command]);
    await until(() => run.ended(), command.join(' '));
    return run.output();
  }

  /** Asks a server in (or in sight of) the machine, one request after the other. */
  async ask(port: number, paths: readonly string[]): Promise<Answer[]> {
    const script = fileURLToPath(new URL('ask-there.mjs', import.meta.url));
    const printed = await this.run([process.execPath, script, String(port), ...paths]);
    try {
      return JSON.parse(printed) as Answer[];
    } catch {
      throw new Error(`${this.name}: ${printed}`);
    }
  }

  /** Waits until something of the machine accepts connections there: a port, or the path of a socket as the machine sees it. */
  async listens(address: string): Promise<void> {
    const [table, found] = address.startsWith('/')
      ? ['unix', (line: string) => line.endsWith(` ${address}`) && line.includes(' 00010000 ')]
      : ['tcp', (line: string) => new RegExp(`:${hex(address)} \\S+ 0A `).test(line)];
    const lines = (name: string) => readFileSync(`/proc/${this.pid}/net/${name}`, 'latin1').split('\n');
    const all = (): string[] => (table === 'tcp' ? [...lines('tcp'), ...lines('tcp6')] : lines('unix'));
    const dead = (): Guarded | undefined => this.#started.find((one) => one.ended());
    await until(
      () => dead() !== undefined || all().some(found as (line: string) => boolean),
      `${address} on ${this.name}`,
    );
    if (dead()) throw new Error(`${this.name}: ${dead()!.output()}`);
  }

  /** Ends what was started in it. */
  async clear(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((server) => server.stop()));
  }

  async end(): Promise<void> {
    await this.clear();
    await this.#keeper.stop();
  }
}

const hex = (port: string): string => Number(port).toString(16).toUpperCase().padStart(4, '0');

/** A network of machines: a bridge with 10.77.N.1, .2 … on it, in their order; N counts the networks of a case. */
export class Lan {
  readonly #keeper: Guarded;

  private constructor(keeper: Guarded) {
    this.#keeper = keeper;
  }

  static async make(number: number, machines: readonly Machine[]): Promise<Lan> {
    const ports = machines.map(({ pid }, i) => {
      const inside = `nsenter -t ${pid} --net ip`;
      return [
        `ip link add v${i} type veth peer name net${number} netns ${pid}`,
        `ip link set v${i} master bridge up`,
        `${inside} addr add ${lanAddress(number, i)}/24 dev net${number}`,
        `${inside} link set net${number} up`,
      ].join('\n');
    });
    const script = [
      'set -e',
      'ip link add bridge type bridge',
      'ip link set bridge up',
      ...ports,
      'echo ready',
      'exec sleep 1000',
    ];
    const keeper = startGuarded(['unshare', '--net', 'sh', '-c', script.join('\n')]);
    await until(() => keeper.ended() || keeper.output().includes('ready'), `network ${number}`);
    if (keeper.ended()) throw new Error(`no network: ${keeper.output()}`);
    return new Lan(keeper);
  }

  end(): Promise<void> {
    return this.#keeper.stop();
  }
}

/** The address of the machine with that index on that network. */
export const lanAddress = (network: number, index: number): string => `10.77.${network}.${index + 1}`;
