// Plays systemd: one machine with the units of a deployment, their users, directories, sockets and private /tmp, and nginx beside them.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Machine } from '../harness/machine.ts';
import { nginxBin } from '../harness/tools.ts';

/** Values of a unit by key; of a key that stands several times the last. */
type Unit = ReadonlyMap<string, string>;

export class UnitDeployment {
  readonly machine: Machine;
  readonly #directory: string;
  readonly #logs: string;

  private constructor(machine: Machine, directory: string, logs: string) {
    this.machine = machine;
    this.#directory = directory;
    this.#logs = logs;
  }

  /** A machine with /etc/nginx and /srv of the deployment, and nothing started. `room` is a new directory. */
  static async make(directory: string, room: string, more: readonly string[] = []): Promise<UnitDeployment> {
    const logs = join(room, 'logs');
    mkdirSync(logs);
    const mounts = ['etc/nginx', 'srv', ...more].map((path) => ({ from: join(directory, path), to: `/${path}` }));
    const machine = await Machine.make({
      directory: room,
      name: 'host',
      hosts: ['127.0.0.1 localhost'],
      mounts: [...mounts, { from: logs, to: '/var/log/nginx' }],
    });
    return new UnitDeployment(machine, directory, logs);
  }

  /** Starts every service as systemd would, and waits for the addresses (ports, or paths as the machine sees them). */
  async startUnits(addresses: readonly string[]): Promise<void> {
    const directory = join(this.#directory, 'etc/systemd/system');
    for (const name of readdirSync(directory).filter((file) => file.endsWith('.service'))) {
      const socket = join(directory, name.replace('.service', '.socket'));
      await this.#start(
        readUnit(join(directory, name)),
        existsSync(socket) ? readUnit(socket) : undefined,
        name.replace('.service', ''),
      );
    }
    for (const address of addresses) await this.machine.listens(address);
  }

  async #start(service: Unit, socket: Unit | undefined, name: string): Promise<void> {
    const user = service.get('User') ?? 'root';
    const group = service.get('Group') ?? user;
    const directory = service.get('RuntimeDirectory');
    if (directory !== undefined) {
      const mode = service.get('RuntimeDirectoryMode') ?? '0755';
      await this.machine.run(['install', '-d', '-o', user, '-g', group, '-m', mode, `/run/${directory}`]);
    }
    const [variable = '', value = ''] = (service.get('Environment') ?? '').split('=');
    const words = (service.get('ExecStart') ?? '').replaceAll(`\${${variable}}`, value).split(/\s+/);
    const ownTmp = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs tmpfs /tmp && exec "$@"', 'sh'];
    this.machine.start(
      [
        ...(service.get('PrivateTmp') === 'true' ? ownTmp : []),
        ...(socket ? ['/usr/bin/python3', ACTIVATE, ...socketWords(socket)] : []),
        ...['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups'],
        ...['env', 'PATH=/usr/bin:/bin', 'PYTHONDONTWRITEBYTECODE=1', `UNIT=${name}`],
        ...words,
      ],
      { cwd: service.get('WorkingDirectory') ?? '/' },
    );
  }

  /** Starts nginx; throws when it does not start. */
  async startNginx(port = 80): Promise<void> {
    this.machine.start([nginxBin ?? 'nginx', '-c', '/etc/nginx/nginx.conf', '-g', 'daemon off;']);
    await this.machine.listens(String(port));
  }

  log(): string[] {
    return readFileSync(join(this.#logs, 'error.log'), 'latin1')
      .split('\n')
      .filter((line) => line !== '');
  }

  end(): Promise<void> {
    return this.machine.end();
  }
}

const ACTIVATE = fileURLToPath(new URL('activate.py', import.meta.url));

/** What a socket unit says, with systemd's own defaults. */
function socketWords(socket: Unit): string[] {
  return [
    socket.get('ListenStream') ?? '',
    socket.get('SocketMode') ?? '0666',
    socket.get('SocketUser') ?? 'root',
    socket.get('SocketGroup') ?? 'root',
  ];
}

function readUnit(file: string): Unit {
  return new Map([...readFileSync(file, 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map((match) => [match[1]!, match[2]!]));
}
