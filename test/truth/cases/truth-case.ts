// What one row of the truth suite's table says.

export interface TruthCase {
  /** Where the claim is written: a section of rules-502.md or a row of bindings.md 13.5. */
  readonly claim: string;
  /** The file nginx is started with, inside fixtures/truth/<case>/<variant>. */
  readonly conf: string;
  /** Reported on every `bad…` variant, on no `good…` one. */
  readonly expectRules: readonly string[];
  /** Findings below that severity do not count: the directory of a test lies below /tmp, which is information about sockets. */
  readonly minSeverity?: 'error' | 'warning';
  /** The least sure findings that count; without it those of medium confidence. */
  readonly minConfidence?: 'low';
  /** The nginx versions since which a bad variant does no harm: nothing is to be reported there. */
  readonly harmlessSince?: Readonly<Record<string, string>>;
  /** The nginx versions before which a bad variant does no harm. */
  readonly harmlessBefore?: Readonly<Record<string, string>>;
  /** All lines in which good differs from bad: `- ` only in bad, `+ ` only in good. */
  readonly change: readonly string[];
}
