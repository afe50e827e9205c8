/** What do the files look like after the fixes so far, and what would a check say then? Nothing is written here. */
import { type Analysis, type CheckRequest, check, type Report, type TextInput } from '../engine/index.ts';
import { overlaid } from '../fs/index.ts';
import type { Rule } from '../rule/index.ts';
import { bytesOf } from '../text/index.ts';
import { EditedText } from './edited-text.ts';
import type { PlannedFix } from './plan.ts';
import { readTarget, type Target, type TargetEdit, Targets } from './targets.ts';

/** What every rule says, whatever the user wants to hear of, and what nginx would compute. */
export interface FullCheck {
  readonly report: Report;
  readonly analyses: readonly Analysis[];
}

export interface ChangedFile {
  readonly target: Target;
  /** Byte strings. */
  readonly before: string;
  readonly after: string;
}

/** One state of the files. States are never changed: `with` makes the next one. */
export class Workspace {
  readonly request: CheckRequest;
  readonly changed: readonly ChangedFile[];
  readonly #original: CheckRequest;
  /** All rules: a fix must do no harm that some preset does not speak of. */
  readonly #rules: readonly Rule[];
  #full: FullCheck | undefined;

  constructor(original: CheckRequest, rules: readonly Rule[], changed: readonly ChangedFile[] = []) {
    this.#original = original;
    this.#rules = rules;
    this.changed = changed;
    this.request = changed.length === 0 ? original : overlaidRequest(original, changed);
  }

  /** What the user asked for. */
  report(): Report {
    return check(this.request);
  }

  /** Computed once. */
  full(): FullCheck {
    if (this.#full) return this.#full;
    const analyses: Analysis[] = [];
    // what is hidden this time counts, too
    const { severityOf: _severityOf, baseline: _baseline, only: _only, ...request } = this.request;
    const { minConfidence } = request;
    const lowest = (asked: typeof minConfidence) => (asked === 'low' ? 'low' : 'medium');
    const report = check({
      ...request,
      rules: this.#rules,
      minConfidence:
        typeof minConfidence === 'function' ? (file, rule) => lowest(minConfidence(file, rule)) : lowest(minConfidence),
      onAnalysis: (analysis) => analyses.push(analysis),
    });
    this.#full = { report, analyses };
    return this.#full;
  }

  targets(report: Report): Targets {
    return new Targets(this.request, report);
  }

  /** The texts that fixes make. Each edit counts once, however many fixes have it. */
  edited(fixes: readonly PlannedFix[]): ReadonlyMap<Target, EditedText> {
    const byTarget = new Map<string, { readonly target: Target; readonly edits: Map<string, TargetEdit> }>();
    for (const edit of fixes.flatMap((fix) => fix.edits)) {
      const { target, start, end, text } = edit;
      let of = byTarget.get(`${target.kind} ${target.at}`);
      if (!of) {
        of = { target, edits: new Map() };
        byTarget.set(`${target.kind} ${target.at}`, of);
      }
      of.edits.set(`${start} ${end} ${text}`, edit);
    }
    const texts = new Map<Target, EditedText>();
    for (const { target, edits } of byTarget.values()) {
      texts.set(target, new EditedText(readTarget(this.request, target), [...edits.values()]));
    }
    return texts;
  }

  /** The state after edits of this one. */
  with(edited: ReadonlyMap<Target, EditedText>): Workspace {
    const changed = new Map(this.changed.map((file) => [`${file.target.kind} ${file.target.at}`, file]));
    for (const [target, { before, after }] of edited) {
      const key = `${target.kind} ${target.at}`;
      const earlier = changed.get(key);
      changed.set(key, { target: earlier?.target ?? target, before: earlier?.before ?? before, after });
    }
    return new Workspace(this.#original, this.#rules, [...changed.values()]);
  }
}

function overlaidRequest(original: CheckRequest, changed: readonly ChangedFile[]): CheckRequest {
  const files = new Map<string, Uint8Array>();
  const byName = new Map<string, Uint8Array>();
  for (const { target, after } of changed) (target.kind === 'file' ? files : byName).set(target.at, bytesOf(after));
  const texts = original.texts?.map((text): TextInput => ({ ...text, bytes: byName.get(text.name) ?? text.bytes }));
  return { ...original, fs: overlaid(original.fs, files), ...(texts && { texts }) };
}

/** By the path that findings call a file. */
export function byShownPath(edited: ReadonlyMap<Target, EditedText>): ReadonlyMap<string, EditedText> {
  return new Map([...edited].map(([target, text]) => [target.shown, text]));
}
