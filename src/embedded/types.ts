/** What is a configuration that stands inside of another file? */
import type { SourceText, Span } from '../text/index.ts';
import type { Body } from '../tree/index.ts';

/** One main configuration or fragment with the files that it may include. */
export interface Embedded {
  /** The path of its main file among `texts`. */
  readonly path: string;
  /** By absolute, normal path on the machine where nginx reads them. */
  readonly texts: ReadonlyMap<string, SourceText>;
  /** Where it is known: what surrounds it. */
  readonly context?: Body;
  /** Where it is known: whether it is a part of a configuration. */
  readonly isFragment?: boolean;
  /** The path of the text whose end is missing. */
  readonly cutOff?: string;
}

/** A file that is no nginx text itself and holds some. */
export interface Holder {
  readonly kind: 'dump' | 'yaml' | 'markdown';
  /** The whole file. */
  readonly source: SourceText;
  readonly configurations: readonly Embedded[];
  /** Why parts of it could not be read. */
  readonly problem?: { readonly why: string; readonly span?: Span };
}
