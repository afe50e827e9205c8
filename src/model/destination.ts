/** What does a hop dial: a value of its pass directive, and the addresses behind it? */
import type { Span } from '../text/index.ts';
import type { Directive } from '../tree/index.ts';
import type { Scheme, WrittenAddress } from './address.ts';
import type { Upstream, UpstreamServer } from './upstream.ts';

/** What one value of a pass directive dials. */
export interface Destination {
  readonly scheme: Scheme | undefined;
  /** The value after variables were followed; without its URI where only that is not known. */
  readonly value: string;
  readonly address: WrittenAddress;
  /** The explicit group that the address names. */
  readonly upstream: Upstream | undefined;
  /** What follows the address: `/app/` of `http://app/app/`, `/x` of `http://unix:/a.sock:/x`; empty without a URI. */
  readonly uri: string;
  /** The `set` and `map` lines that the value comes from; empty for a literal. */
  readonly origins: readonly Directive[];
  /**
   * True when a `resolver` is asked for the name while requests are served: a variable brings it, and no other pass
   * directive of the configuration names the same host and port (then nginx has resolved it at start).
   */
  readonly atRunTime: boolean;
  /** What a value from variables lacks, so that nginx answers 500; an empty value has neither. */
  readonly lacks: 'scheme' | 'port' | undefined;
}

/** One address that a hop may connect to. */
export interface Peer {
  readonly address: Exclude<WrittenAddress, { kind: 'none' }>;
  /** As nginx writes it: `app:8000`, `unix:/run/app.sock`. */
  readonly addressText: string;
  /** The argument that holds the address, and the part of it that is the host or path. */
  readonly directive: Directive;
  readonly span: Span;
  readonly hostSpan: Span;
  /** Host and port, or the path, as written; undefined where a variable or an escape hides it. */
  readonly addressSpan: Span | undefined;
  /** The group's line; undefined for an address in the pass directive itself. */
  readonly server: UpstreamServer | undefined;
  readonly upstream: Upstream | undefined;
  /** True when a `resolver` is asked for the name while requests are served, as for a destination. */
  readonly atRunTime: boolean;
  readonly scheme: Scheme | undefined;
}

/** The name nginx uses for SNI and for checking the app's certificate. */
export interface TlsName {
  readonly kind: 'hostname' | 'address' | 'unknown';
  readonly value: string;
  readonly from: 'name directive' | 'pass directive' | 'upstream group';
}
