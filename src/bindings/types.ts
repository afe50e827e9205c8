/** The vocabulary of the room: facts about apps, what nginx dials, and the verdict when the two are compared. */
import type { SourceText, Span, TextEdit } from '../text/index.ts';

/** An address that an app is declared to listen on. `*` = every address, dual stack; `?` = host not known. */
export type Listen =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'unresolved'; readonly text: string }
  | { readonly kind: 'invalid'; readonly problem: string };

export type Protocol =
  | 'http'
  | 'https'
  | 'h2c'
  | 'grpc'
  | 'grpcs'
  | 'fastcgi'
  | 'uwsgi'
  | 'scgi'
  | 'ajp'
  | 'tcp'
  | 'unknown';

/** How we know. The first five say that something binds; the others only speak about a port. */
export type Evidence =
  | 'observed'
  | 'declared'
  | 'derived'
  | 'env-port'
  | 'default'
  | 'published'
  | 'exposed'
  | 'probe'
  | 'container-port'
  | 'service-port'
  | 'image-default';

export type Confidence = 'high' | 'medium' | 'low';

/** Whose network namespace and file system something lives in. */
export type Place =
  | { readonly kind: 'host' }
  | { readonly kind: 'container'; readonly project: string; readonly service: string }
  /** Containers of a pod share the namespace, not the file system. */
  | { readonly kind: 'pod'; readonly namespace: string; readonly workload: string }
  /** The address of a Kubernetes Service: what is dialled there goes to its pods. */
  | { readonly kind: 'service'; readonly namespace: string; readonly service: string }
  /** Every container of an image that no compose file names; the path of its Dockerfile as people are shown it. */
  | { readonly kind: 'image'; readonly dockerfile: string }
  | { readonly kind: 'unknown' };

/**
 * A value and the place that gives it. `default`: nobody gave it, the program has it built in; the place names the program.
 * `pinned`: nginx-vet's own settings say so, and to change them changes no app.
 */
export interface Fact<T> {
  readonly value: T;
  readonly by: 'declared' | 'derived' | 'default' | 'pinned';
  readonly span: Span;
}

/** What a server does with connections and requests. Absent = not known. */
export interface ServerSettings {
  /** Seconds after which it closes an idle connection; 0 = it keeps none. */
  readonly keepaliveIdle?: Fact<number>;
  /** Seconds after which it ends a request that has no answer yet; 0 = never. */
  readonly requestTimeout?: Fact<number>;
  /** Seconds after which it stops a script and answers 500 by itself (PHP's `max_execution_time`); 0 = never. */
  readonly scriptTimeout?: Fact<number>;
  /** The status with which it answers every request of HTTP/1.0; absent where it takes them, or nobody knows. */
  readonly refusesHttp10?: Fact<number>;
  /** Requests that it works on at a time, where each occupies a worker. */
  readonly workers?: Fact<number>;
}

/** The file of a unix socket. Absent = not known. */
export interface SocketFile {
  readonly owner?: Fact<string>;
  readonly group?: Fact<string>;
  /** Permission bits. */
  readonly mode?: Fact<number>;
  /** The server makes it with the umask of its process, whatever that is. */
  readonly byUmask?: boolean;
  /** Users and groups that access control lists let in besides. */
  readonly acl?: Fact<readonly string[]>;
}

export interface Binding {
  readonly listen: Listen;
  readonly protocol: Protocol;
  readonly evidence: Evidence;
  readonly place: Place;
  /** Service, pool or program name. */
  readonly app: string;
  /** Recognised server program (`gunicorn`, `php-fpm` …), when known. */
  readonly server?: string;
  /** The declaration. */
  readonly span: Span;
  /** Set where only one of several variants of the deployment has it (a compose profile). */
  readonly alternative?: string;
  /** Where the declaration is reached from: the command line that names the file it stands in. */
  readonly via?: readonly Span[];
  readonly socket?: SocketFile;
  readonly settings?: ServerSettings;
  /** Only these clients are answered. */
  readonly allowedClients?: Fact<readonly string[]>;
  /** True: nginx-vet's own settings say so. */
  readonly pinned?: true;
  /** The declaration itself, where this is it with what the settings say besides. */
  readonly of?: Binding;
  /** False: nothing that is known to run reads the declaration; it may support a dial, never contradict one. */
  readonly active?: boolean;
}

/** Something that is started: a unit, a pool, a program of supervisord or PM2, a line of a Procfile. Absent = not known. */
export interface App {
  readonly name: string;
  readonly kind: 'unit' | 'pool' | 'supervisor' | 'pm2' | 'procfile' | 'config';
  /** Its command, or the head of its section. */
  readonly span: Span;
  readonly place: Place;
  readonly server?: string;
  readonly bindings: readonly Binding[];
  /** Every address of it is in `bindings`. */
  readonly closed: boolean;
  readonly user?: Fact<string>;
  readonly group?: Fact<string>;
  readonly supplementary?: readonly string[];
  /** Its /tmp and /var/tmp are its own. */
  readonly privateTmp?: Fact<boolean>;
  /** Directories made for it under /run, with their permission bits. */
  readonly runtimeDirectories?: readonly {
    readonly path: string;
    readonly mode: Fact<number>;
    readonly span: Span;
  }[];
  /** Whether it is started again after a crash. */
  readonly restarts?: Fact<boolean>;
  /** Whether it is started with the machine (or the manager). */
  readonly startsAtBoot?: Fact<boolean>;
  /** Units it waits for, and units that wait for it. */
  readonly after?: readonly string[];
  readonly before?: readonly string[];
  /** Most file descriptors it may have. */
  readonly openFiles?: Fact<number>;
}

/** What starts a program, as far as it is declared. Absent = not known. */
export interface Runner {
  readonly name: string;
  /** A service of compose, or what else starts it. */
  readonly kind: 'service' | App['kind'];
  /** The service's key, the unit's command … */
  readonly span: Span;
  readonly restarts?: Fact<boolean>;
  readonly startsAtBoot?: Fact<boolean>;
  /** Most file descriptors a process of it may have, unless it raises the limit by itself. */
  readonly openFiles?: Fact<number>;
  /** The limit beyond which it may not raise that. */
  readonly openFilesMost?: Fact<number>;
}

/** How the app behind a dial is started. */
export interface Start {
  readonly app: Runner;
  readonly nginx?: Runner;
  /** Is nginx started without waiting (`no`), or as soon as the app's container is `started`? Absent = it waits, or nobody knows. */
  readonly waits?: 'no' | 'started';
}

/** One address nginx dials: one peer of one hop. */
export interface Dial {
  readonly family: 'proxy' | 'fastcgi' | 'uwsgi' | 'scgi' | 'grpc' | 'memcached' | 'stream' | 'tunnel';
  readonly tls: boolean;
  readonly target:
    | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
    | { readonly kind: 'unix'; readonly path: string };
  /** The text that holds the dial: a `server` line of an upstream, or the pass directive. */
  readonly span: Span;
  /** Absolute path of the file that holds the dial, and of the main file that includes it. */
  readonly file: string;
  readonly mainFile: string;
  /** Names that hint at the app: upstream name, location, server names. */
  readonly hints: readonly string[];
  /** Everything that the configuration dials, this dial included, with the names near each. */
  dialled?(): readonly Pick<Dial, 'target' | 'hints'>[];
  /** TCP ports that nginx itself listens on in the same configuration. */
  readonly ownPorts: readonly number[];
  /**
   * The socket of this very nginx at which a connection to the port arrives, through loopback or through another address of
   * its machine or container; undefined where it is none, or where nobody knows.
   */
  ownSocket?(port: number, through: 'loopback' | 'network'): OwnSocket | undefined;
  /** A name server of another place is asked for the name as it stands, while requests are served: nginx knows no search domains. */
  readonly isAsked?: boolean;
  /** As whom nginx's workers dial; undefined where the configuration does not say it. */
  readonly worker?: { readonly user: string; readonly group: string; readonly span: Span } | undefined;
}

/** A socket that nginx listens on. */
export interface OwnSocket {
  /** The `listen`, or the server that has none. */
  readonly span: Span | undefined;
  /** What nginx sends there is sure to come to the same place of the configuration again. */
  readonly comesBack: boolean;
  /** Other files may have more servers for it. */
  readonly isShared: boolean;
}

export interface EvidencePlace {
  readonly span: Span;
  readonly label: string;
}

/** The rules that report a verdict, without `binding-`. */
export type MismatchCode =
  | 'allowed-clients'
  | 'bind-address'
  | 'container-ip'
  | 'contract'
  | 'host-gateway'
  | 'image-default-port'
  | 'loopback-bind'
  | 'loopback-in-container'
  | 'not-published'
  | 'private-tmp'
  | 'protocol'
  | 'published-port'
  | 'self-dial'
  | 'selinux'
  | 'service-name-on-host'
  | 'service-port'
  | 'socket-mount-path'
  | 'socket-not-shared'
  | 'socket-path'
  | 'socket-permission'
  | 'transport'
  | 'unix-prefix'
  | 'unknown-host'
  | 'unreachable-network'
  | 'wrong-port';

export type Verdict =
  | {
      readonly kind: 'ok';
      readonly why: string;
      readonly evidence: readonly EvidencePlace[];
      /** Is something declared to listen on 127.0.0.1 there, alone or among other addresses? */
      readonly onIpv4Loopback?: true;
      /** The families of the loopback addresses that it is declared to listen on; absent where that is not known. */
      readonly loopback?: 'IPv4' | 'IPv6' | 'both';
      /** What answers there, where something is declared to bind. */
      readonly answering?: readonly Binding[];
      /** The port of the host that leads into the app's container. */
      readonly published?: Binding;
    }
  /** `isPublic`: it leads out of everything that is declared. */
  | { readonly kind: 'unknown'; readonly why: string; readonly isPublic?: true }
  | {
      readonly kind: 'mismatch';
      readonly code: MismatchCode;
      readonly confidence: Confidence;
      /** Values for the rule's message: at least `dialled`, `app`, `declared` (what is declared instead). Byte strings. */
      readonly data: Readonly<Record<string, string>>;
      readonly evidence: readonly EvidencePlace[];
      /** Addresses to dial instead, best first, as nginx writes them (`app:8080`, `unix:/run/php/php8.2-fpm.sock`). */
      readonly suggestions: readonly string[];
      /** What the declarations would have to say: together with the first suggestion where there is one, else alone. */
      readonly changes?: readonly TextEdit[];
    };

/** A name, or a name server, that is known not to be there where nginx runs. Texts are byte strings. */
export interface MissingName {
  /**
   * `service`: no service has the name; `cluster`: a name of a Kubernetes cluster, outside of it; `docker`: Docker's own name
   * server, where it is not; `stub`: systemd-resolved's, in a container; `loopback`: nothing else runs in nginx's container;
   * `observed`: a snapshot of all sockets does not have it.
   */
  readonly kind: 'service' | 'cluster' | 'docker' | 'stub' | 'loopback' | 'observed';
  /** `on the host`, ``in the container of `web` ``. */
  readonly where: string;
  readonly confidence: Confidence;
  readonly evidence: readonly EvidencePlace[];
  /** The service that nginx runs in. */
  readonly client?: string;
}

/** An address that nginx shall dial from, and does not have. Texts are byte strings. */
export interface ForeignAddress {
  /** What it has instead, without loopback addresses. */
  readonly own: readonly string[];
  /** `the host`, ``the container of `web` ``. */
  readonly where: string;
  readonly evidence: readonly EvidencePlace[];
}

/** A declaration that differs from what the settings pin for the same app. Texts are byte strings. */
export interface Drift {
  /** `moved`: it has another address; `lost`: it has the other pinned ones only; `published`: another port of the host. */
  readonly kind: 'moved' | 'lost' | 'published';
  /** The declaration. */
  readonly span: Span;
  readonly app: string;
  readonly declared: string;
  readonly pinned: string;
  readonly pin: EvidencePlace;
  readonly confidence: Confidence;
}

/** A source of declarations that could not be used. */
export interface SkippedSource {
  /** The text; empty where the file could not be read. */
  readonly source: SourceText;
  /** Absolute. */
  readonly file: string;
  /** As people are shown it. */
  readonly path: string;
  readonly why: string;
  readonly span: Span;
}
