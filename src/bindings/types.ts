/** The vocabulary of the room: facts about apps, what nginx dials, and the verdict when the two are compared. */
import type { SourceText, Span } from '../text/index.ts';

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
  | 'image-default';

export type Confidence = 'high' | 'medium' | 'low';

/** Whose network namespace and file system something lives in. */
export type Place =
  | { readonly kind: 'host' }
  | { readonly kind: 'container'; readonly project: string; readonly service: string }
  | { readonly kind: 'unknown' };

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
  /** TCP ports that nginx itself listens on in the same configuration. */
  readonly ownPorts: readonly number[];
}

export interface EvidencePlace {
  readonly span: Span;
  readonly label: string;
}

export type MismatchCode = 'wrong-port' | 'published-port' | 'socket-path' | 'loopback-in-container';

export type Verdict =
  | {
      readonly kind: 'ok';
      readonly why: string;
      readonly evidence: readonly EvidencePlace[];
      /** Is something declared to listen on 127.0.0.1 there, alone or among other addresses? */
      readonly onIpv4Loopback?: true;
    }
  | { readonly kind: 'unknown'; readonly why: string }
  | {
      readonly kind: 'mismatch';
      readonly code: MismatchCode;
      readonly confidence: Confidence;
      /** Values for the rule's message: at least `dialled`, `app`, `declared` (what is declared instead). Byte strings. */
      readonly data: Readonly<Record<string, string>>;
      readonly evidence: readonly EvidencePlace[];
      /** Addresses to dial instead, best first, as nginx writes them (`app:8080`, `unix:/run/php/php8.2-fpm.sock`). */
      readonly suggestions: readonly string[];
    };

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
