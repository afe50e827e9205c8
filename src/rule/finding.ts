/** What a rule says, once it is complete: every word is ready to be shown, every place is a span. */
import type { Span, TextEdit } from '../text/index.ts';

export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** The closed list of categories; each is a folder under rules/. */
export const CATEGORIES = [
  'syntax',
  'upstream',
  'address',
  'dns',
  'tls',
  'retry',
  'timeout',
  'buffer',
  'header',
  'fastcgi',
  'capacity',
  'bindings',
  'suppression',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** A place with the few words that are written beside its carets; the label may be empty. */
export interface Labelled {
  readonly span: Span;
  readonly label: string;
}

export type Safety = 'safe' | 'unsafe' | 'suggestion';

/** A change of the configuration: edits of one or more files that belong together. */
export interface Fix {
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly TextEdit[];
}

/** What goes wrong when the finding is right. `status` is absent where no request sees an error status. */
export interface Prevents {
  readonly status?: number;
  /** The error.log text a person would search for. */
  readonly log?: string;
}

/** What `nginx -t` itself would print, for findings about what it rejects; no file and line where nginx gives none. */
export interface NginxMessage {
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

export interface Finding {
  /** Findings with the same key are one: the same claim about the same place, reached in several ways. */
  readonly key: string;
  readonly rule: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Path of the main configuration (or fragment) that was judged. */
  readonly root: string;
  /** Lower-case start, no full stop, names in backticks. Text for people (not a byte string). */
  readonly message: string;
  readonly help?: string;
  readonly primary: Labelled;
  readonly related: readonly Labelled[];
  /** The blocks around the primary span, from the outside in: `http`, `server api.example.com`, `location /`. */
  readonly scope: readonly string[];
  /** The innermost server block around it: its first name, or `listen` and its first address; absent where there is none. */
  readonly server?: string;
  /** The directive of the primary span with single spaces, for the fingerprint. */
  readonly directive: string;
  /** In how many places of the configuration the same finding stands (a snippet included by many servers). */
  readonly occurrences: number;
  readonly prevents?: Prevents;
  readonly nginx?: NginxMessage;
  readonly fixes: readonly Fix[];
}
