/** Which comment of one file holds back a finding at a place of it? */
import type { MisspeltComment, SuppressionComment } from '../rule/index.ts';
import { type Cst, TokenKind } from '../syntax/index.ts';
import type { SourceText, Span } from '../text/index.ts';
import { commentsIn } from './comments.ts';
import { ANY, type Entry } from './entry.ts';
import { MARK, parseComment } from './parse-comment.ts';
import { Regions } from './regions.ts';
import { Statements } from './statements.ts';

interface LineEntry {
  readonly line: number;
  readonly entry: Entry;
}

/** The comments of one text. */
export class FileComments {
  readonly source: SourceText;
  readonly comments: readonly SuppressionComment[];
  readonly misspelt: readonly MisspeltComment[];
  readonly #statements: Statements | undefined;
  /** By rule, in the order of their lines. */
  readonly #lines = new Map<string, LineEntry[]>();
  readonly #whole = new Map<string, Entry>();
  readonly #regions: Regions;

  /** undefined where the text has no such comment, which costs no more than one search. `cst` is there for nginx texts. */
  static of(source: SourceText, cst: Cst | undefined, isYaml = false): FileComments | undefined {
    if (!source.text.includes(MARK)) return undefined;
    const parsed = (cst ? nginxComments(cst) : commentsIn(source, isYaml)).flatMap((span) => parseComment(span) ?? []);
    return parsed.length === 0 ? undefined : new FileComments(source, cst, parsed);
  }

  private constructor(
    source: SourceText,
    cst: Cst | undefined,
    parsed: readonly (SuppressionComment | MisspeltComment)[],
  ) {
    this.source = source;
    this.comments = parsed.filter((comment) => 'kind' in comment);
    this.misspelt = parsed.filter((comment) => 'meant' in comment);
    this.#statements = cst && new Statements(cst);
    const blocks: Entry[] = [];
    for (const comment of this.comments) {
      for (const entry of entriesOf(comment)) {
        if (comment.kind === 'disable' || comment.kind === 'enable') blocks.push(entry);
        else if (comment.kind !== 'disable-file') this.#addLine(targetLine(comment, this.#commentLines()), entry);
        else if (!this.#whole.has(entry.rule)) this.#whole.set(entry.rule, entry);
      }
    }
    for (const entries of this.#lines.values()) entries.sort((a, b) => a.line - b.line);
    this.#regions = new Regions(blocks, this.#statements);
  }

  /** The most particular comment that holds back a finding of `rule` that begins at `offset`. `isWanted` may refuse some. */
  find(rule: string, offset: number, isWanted: (entry: Entry) => boolean = () => true): Entry | undefined {
    const candidates = [
      this.#onLine(rule, offset),
      this.#onLine(ANY, offset),
      this.#regions.at(rule, offset),
      this.#whole.get(rule),
      this.#whole.get(ANY),
    ];
    return candidates.find((entry) => entry !== undefined && isWanted(entry));
  }

  /** `enable`s that end nothing. */
  idleEnables(): readonly Entry[] {
    return this.#regions.idleEnables();
  }

  #addLine(line: number, entry: Entry): void {
    const known = this.#lines.get(entry.rule);
    if (known) known.push({ line, entry });
    else this.#lines.set(entry.rule, [{ line, entry }]);
  }

  /** A comment about a line is one about every statement that stands on it, in whole or in part. */
  #onLine(rule: string, offset: number): Entry | undefined {
    const entries = this.#lines.get(rule);
    if (!entries) return undefined;
    const { source } = this;
    const [start, end] = this.#statements?.headAround(offset) ?? [offset, offset];
    const first = source.line(start);
    const last = source.line(end);
    let low = 0;
    for (let high = entries.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (entries[middle]!.line < first) low = middle + 1;
      else high = middle;
    }
    const found = entries[low];
    return found && found.line <= last ? found.entry : undefined;
  }

  /** Is there nothing on a line but a comment, or nothing at all? */
  #commentLines(): (line: number) => boolean {
    const { source } = this;
    return (line) => /^[ \t\r]*(?:[#;]|$)/.test(source.text.slice(source.lineStart(line), source.lineEnd(line)));
  }
}

function entriesOf(comment: SuppressionComment): readonly Entry[] {
  if (comment.rules.length === 0) return [{ comment, rule: ANY }];
  return [...new Set(comment.rules.map(({ id }) => id))].map((rule) => ({ comment, rule }));
}

/** The line that a comment is about: its own, or the next one with more on it than a comment. */
function targetLine(
  { kind, span: { source, start } }: SuppressionComment,
  isComment: (line: number) => boolean,
): number {
  let line = source.line(start);
  if (kind === 'disable-line') return line;
  do line++;
  while (line <= source.lineCount && isComment(line));
  return line;
}

function nginxComments({ source, tokens }: Cst): readonly Span[] {
  const spans: Span[] = [];
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kind[token] !== TokenKind.comment) continue;
    spans.push(source.span(tokens.start[token]!, tokens.end[token]!));
  }
  return spans;
}
