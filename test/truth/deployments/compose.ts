// Plays a compose project: a machine for each service, its mounts, its networks, its command, nginx in one of them.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Lan, lanAddress, Machine, type Mount } from '../harness/machine.ts';
import { nginxBin } from '../harness/tools.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: string | readonly string[];
  readonly working_dir?: string;
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
}

interface Project {
  readonly services: Readonly<Record<string, Service>>;
}

/** The commands and files of the project; `.env` is all that is interpolated. */
export class ComposeDeployment {
  readonly #directory: string;
  readonly #prefix: string;
  readonly #project: Project;
  readonly #machines = new Map<string, Machine>();
  readonly #lans: Lan[] = [];

  private constructor(directory: string, prefix: string) {
    this.#directory = directory;
    this.#prefix = prefix;
    this.#project = parse(interpolated(directory)) as Project;
  }

  /** Starts the machines of the project, with nothing in them yet. `prefix` is a new directory for logs and volumes. */
  static async make(directory: string, prefix: string): Promise<ComposeDeployment> {
    const deployment = new ComposeDeployment(directory, prefix);
    await deployment.#makeMachines();
    return deployment;
  }

  async #makeMachines(): Promise<void> {
    const services = Object.entries(this.#project.services);
    const networks = [...new Set(services.flatMap(([, service]) => networksOf(service)))];
    const members = (network: string) => services.filter(([, service]) => networksOf(service).includes(network));
    const made = services.map(async ([name, service]) => {
      const hosts = networks.flatMap((network, n) =>
        networksOf(service).includes(network)
          ? members(network).map(([other], i) => `${lanAddress(n, i)} ${other}`)
          : [],
      );
      const mounts = [...this.#mountsOf(service), ...this.#imageMounts(service, name)];
      const request = { directory: this.#prefix, name, hosts: ['127.0.0.1 localhost', ...hosts], mounts };
      this.#machines.set(name, await Machine.make(request));
    });
    await Promise.all(made);
    for (const [n, network] of networks.entries()) {
      const here = members(network).map(([name]) => this.machine(name));
      this.#lans.push(await Lan.make(n, here));
    }
  }

  machine(name: string): Machine {
    const machine = this.#machines.get(name);
    if (!machine) throw new Error(`no service ${name}`);
    return machine;
  }

  /** Starts the commands of all services but nginx's, and waits for the addresses (`service port-or-path`). */
  async startApps(addresses: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, service] of Object.entries(this.#project.services)) {
      if (isNginx(service)) continue;
      const { command, cwd } = this.#commandOf(service);
      this.machine(name).start(command, { cwd, env: ['PATH=/usr/bin:/bin', 'PYTHONDONTWRITEBYTECODE=1'] });
    }
    for (const [name, address] of Object.entries(addresses)) await this.machine(name).listens(address);
  }

  /** Starts nginx in its service; what it says when it does not start, else undefined. */
  async startNginx(port = 80): Promise<string | undefined> {
    const machine = this.nginx();
    const server = machine.start([nginxBin ?? 'nginx', '-c', '/etc/nginx/nginx.conf', '-g', 'daemon off;']);
    try {
      await machine.listens(String(port));
    } catch (error) {
      if (!server.ended()) throw error;
    }
    return server.ended() ? server.output() : undefined;
  }

  nginx(): Machine {
    const found = Object.entries(this.#project.services).find(([, service]) => isNginx(service));
    return this.machine(found?.[0] ?? '');
  }

  /** The lines of nginx's error log. */
  log(): string[] {
    const file = join(this.#logs('web'), 'error.log');
    return existsSync(file)
      ? readFileSync(file, 'latin1')
          .split('\n')
          .filter((line) => line !== '')
      : [];
  }

  async end(): Promise<void> {
    await Promise.all([...this.#machines.values()].map((machine) => machine.end()));
    await Promise.all(this.#lans.map((lan) => lan.end()));
  }

  #logs(name: string): string {
    const logs = join(this.#prefix, `logs-${name}`);
    mkdirSync(logs, { recursive: true });
    return logs;
  }

  #imageMounts(service: Service, name: string): Mount[] {
    if (isNginx(service)) return [{ from: this.#logs(name), to: '/var/log/nginx' }];
    const copy = service.build && this.#dockerfile(service.build).copy;
    return copy ? [{ from: join(this.#directory, service.build ?? ''), to: copy }] : [];
  }

  /** Volumes are directories of the case, which every user may write to as an image would see to. */
  #mountsOf({ volumes = [] }: Service): Mount[] {
    return volumes.map((volume) => {
      const [source = '', to = ''] = volume.split(':');
      if (source.startsWith('.')) return { from: join(this.#directory, source), to };
      const from = join(this.#prefix, `volume-${source}`);
      mkdirSync(from, { recursive: true });
      return { from, to };
    });
  }

  #commandOf({ build, command, working_dir }: Service): { command: readonly string[]; cwd: string } {
    if (build !== undefined && command === undefined) {
      const { words, workdir } = this.#dockerfile(build);
      return { command: words, cwd: workdir };
    }
    const words = typeof command === 'string' ? command.split(/\s+/) : (command ?? []);
    return { command: words, cwd: working_dir ?? '/' };
  }

  #dockerfile(build: string): { words: readonly string[]; workdir: string; copy: string } {
    const text = readFileSync(join(this.#directory, build, 'Dockerfile'), 'utf8');
    const workdir = /^WORKDIR (.*)$/m.exec(text)?.[1] ?? '/';
    return { words: JSON.parse(/^CMD (\[.*\])$/m.exec(text)?.[1] ?? '[]') as string[], workdir, copy: workdir };
  }
}

const isNginx = ({ image = '' }: Service): boolean => image.startsWith('nginx');
const networksOf = ({ networks }: Service): readonly string[] => networks ?? ['default'];

function interpolated(directory: string): string {
  const env = existsSync(join(directory, '.env')) ? readFileSync(join(directory, '.env'), 'utf8') : '';
  const values = new Map([...env.matchAll(/^(\w+)=(.*)$/gm)].map((match) => [match[1], match[2]]));
  return readFileSync(join(directory, 'compose.yaml'), 'utf8').replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => values.get(name) ?? '',
  );
}
