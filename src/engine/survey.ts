/** Which apps are declared around configurations, and what do they say about every dial? All of it, silence included. */
import type { Binding, Bindings, EvidencePlace } from '../bindings/index.ts';
import { listenText, placeText } from '../bindings/index.ts';
import { type Confidence, type Finding, type Labelled, type Rule, type ToldDial, toldDials } from '../rule/index.ts';
import { display, originOf, type Span, textOf } from '../text/index.ts';
import type { Analysis } from './analyse.ts';
import { type CheckRequest, check } from './check.ts';
import { isEveryDialConfirmed, type Pinned, pinnedIn } from './contract.ts';
import type { ReportRoot } from './report.ts';

/** A place where an app is declared, or spoken of. Texts may be shown as they are, but for secrets. */
export interface SurveyBinding {
  /** `tcp:HOST:PORT`, `unix:/path`, `unresolved` or `invalid`. */
  readonly listen: string;
  /** What is written, where that is no address. */
  readonly text?: string;
  readonly protocol: string;
  readonly app: string;
  readonly place: string;
  readonly evidence: string;
  readonly span: Span;
}

export interface SurveyDial {
  /** The configuration. */
  readonly root: string;
  readonly target: string;
  readonly span: Span;
  readonly verdict: 'ok' | 'mismatch' | 'unknown';
  readonly why: string;
  readonly evidence: readonly Labelled[];
  /** Of a mismatch: how sure it is, and what to dial instead, best first. */
  readonly confidence?: Confidence;
  readonly suggestions?: readonly string[];
}

export interface SurveyRoot extends ReportRoot {
  readonly isFragment: boolean;
  /** The edition that is certain. */
  readonly edition?: string;
  /** Which paths of nginx's place are which files here; absolute. */
  readonly files?: readonly { readonly from: string; readonly to: string }[];
  /** Where nginx runs with it, and how that is known; absent for texts that stand in other files. */
  readonly place?: { readonly name: string; readonly why: string; readonly evidence: readonly Labelled[] };
}

/** A source that was not used. */
export interface SurveySkipped {
  readonly path: string;
  readonly why: string;
  readonly span: Span;
}

export interface Survey {
  readonly tool: { readonly name: 'nginx-vet'; readonly version: string };
  readonly roots: readonly SurveyRoot[];
  readonly bindings: readonly SurveyBinding[];
  readonly dials: readonly SurveyDial[];
  readonly skipped: readonly SurveySkipped[];
  /** The apps behind the dials that are ok. */
  readonly pinned: readonly Pinned[];
  /** Nothing that nginx dials is left open, but for public names. */
  readonly isEveryDialConfirmed: boolean;
  /** What `check` reports of it. */
  readonly findings: readonly Finding[];
}

/** Looks at configurations as `check` does, with the rules about declared apps only. Throws InputError. */
export function survey(request: CheckRequest): Survey {
  const analyses: Analysis[] = [];
  const report = check({ ...request, rules: request.rules.filter(isAboutApps), onAnalysis: (a) => analyses.push(a) });
  const apps = analyses.flatMap((analysis) => analysis.apps() ?? []);
  const bindings = apps.flatMap((found) => found.all()).map(shownBinding);
  const skipped = apps.flatMap((found) => found.skipped()).map(({ path, why, span }) => ({ path, why, span }));
  return {
    tool: report.tool,
    roots: analyses.map((analysis, i) => ({ ...report.roots[i]!, ...rootOf(analysis) })),
    bindings: once(bindings, (b) => [at(b.span), b.listen, b.app, b.place, b.evidence]),
    dials: once(analyses.flatMap(dialsOf), (d) => [d.root, at(d.span), d.target, d.verdict, d.why]),
    skipped: once(skipped, (s) => [at(s.span), s.path, s.why]),
    pinned: pinnedIn(analyses),
    isEveryDialConfirmed: isEveryDialConfirmed(analyses),
    findings: report.findings,
  };
}

/** Bytes of a declaration that are shown. */
const LONGEST = 100;

/** Only these rules are needed to word the verdicts. */
function isAboutApps({ category, reads }: Rule): boolean {
  return category === 'bindings' && reads === 'bindings';
}

function rootOf({ apps, tree, version }: Analysis): Pick<SurveyRoot, 'isFragment' | 'edition' | 'files' | 'place'> {
  const { isFragment } = tree;
  const root = { isFragment, ...(version.edition !== undefined && { edition: version.edition }) };
  const found: ReturnType<Bindings['place']> | undefined = apps()?.place(tree.root.path);
  if (!found) return root;
  const { place, why = '', evidence, files = [] } = found;
  return {
    ...root,
    files: files.map(({ from, to }) => ({ from: display(from), to })),
    place: { name: display(placeText(place)), why: display(why), evidence: shown(evidence) },
  };
}

function shownBinding({ app, evidence, listen, place, protocol, span }: Binding): SurveyBinding {
  const isKnown = listen.kind === 'tcp' || listen.kind === 'unix';
  return {
    listen: display(listenText(listen)),
    ...(!isKnown && { text: display(textOf(span).slice(0, LONGEST)) }),
    protocol,
    app: display(app),
    place: display(placeText(place)),
    evidence,
    span,
  };
}

function dialsOf({ findings, tree, view }: Analysis): SurveyDial[] {
  return toldDials(view).map(({ target, span, verdict }): SurveyDial => {
    const dial = { root: tree.root.cst.source.path, target: display(target), span };
    if (verdict.kind === 'unknown') return { ...dial, verdict: 'unknown', why: display(verdict.why), evidence: [] };
    const evidence = shown(verdict.evidence);
    if (verdict.kind === 'ok') return { ...dial, verdict: 'ok', why: display(verdict.why), evidence };
    return {
      ...dial,
      verdict: 'mismatch',
      why: wordsOf(verdict, span, findings),
      evidence,
      confidence: verdict.confidence,
      suggestions: verdict.suggestions.map(display),
    };
  });
}

/** What the rule of a mismatch says; where the rule is off, what is known without it. */
function wordsOf(
  { code, data }: Extract<ToldDial['verdict'], { kind: 'mismatch' }>,
  span: Span,
  findings: readonly Finding[],
): string {
  const finding = findings.find(({ rule, primary }) => rule === `binding-${code}` && at(primary.span) === at(span));
  if (finding) return finding.message;
  const { app, declared } = data;
  return app !== undefined && declared !== undefined
    ? display(`\`${app}\` is declared to listen on ${declared}`)
    : `what is declared contradicts it (binding-${code})`;
}

function shown(evidence: readonly EvidencePlace[]): Labelled[] {
  return evidence.map(({ span, label }) => ({ span, label: display(label) }));
}

function at(span: Span): string {
  const { source, start, end } = originOf(span);
  return `${source.path}:${start}:${end}`;
}

/** One line of a text is dialled by every server that includes it; one file declares for every configuration around it. */
function once<T>(list: readonly T[], key: (item: T) => readonly string[]): T[] {
  const found = new Map<string, T>();
  for (const item of list) {
    const name = key(item).join('\n');
    if (!found.has(name)) found.set(name, item);
  }
  return [...found.values()];
}
