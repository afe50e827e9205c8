/** The shape of a compose service: what one file says about it (partial), and what all files together make of it. */
import type { Span } from '../../text/index.ts';
import type { Mapped } from '../../yaml/index.ts';
import type { ProcessFacts } from '../commands/process.ts';
import type { Binding } from '../types.ts';
import type { Container } from './container.ts';
import type { Resource, Volume } from './resources.ts';

/** A range of ports; `first === last` for a single one. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** One item of `ports`. */
export interface PortMapping {
  readonly hostIp: string;
  /** `unknown` when a variable is not set, `ephemeral` when docker chooses. */
  readonly published: PortRange | 'ephemeral' | 'unknown';
  readonly target: PortRange;
  readonly span: Span;
}

export interface ExposedPorts {
  readonly ports: PortRange;
  readonly span: Span;
}

/** Where the files under `target` come from. */
export interface Mount {
  readonly target: string;
  readonly source:
    | { readonly kind: 'bind'; readonly path: string }
    | { readonly kind: 'volume'; readonly name: string }
    | { readonly kind: 'tmpfs' }
    /** A config whose text stands in the compose file. */
    | { readonly kind: 'content'; readonly text: Mapped }
    | { readonly kind: 'unknown' };
  readonly span: Span;
}

export interface NetworkMembership {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly ipv4?: string;
}

/** How an image is built. */
export interface Build {
  /** Absolute directory; absent = not in this tree. */
  readonly context?: string;
  /** Relative to the context. */
  readonly dockerfile?: Mapped;
  /** A Dockerfile in the compose file itself. */
  readonly inline?: Mapped;
  /** The stage. */
  readonly target?: Mapped;
  readonly args: ReadonlyMap<string, Mapped>;
  readonly span: Span;
}

/** A service that is started before. */
export interface Dependency {
  /** `service_started`, `service_healthy`, `service_completed_successfully`. */
  readonly condition: string;
  readonly span: Span;
}

/** A command as it is written: a list of words, or a string that is split into words. `null` and `''` reset it. */
export type CommandLine = readonly Mapped[];

/** What the compose files say about a service. Absent = they say nothing. */
export interface PartialService {
  readonly name: string;
  /** The service's key. */
  readonly span: Span;
  readonly image?: Mapped;
  readonly build?: Build;
  readonly command?: CommandLine;
  readonly entrypoint?: CommandLine;
  readonly containerName?: Mapped;
  /** What the container calls itself: no name for others. */
  readonly hostname?: Mapped;
  readonly networkMode?: Mapped;
  /** `no`, `always`, `unless-stopped`, `on-failure[:n]`. */
  readonly restart?: Mapped;
  /** `deploy.restart_policy.condition`: `none`, `on-failure`, `any`. */
  readonly restartCondition?: Mapped;
  readonly user?: Mapped;
  readonly workingDir?: Mapped;
  /** Most file descriptors a process may have, and how far it may raise that by itself. */
  readonly openFiles?: Mapped;
  readonly openFilesMost?: Mapped;
  /** Its processes may go beyond that (`privileged`, CAP_SYS_RESOURCE). */
  readonly mayRaiseLimits: boolean;
  readonly networks: readonly NetworkMembership[];
  readonly ports: readonly PortMapping[];
  readonly expose: readonly ExposedPorts[];
  /** Items of `ports` or `expose` whose container port is not knowable. */
  readonly unknownPorts: boolean;
  readonly mounts: readonly Mount[];
  readonly volumesFrom: boolean;
  readonly env: ReadonlyMap<string, Mapped>;
  /** Absolute paths; empty where a variable hides it. */
  readonly envFiles: readonly { readonly path: string; readonly required: boolean; readonly isRaw: boolean }[];
  readonly extraHosts: ReadonlyMap<string, string>;
  readonly profiles: readonly string[];
  /** The words of the healthcheck's test; empty when it is switched off. */
  readonly probes?: readonly Mapped[];
  readonly dependsOn: ReadonlyMap<string, Dependency>;
  /** Names by which the clients of `links` know it; only the client sees them. */
  readonly links: ReadonlyMap<string, string>;
  readonly externalLinks: boolean;
}

/** A service of a project, complete. */
export interface Service extends PartialService {
  readonly project: Project;
  /** Its image, environment and command. */
  readonly container: Container;
  readonly process: ProcessFacts;
  /** What listens, and what speaks about ports. */
  readonly bindings: readonly Binding[];
  /**
   * `only` = the command starts nginx and nothing else; `yes` = an image that is nginx alone; `beside` = nginx among other
   * servers; `maybe` = not known.
   */
  readonly runsNginx: 'only' | 'yes' | 'beside' | 'maybe' | 'no';
}

/** One deployment: base file and overrides, or a variant of it. */
export interface Project {
  readonly name: string;
  /** Absolute directory of the (first) compose file. */
  readonly directory: string;
  /** Absolute paths, first = base. */
  readonly files: readonly string[];
  readonly services: ReadonlyMap<string, Service>;
  /** Top-level networks and volumes, by the names the services use. */
  readonly networks: ReadonlyMap<string, Resource>;
  readonly volumes: ReadonlyMap<string, Volume>;
  /** A network declared `external`, or an include that could not be read: names may exist that no file shows. */
  readonly incomplete: boolean;
  /** No deployment: the one image of a Dockerfile (as people are shown its path) that none was found to run. */
  readonly dockerfile?: string;
}
