/** Which comment holds back a finding, among those of all texts that a run has looked at? */
import type { Finding, SuppressionComment } from '../rule/index.ts';
import type { Cst } from '../syntax/index.ts';
import { originOf, type SourceText, type Span } from '../text/index.ts';
import { ANY, type Entry } from './entry.ts';
import { FileComments } from './file-comments.ts';

export class CommentsOfRun {
  readonly #bySource = new Map<SourceText, FileComments | undefined>();
  readonly #byPath = new Map<string, FileComments[]>();
  readonly #held = new Map<SuppressionComment, Map<string, Set<string>>>();

  /** The comments of a text; undefined where it has none. `cst` is there for nginx texts. */
  of(source: SourceText, cst?: Cst, isYaml = false): FileComments | undefined {
    if (this.#bySource.has(source)) return this.#bySource.get(source);
    // a text that is read again, as if mistakes in it had been corrected, has the comments that it had
    const known = this.#byPath.get(source.path) ?? [];
    const file = known.find((other) => isSameText(other.source, source)) ?? FileComments.of(source, cst, isYaml);
    this.#bySource.set(source, file);
    if (file && !known.includes(file)) this.#byPath.set(source.path, [...known, file]);
    return file;
  }

  /** Has any text such a comment? */
  get isEmpty(): boolean {
    return this.#byPath.size === 0;
  }

  /** The comment that holds back a finding: one in the text that it is about, else one in the file which that stands in. */
  holding(finding: Finding): Entry | undefined {
    const entry = this.#find(finding.primary.span, finding);
    if (entry) this.#note(entry, finding.rule);
    return entry;
  }

  /** The rules of which a comment has held back something because it names `rule` (ANY: because it names none). */
  heldBy(comment: SuppressionComment, rule: string): ReadonlySet<string> {
    return this.#held.get(comment)?.get(rule) ?? NOTHING;
  }

  #note({ comment, rule }: Entry, of: string): void {
    const known = this.#held.get(comment) ?? new Map<string, Set<string>>();
    this.#held.set(comment, known.set(rule, (known.get(rule) ?? new Set()).add(of)));
  }

  #find(span: Span, finding: Finding): Entry | undefined {
    const isWanted = (entry: Entry): boolean => finding.category !== 'suppression' || mayHoldBack(entry, finding);
    const inner = this.of(span.source)?.find(finding.rule, span.start, isWanted);
    if (inner || span.source.pieces.length === 0) return inner;
    const outer = originOf(span.source.span(span.start, span.start));
    return this.of(outer.source)?.find(finding.rule, outer.start, isWanted);
  }
}

const NOTHING: ReadonlySet<string> = new Set();

/** What is said of comments is held back only by a comment that names the rule, and by none about itself. */
function mayHoldBack({ rule, comment }: Entry, { primary: { span } }: Finding): boolean {
  const isItself =
    isSameText(comment.span.source, span.source) && comment.span.start <= span.start && span.end <= comment.span.end;
  return rule !== ANY && !isItself;
}

function isSameText(a: SourceText, b: SourceText): boolean {
  if (a === b) return true;
  const isSamePlace = a.path === b.path && a.pieces[0]?.originStart === b.pieces[0]?.originStart;
  return isSamePlace && a.text === b.text;
}
