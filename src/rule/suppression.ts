/** What does a comment ask for that switches rules off or on, and what came of it? The rules about such comments see this. */
import type { Span, TextEdit } from '../text/index.ts';
import type { Confidence } from './finding.ts';

export const SUPPRESSION_KINDS = ['disable-next-line', 'disable-line', 'disable', 'enable', 'disable-file'] as const;
export type SuppressionKind = (typeof SUPPRESSION_KINDS)[number];

/** A rule that a comment names. */
export interface NamedRule {
  /** A byte string. */
  readonly id: string;
  readonly span: Span;
}

/** `# nginx-vet-KIND rule-id, rule-id -- reason`. */
export interface SuppressionComment {
  readonly kind: SuppressionKind;
  /** From its `#` or `;` to the end of its text. */
  readonly span: Span;
  /** `nginx-vet-KIND`. */
  readonly word: Span;
  /** None: every rule is meant. */
  readonly rules: readonly NamedRule[];
  /** What stands behind ` -- `; undefined where there is nothing. A byte string. */
  readonly reason: string | undefined;
  /** Words that follow the rules without a ` -- ` before them. */
  readonly unmarked: Span | undefined;
}

/** A comment that is nearly such a one: to nginx-vet it is a comment like any other. */
export interface MisspeltComment {
  /** `nginx-vet-disable-nextline`. */
  readonly word: Span;
  readonly meant: SuppressionKind;
}

/** A comment that holds back nothing for some of the rules that it names, or at all. */
export interface IdleSuppression {
  readonly comment: SuppressionComment;
  /** The rules that it holds nothing back of; none for a comment that names none. */
  readonly rules: readonly NamedRule[];
  /** Nothing of the comment is needed. */
  readonly isAll: boolean;
  /** How sure that is: where a part of the configuration is not known, rules are silent. */
  readonly confidence: Confidence;
}

/** The comments of one configuration's files, once every other rule has said what it has to say. */
export interface Suppressions {
  readonly comments: readonly SuppressionComment[];
  readonly misspelt: readonly MisspeltComment[];
  /** Rules named that are none, each with the one that was probably meant. */
  readonly unknown: readonly {
    readonly comment: SuppressionComment;
    readonly rule: NamedRule;
    readonly meant: string | undefined;
  }[];
  readonly idle: readonly IdleSuppression[];
  /** The rules of which a comment holds back findings, sorted. */
  heldBy(comment: SuppressionComment): readonly string[];
}

export const NO_SUPPRESSIONS: Suppressions = { comments: [], misspelt: [], unknown: [], idle: [], heldBy: () => [] };

/** Takes a comment out of its file: with its line where it stands alone, else with the white space before it. */
export function removeComment({ span }: SuppressionComment): TextEdit {
  const { source, start, end } = span;
  const line = source.line(start);
  const from = source.lineStart(line);
  const before = source.text.slice(from, start);
  const to = source.lineEnd(line);
  if (before.trim() !== '') return { span: source.span(from + before.trimEnd().length, end), text: '' };
  // from the end of the line before, so that the indentation of a block around a cut-out text stays as it is
  if (line > 1) return { span: source.span(source.lineEnd(line - 1), to), text: '' };
  return { span: source.span(from, line < source.lineCount ? source.lineStart(line + 1) : to), text: '' };
}

/** Takes one of several rules out of a comment, with its comma. */
export function removeRule({ rules }: SuppressionComment, rule: NamedRule): TextEdit {
  const { source, start, end } = rule.span;
  const index = rules.indexOf(rule);
  const next = rules[index + 1];
  if (next) return { span: source.span(start, next.span.start), text: '' };
  return { span: source.span(rules[index - 1]!.span.end, end), text: '' };
}
