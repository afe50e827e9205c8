/** What does the `bindings` key of nginx-vet's own config look like? (schemas/bindings.schema.json says it for ajv) */
import type { Span } from '../text/index.ts';
import type { Protocol } from './types.ts';

/**
 * `host`, `compose:SERVICE`, `compose:PROJECT/SERVICE`, `k8s:WORKLOAD`, `k8s:NAMESPACE/WORKLOAD`, `image:DOCKERFILE`,
 * `unknown`, or the same as an object.
 */
export type PlaceConfig =
  | string
  | {
      /** `pod` and `k8s` are the same. */
      readonly kind: 'host' | 'container' | 'pod' | 'k8s' | 'image' | 'unknown';
      readonly project?: string;
      readonly service?: string;
      readonly namespace?: string;
      readonly workload?: string;
      /** Relative to the config file. */
      readonly dockerfile?: string;
    };

export interface DeclaredConfig {
  readonly name?: string;
  /** `host:port`, a bare port, `unix:/path`. */
  readonly listen: string | number | readonly (string | number)[];
  readonly protocol?: Protocol;
  /** Where the app runs; without it: where nginx runs if `place` says so, else on the host. */
  readonly container?: PlaceConfig;
  /** After which it closes an idle connection: seconds, or `75s`, `500ms`, `1.5m`, `1h`; 0 = it keeps none. */
  readonly keepaliveTimeout?: string | number;
  /** After which it ends a request that has no answer yet, in the same notation; 0 = never. */
  readonly requestTimeout?: string | number;
  /** The file of its unix sockets. */
  readonly socket?: {
    readonly owner?: string;
    readonly group?: string;
    /** Octal digits: `0660`. */
    readonly mode?: string;
  };
  /** IP addresses of the only clients that it answers. */
  readonly allowedClients?: readonly string[];
}

/** Output of a program that was kept in a file: what was seen, not what is declared. */
export interface SnapshotConfig {
  /** Relative to the config file. */
  readonly file: string;
  readonly format?:
    | 'auto'
    | 'ss'
    | 'netstat'
    | 'lsof'
    | 'proc-net'
    | 'docker-ps'
    | 'docker-inspect'
    | 'compose-ps'
    | 'compose-config'
    | 'ip-addr'
    | 'getsebool'
    | 'semanage-port';
  /** Where it was taken; without it on the host. */
  readonly place?: PlaceConfig;
  /** Nothing was filtered out: what is not in it does not listen. */
  readonly complete?: boolean;
}

/** Which units of systemd there are, where the files do not say it. */
export interface SystemdConfig {
  /** Globs of the unit files that count, relative to the config file; without them all that are found. */
  readonly units?: readonly string[];
  /** The instances of a template unit (`app@.service`) that are started. */
  readonly instances?: Readonly<Record<string, readonly string[]>>;
}

export interface BindingsConfig {
  /** Where nginx runs. */
  readonly place?: PlaceConfig;
  /** Where nginx runs, by glob of its files (relative to the config file); the first match counts. */
  readonly places?: Readonly<Record<string, PlaceConfig>>;
  readonly declared?: readonly DeclaredConfig[];
  /** Places of which every listener is declared. */
  readonly complete?: readonly PlaceConfig[];
  /** Names and addresses nginx dials, and the place behind each. */
  readonly hosts?: Readonly<Record<string, PlaceConfig>>;
  /** Socket paths that are links to others. */
  readonly socketAliases?: Readonly<Record<string, string>>;
  readonly snapshots?: readonly SnapshotConfig[];
  readonly sources?: {
    /** False: nothing is discovered; only what is named here is read. */
    readonly auto?: boolean;
    /** Globs of files (relative to the root) that are not read. */
    readonly exclude?: readonly string[];
    readonly compose?: {
      readonly files?: readonly string[];
      readonly profiles?: readonly string[];
      readonly envFiles?: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
    };
    readonly systemd?: SystemdConfig;
    /** Values of variables, before everything else. */
    readonly env?: Readonly<Record<string, string>>;
  };
  /** Findings of the rules `binding-*` that are less sure are not shown; instead of the `minConfidence` of all rules. */
  readonly minConfidence?: 'high' | 'medium' | 'low';
}

/** The config with the file it stands in. */
export interface ConfigSource {
  /** Its strings and keys are byte strings. */
  readonly value: BindingsConfig;
  /** Absolute path. */
  readonly file: string;
  spanOf(path: readonly (string | number)[]): Span;
}
