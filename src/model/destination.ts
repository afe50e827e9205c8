/** What does a hop dial: a value of its pass directive, and the addresses behind it? */
import type { Span } from '../text/index.ts';
import type { Directive } from '../tree/index.ts';
import { formatAddress, type Scheme, type WrittenAddress } from './address.ts';
import { constantText } from './expression.ts';
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

/** What is known of a peer beside its address. */
interface PeerOrigin {
  readonly server: UpstreamServer | undefined;
  readonly upstream: Upstream | undefined;
  readonly atRunTime: boolean;
  readonly scheme: Scheme | undefined;
}

/** One address that a hop may connect to. Where it is written is only looked for when somebody asks. */
export class Peer {
  readonly address: Exclude<WrittenAddress, { kind: 'none' }>;
  /** The argument that holds the address is the first of this line. */
  readonly directive: Directive;
  /** The group's line; undefined for an address in the pass directive itself. */
  readonly server: UpstreamServer | undefined;
  readonly upstream: Upstream | undefined;
  /** True when a `resolver` is asked for the name while requests are served, as for a destination. */
  readonly atRunTime: boolean;
  readonly scheme: Scheme | undefined;

  constructor(directive: Directive, address: Exclude<WrittenAddress, { kind: 'none' }>, origin: PeerOrigin) {
    this.directive = directive;
    this.address = address;
    this.server = origin.server;
    this.upstream = origin.upstream;
    this.atRunTime = origin.atRunTime;
    this.scheme = origin.scheme;
  }

  /** As nginx writes it: `app:8000`, `unix:/run/app.sock`. */
  get addressText(): string {
    return formatAddress(this.address);
  }

  /** The argument that holds the address. */
  get span(): Span {
    return this.directive.argSpan(0);
  }

  /** The part of the argument that is the host or the path; all of it where a variable or an escape hides that. */
  get hostSpan(): Span {
    const part = this.address.kind === 'unix' ? this.address.pathPart : this.address.hostPart;
    return this.#part(part.start, part.end) ?? this.span;
  }

  /** Host and port, or the path, as written; undefined where a variable or an escape hides it. */
  get addressSpan(): Span | undefined {
    const { address } = this;
    const part = address.kind === 'unix' ? address.pathPart : address.hostPart;
    return this.#part(part.start, address.kind === 'tcp' ? address.end : part.end);
  }

  /** The place of a part of the value; undefined where the written text and the value differ. */
  #part(start: number, end: number): Span | undefined {
    const { directive, span } = this;
    const raw = span.source.text.slice(span.start, span.end);
    const quoted = raw[0] === '"' || raw[0] === "'" ? 1 : 0;
    const value = directive.args[0];
    if (raw.slice(quoted, raw.length - quoted) !== value || constantText(value) === undefined) return undefined;
    return span.source.span(span.start + quoted + start, span.start + quoted + end);
  }
}

/** The name nginx uses for SNI and for checking the app's certificate. */
export interface TlsName {
  readonly kind: 'hostname' | 'address' | 'unknown';
  readonly value: string;
  readonly from: 'name directive' | 'pass directive' | 'upstream group';
}
