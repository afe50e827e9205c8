// The stage of one case: a temporary prefix with the rendered project, nginx, its apps, and the certainty that all of it ends.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CaseName, cases } from '../cases.ts';
import { expectVerdict } from '../vet.ts';
import {
  type App,
  type Certificate,
  startApp,
  startCounter,
  startHttp2App,
  startSilentlyClosingApp,
  startSlammingApp,
  startSocketApp,
  startTlsApp,
  type TlsApp,
} from './apps.ts';
import { makeCertificate } from './certificate.ts';
import { startGuarded } from './guarded.ts';
import { freePort } from './ports.ts';
import { render, type Values } from './project.ts';
import { type Answer, type Asking, ask } from './request.ts';
import { nginxBin, phpFpmBin, streamModule, uwsgiBin, withFiles, withHosts, workerUser } from './tools.ts';
import { accepts, until } from './wait.ts';

export interface Site {
  readonly port: number;
  readonly ask: (path: string, asking?: Asking) => Promise<Answer>;
  /** The statuses of requests made one after the other. */
  readonly statuses: (paths: readonly string[], asking?: Asking) => Promise<number[]>;
  /** The lines of error.log that contain that text (all of them without one). */
  readonly log: (fragment?: string) => string[];
}

interface Running {
  /** Lines of an /etc/hosts that only this nginx sees. */
  readonly hosts?: readonly string[];
  /** The soft and hard limit of open files, without the capability to go beyond: as in a container. */
  readonly files?: readonly [number, number];
}

export class Stage {
  readonly #fixture: string;
  readonly #conf: string;
  readonly #prefix: string;
  readonly #endings: (() => Promise<void>)[] = [];

  constructor(fixture: string, conf: string) {
    this.#fixture = fixture;
    this.#conf = conf;
    // The real path: a socket in it is compared with what the kernel and nginx print.
    this.#prefix = realpathSync(mkdtempSync(join(tmpdir(), 'nginx-vet-truth-')));
    // Workers under another user have to reach the sockets and the documents in it.
    chmodSync(this.#prefix, 0o755);
    for (const dir of ['logs', 'run', 'run/php', 'temp']) mkdirSync(join(this.#prefix, dir));
  }

  /** The rendered project: what a user would have in version control, with real ports in it. */
  get dir(): string {
    return join(this.#prefix, 'project');
  }

  /** Where sockets and pid files of the case live. */
  get run(): string {
    return join(this.#prefix, 'run');
  }

  async app(host?: string, port?: number): Promise<App> {
    return this.#closing(await startApp(host, port));
  }

  /** An app on a unix socket of that name in the run directory. */
  async socketApp(name: string): Promise<App> {
    return this.#closing(await startSocketApp(join(this.run, name)));
  }

  /** An app that speaks HTTP/2 without TLS, as gRPC servers do. */
  async http2App(): Promise<App> {
    return this.#closing(await startHttp2App());
  }

  async silentlyClosingApp(...how: Parameters<typeof startSilentlyClosingApp>): Promise<App> {
    return this.#closing(await startSilentlyClosingApp(...how));
  }

  /** A TCP port before a socket of the case. */
  async counter(socket: string): Promise<App> {
    return this.#closing(await startCounter(join(this.run, socket)));
  }

  async slammingApp(): Promise<App> {
    return this.#closing(await startSlammingApp());
  }

  async tlsApp(name: string, host?: string): Promise<TlsApp> {
    return this.#closing(await startTlsApp(this.#certificate(name), host));
  }

  /** An app of the test's own making, which ends with the case. */
  async start<T extends App>(app: Promise<T>): Promise<T> {
    return this.#closing(await app);
  }

  #closing<T extends App>(app: T): T {
    this.#endings.push(app.close);
    return app;
  }

  #certificate(name: string): Certificate {
    const { key, cert } = makeCertificate(this.#prefix, name);
    return { name, key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  }

  /** Renders the project and serves it; retried on another port when somebody else was faster to take the chosen one. */
  async nginx(values: Values, running: Running = {}): Promise<Site> {
    for (let tries = 1; ; tries++) {
      const port = await freePort();
      const { user, group } = workerUser();
      const all = {
        ...values,
        PORT_NGINX: port,
        RUN: this.run,
        USER: user,
        GROUP: group,
        STREAM_MODULE: streamModule() ?? '',
      };
      render(this.#fixture, this.#conf, this.dir, all);
      const problem = await this.#serve(port, running);
      if (problem === undefined) return this.#site(port);
      if (tries === 3 || !problem.includes('Address already in use'))
        throw new Error(`nginx did not start: ${problem}`);
    }
  }

  async #serve(port: number, { hosts, files }: Running): Promise<string | undefined> {
    const nginx = [
      ...(files ? withFiles(...files) : []),
      nginxBin ?? 'nginx',
      '-p',
      this.#prefix,
      '-c',
      join('project', this.#conf),
      '-g',
      'daemon off;',
    ];
    const server = startGuarded(hosts === undefined ? nginx : [...withHosts(this.#hostsFile(hosts)), ...nginx]);
    this.#endings.push(server.stop);
    // The pid file is written after every listen socket was bound: before it, an answer on the port might be a stranger's.
    const pidFile = join(this.run, 'nginx.pid');
    const up = async (): Promise<boolean> =>
      server.ended() || (existsSync(pidFile) && (await accepts({ host: '127.0.0.1', port })));
    await until(up, `nginx on port ${port}`);
    return server.ended() ? server.output() || 'no output' : undefined;
  }

  /** Runs a script of the harness in a network of its own, with nginx, prefix, configuration and port; what it printed, and the log. */
  async inOwnNetwork(script: string): Promise<{ readonly printed: string; readonly log: readonly string[] }> {
    const { user, group } = workerUser();
    render(this.#fixture, this.#conf, this.dir, { PORT_NGINX: 8080, RUN: this.run, USER: user, GROUP: group });
    const file = fileURLToPath(new URL(script, import.meta.url));
    const args = [nginxBin ?? 'nginx', this.#prefix, join('project', this.#conf), '8080'];
    const run = startGuarded(['unshare', '--net', process.execPath, file, ...args]);
    this.#endings.push(run.stop);
    await until(() => run.ended(), script, 20_000);
    const log = readFileSync(join(this.#prefix, 'logs', 'error.log'), 'latin1').split('\n');
    return { printed: run.output(), log };
  }

  #hostsFile(lines: readonly string[]): string {
    const file = join(this.#prefix, 'hosts');
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  }

  #site(port: number): Site {
    const log = (fragment = ''): string[] => {
      const text = readFileSync(join(this.#prefix, 'logs', 'error.log'), 'latin1');
      return text.split('\n').filter((line) => line !== '' && line.includes(fragment));
    };
    return {
      port,
      ask: (path, asking) => ask(port, path, asking),
      statuses: async (paths, asking) => {
        const statuses: number[] = [];
        for (const path of paths) statuses.push((await ask(port, path, asking)).status);
        return statuses;
      },
      log,
    };
  }

  /** Starts php-fpm with a configuration of the rendered project and waits until its pool takes connections. */
  async phpFpm(conf: string, socket: string): Promise<void> {
    const server = startGuarded([phpFpmBin ?? 'php-fpm', '--nodaemonize', '--fpm-config', join(this.dir, conf)]);
    this.#endings.push(server.stop);
    const path = join(this.run, socket);
    await until(async () => server.ended() || (await accepts({ path })), `php-fpm on ${path}`);
    if (server.ended()) throw new Error(`php-fpm did not start: ${server.output()}`);
  }

  /** Runs a program in the rendered project until it takes connections on a TCP port, or on a socket in the run directory. */
  async program(
    command: readonly string[],
    at: { readonly port: number } | { readonly socket: string },
  ): Promise<void> {
    const server = startGuarded(['env', '-C', this.dir, ...command]);
    this.#endings.push(server.stop);
    const target = 'port' in at ? { host: '127.0.0.1', port: at.port } : { path: join(this.run, at.socket) };
    await until(async () => server.ended() || (await accepts(target)), command.join(' '));
    if (server.ended()) throw new Error(`${command[0]} did not start: ${server.output()}`);
  }

  /** Serves a WSGI file of the rendered project over the uwsgi protocol; what uwsgi printed so far is the result. */
  async uwsgi(file: string, socket: string): Promise<() => string> {
    const path = join(this.run, socket);
    const options = [
      '--plugin',
      'python3',
      '--socket',
      path,
      '--chmod-socket=666',
      '--wsgi-file',
      join(this.dir, file),
    ];
    const server = startGuarded([uwsgiBin ?? 'uwsgi', '--die-on-term', '--need-app', ...options]);
    this.#endings.push(server.stop);
    await until(async () => server.ended() || (await accepts({ path })), `uwsgi on ${path}`);
    if (server.ended()) throw new Error(`uwsgi did not start: ${server.output()}`);
    return server.output;
  }

  async end(): Promise<void> {
    for (const ending of this.#endings.reverse()) await ending();
    rmSync(this.#prefix, { recursive: true, force: true });
  }
}

/** Plays one variant of a case: afterwards nothing of it runs any more, and nginx-vet is asked about the very same files. */
export async function onStage(name: CaseName, variant: string, play: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = new Stage(join(name, variant), cases[name].conf);
  try {
    await play(stage);
    await expectVerdict(name, variant, stage.dir);
  } finally {
    await stage.end();
  }
}
