/**
 * What does a configuration mean whose text has mistakes? Each mistake is looked for by trying small corrections: the one
 * after which nginx has least to say is taken, and the rest is judged as if somebody had made it.
 *
 * Nothing of this is done unless nginx would refuse the configuration as it stands.
 */
import type { NginxVersion } from '../../catalog/index.ts';
import { type ConfigTree, type LoadRequest, loadConfig, type TreeFile } from '../../tree/index.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Proposal } from '../proposal.ts';
import { validate } from '../validate.ts';
import { Attempt, Bench, keyOf, type Repairs } from './attempt.ts';
import { braceCandidates } from './braces.ts';
import { type Candidate, type Scene, statementAt } from './candidate.ts';
import { disagreements, type Layout, layoutOf } from './layout.ts';
import { quoteCandidates } from './quotes.ts';
import { terminatorCandidates } from './semicolons.ts';

export interface Understood {
  /** The configuration as it was meant. */
  readonly tree: ConfigTree;
  /** In nginx's order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a configuration and says what nginx would refuse, each mistake once. Throws FsError when the root cannot be read. */
export function understand(request: LoadRequest, version: NginxVersion): Understood {
  const tree = loadConfig(request);
  const diagnostics = validate(tree, version);
  if (!diagnostics.some((d) => isTrigger(d))) return { tree, diagnostics };
  const bench = new Bench(request, version, tree);
  return bench.isOpen ? new Recovery(bench, tree, diagnostics).run() : { tree, diagnostics };
}

/** What a mistake of the text may look like to nginx. */
const TEXTUAL: ReadonlySet<Diagnostic['rule']> = new Set([
  'syntax-error',
  'directive-terminator',
  'directive-arguments',
  'directive-context',
  'unknown-directive',
]);

function isTrigger(d: Diagnostic): boolean {
  if (!d.nginx || d.severity !== undefined) return false;
  if (TEXTUAL.has(d.rule)) return true;
  // a value that nginx refuses because the next line became part of the directive, or because half of its quotes are there
  if (d.directive === undefined) return false;
  const { source, start, end } = d.directive.headSpan;
  return (
    end - start < MAX_HEAD &&
    /\n|^[^"]*"(?:[^"]*"[^"]*")*[^"]*$|^[^']*'(?:[^']*'[^']*')*[^']*$/.test(source.text.slice(start, end))
  );
}

/** Bytes of a statement in which a swallowed line or a lone quote is looked for. */
const MAX_HEAD = 10_000;

/** A mistake that was found: what to say, and after which other findings nginx would say it. */
interface Mistake {
  readonly diagnostic: Diagnostic;
  readonly after: ReadonlySet<string>;
}

/** Mistakes that are repaired in one configuration: whoever has more will run it again. */
const MAX_MISTAKES = 20;
/** Errors for which no repair was found, after which no others are looked at. */
const MAX_HOPELESS = 100;
/** What a repair has to gain. */
const GAIN = 0.5;

class Recovery {
  readonly #bench: Bench;
  #now: Attempt;
  readonly #mistakes: Mistake[] = [];
  /** What nginx would say about an error that a repair has moved to another line. */
  readonly #nginx = new Map<string, Diagnostic['nginx']>();

  constructor(bench: Bench, tree: ConfigTree, diagnostics: readonly Diagnostic[]) {
    this.#bench = bench;
    this.#now = new Attempt(tree, new Map(), diagnostics);
  }

  run(): Understood {
    const hopeless = new Set<string>();
    while (this.#mistakes.length < MAX_MISTAKES && hopeless.size < MAX_HOPELESS && this.#bench.isOpen) {
      const error = this.#next(hopeless);
      if (!error) break;
      if (!this.#repair(error)) hopeless.add(keyOf(error));
    }
    return { tree: this.#now.tree, diagnostics: this.#told() };
  }

  #next(hopeless: ReadonlySet<string>): Diagnostic | undefined {
    for (const [key, error] of this.#now.errors) if (!hopeless.has(key) && isTrigger(error)) return error;
    return undefined;
  }

  /** Finds the best repair for what lies behind an error; false when none is good enough. */
  #repair(error: Diagnostic): boolean {
    const now = this.#now;
    let best: { readonly attempt: Attempt; readonly candidate: Candidate; readonly cost: number } | undefined;
    for (const file of this.#filesOf(error)) {
      const { path } = file;
      const layout = now.layout(path)!;
      const base = now.cost(path, layout);
      for (const candidate of candidatesFor(error, file, layout)) {
        const attempt = this.#bench.attempt(withRepair(now, candidate));
        if (!attempt) break;
        const cost = attempt.cost(path, layout);
        if (cost > base - GAIN || !explains(now, attempt)) continue;
        const total = cost - base + candidate.prior;
        if (!best || total < best.cost) best = { attempt, candidate, cost: total };
      }
    }
    if (!best) return false;
    this.#accept(best.attempt, best.candidate);
    return true;
  }

  /** The file nginx stops in, and those that include it while their braces do not balance. */
  #filesOf(error: Diagnostic): readonly TreeFile[] {
    const files: TreeFile[] = [];
    const add = (file: TreeFile | undefined): void => {
      if (file && file.template === undefined && file.role !== 'stock' && !files.includes(file)) files.push(file);
    };
    const { tree } = this.#now;
    const { source } = error.span;
    add(tree.root.cst.source === source ? tree.root : tree.files.find((file) => file.cst.source === source));
    for (let via = error.directive?.via; via; via = via.via) if (!via.file.cst.isBalanced) add(via.file);
    return files;
  }

  #accept(attempt: Attempt, candidate: Candidate): void {
    const before: string[] = [];
    const moved = [...this.#now.errors].filter(([key, { nginx }]) => {
      const later = attempt.errors.get(key)?.nginx;
      return later && later.line !== nginx?.line;
    });
    for (const [key, { nginx }] of moved) if (!this.#nginx.has(key)) this.#nginx.set(key, nginx);
    for (const [key, error] of this.#now.errors) {
      // where the statement is wrong all the same (`// no comment`), that is all there is to say about it
      if (moved.length > 0) break;
      if (!attempt.errors.has(key)) {
        const diagnostic = isAgainstLayout(attempt, candidate) ? error : mistakeOf(error, candidate);
        this.#mistakes.push({ diagnostic, after: new Set(before) });
        break;
      }
      before.push(key);
    }
    this.#now = attempt;
  }

  /** Mistakes among the other findings, where nginx would come to them. */
  #told(): readonly Diagnostic[] {
    const out = this.#now.diagnostics.map((d) => {
      const key = keyOf(d);
      return this.#nginx.has(key) ? { ...d, nginx: this.#nginx.get(key) } : d;
    });
    for (const { diagnostic, after } of this.#mistakes.toReversed()) {
      const index = out.findLastIndex((d) => after.has(keyOf(d)));
      out.splice(index + 1, 0, diagnostic);
    }
    return out;
  }
}

function* candidatesFor(error: Diagnostic, file: TreeFile, layout: Layout): Generator<Candidate> {
  const { cst } = file;
  const isHere = error.span.source === cst.source;
  const statement = !isHere
    ? -1
    : error.directive?.file === file
      ? error.directive.index
      : statementAt(cst, error.span.start);
  const problem = cst.problems.find((p) => p.message === error.message && p.start === error.span.start);
  const offset = problem?.nginxOffset ?? (error.directive && isHere ? error.directive.span.start : 0);
  const scene: Scene = { file, cst, statement, offset };
  yield* terminatorCandidates(scene);
  yield* quoteCandidates({ ...scene, offset: problem ? offset : (error.directive?.span.end ?? offset) });
  yield* braceCandidates(scene, layout);
}

function withRepair(now: Attempt, { file, repair }: Candidate): Repairs {
  return new Map([...now.repairs, [file.path, [...(now.repairs.get(file.path) ?? []), repair]]]);
}

function explains(now: Attempt, attempt: Attempt): boolean {
  for (const key of now.errors.keys()) if (!attempt.errors.has(key)) return true;
  return false;
}

/**
 * Is the place of a brace a guess, because the indentation of the file says nothing? Then nginx's place is as good as any.
 */
function isAgainstLayout(attempt: Attempt, { file, repair }: Candidate): boolean {
  if (repair.insert !== '}') return false;
  const mended = attempt.file(file.path);
  return mended !== undefined && disagreements(mended.cst, layoutOf(mended.cst)) * 2 > mended.cst.statements.count;
}

/** What is said about a mistake: in nginx's words where they are about it, else in our own with nginx's beside them. */
function mistakeOf(error: Diagnostic, candidate: Candidate): Diagnostic {
  const { source } = candidate.file.cst;
  const { place, related, rule, message } = candidate;
  const isAboutIt =
    error.rule === 'syntax-error' ||
    error.rule === rule ||
    (error.rule === 'directive-arguments' && rule === 'directive-terminator');
  const include = error.rule === 'syntax-error' ? error.related : [];
  const proposal = proposalOf(candidate);
  return {
    rule: isAboutIt ? error.rule : rule,
    message: isAboutIt ? error.message : message,
    span: source.span(place.start, place.end),
    label: candidate.label,
    help: candidate.help,
    ...(proposal && { proposal }),
    related: [
      ...(related ? [{ span: source.span(related.start, related.end), label: related.label }] : []),
      ...include,
    ],
    directive: error.directive?.file === candidate.file ? error.directive : undefined,
    nginx: error.nginx,
  };
}

/**
 * A `;` more or less changes one statement, and what it means is known by then. Where a string ends is often open, and where a
 * block begins or ends is for a person to say.
 */
function proposalOf({ file, repair: { at, remove, insert }, help }: Candidate): Proposal | undefined {
  const { source } = file.cst;
  if (/[{}]/.test(insert)) return undefined;
  const isSemicolon = insert === ';' || (insert === '' && source.text[at] === ';');
  const title = insert === '' ? help : `add \`${insert.trim()}\``;
  return {
    title,
    safety: isSemicolon ? 'unsafe' : 'suggestion',
    edits: [{ span: source.span(at, at + remove), text: insert }],
  };
}
