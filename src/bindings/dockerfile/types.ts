/** The shape of an image that a Dockerfile makes. */
import type { Span } from '../../text/index.ts';
import type { Mapped } from '../../yaml/index.ts';
import type { ExposedPorts } from '../compose/types.ts';

/** `CMD` or `ENTRYPOINT`. */
export interface Argv {
  readonly words: readonly Mapped[];
  /** Written as a line: `/bin/sh -c` runs it, and adds no arguments to it. */
  readonly isShell: boolean;
}

/** Files that are put into the image. */
export interface Copy {
  readonly sources: readonly Mapped[];
  /** A stage or an image they are taken from; absent = the build's context. */
  readonly from?: Mapped;
  /** Texts that stand in the Dockerfile itself, by their names. */
  readonly texts: ReadonlyMap<string, Mapped>;
  /** Absolute; ends in `/` where it names a directory. Undefined = not known. */
  readonly target: string | undefined;
  /** How many `RUN` lines stand before it. */
  readonly after: number;
  readonly span: Span;
}

/** One stage, with what it inherits from the stages it is made of. */
export interface Stage {
  readonly name?: string;
  /** Where the image begins, as far as the file goes: the reference of the first `FROM`. */
  readonly base?: Mapped;
  readonly env: ReadonlyMap<string, Mapped>;
  readonly exposed: readonly ExposedPorts[];
  readonly unknownPorts: boolean;
  readonly entrypoint?: Argv;
  readonly command?: Argv;
  /** The words of `HEALTHCHECK … CMD`; empty when it is switched off. */
  readonly probes?: readonly Mapped[];
  readonly user?: Mapped;
  /** Absolute; undefined = the base image's. */
  readonly workingDir?: string;
  readonly copies: readonly Copy[];
  /** What is run while the image is made: what it changes, nobody reads. */
  readonly runs: readonly Mapped[];
}

/** An image with the files it is made of. */
export interface BuiltImage {
  readonly stage: Stage;
  /** All stages, in order. */
  readonly stages: readonly Stage[];
  /** Absolute directory of the build's files. */
  readonly context: string;
  /** Absolute; undefined for a Dockerfile in a compose file. */
  readonly file?: string;
}
