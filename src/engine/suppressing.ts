/** Which findings do comments hold back, and what is there to say of the comments themselves? */
import path from 'node:path/posix';
import { CONFIDENCES, type Confidence, type Finding, type Rule, type Suppressions } from '../rule/index.ts';
import { ANY, CommentsOfRun, type FileComments, idleIn } from '../suppress/index.ts';
import { display, nearest } from '../text/index.ts';
import { type Analysis, findingsOf } from './analyse.ts';
import type { CheckRequest } from './check.ts';
import { staged } from './observer.ts';
import type { Suppressed } from './report.ts';
import { isWhole } from './whole.ts';

export interface HeldBack {
  readonly finding: Finding;
  readonly reason: string | undefined;
}

export interface Settled {
  readonly told: readonly Finding[];
  readonly held: readonly HeldBack[];
}

/** Takes out what comments hold back, and adds what the rules that read `findings` say. */
export function settle(found: readonly Finding[], analyses: readonly Analysis[], request: CheckRequest): Settled {
  const comments = new CommentsOfRun();
  const files = filesWithComments(analyses, comments, request);
  const held: HeldBack[] = [];
  const isTold = (finding: Finding): boolean => {
    const entry = comments.holding(finding);
    if (!entry) return true;
    const { reason } = entry.comment;
    // told in another place, it would be another finding
    held.push({ finding: { ...finding, key: `${finding.key}\nheld` }, reason: reason && display(reason) });
    return false;
  };
  const told = found.filter(isTold);
  if (files.length === 0) return { told, held };
  const late = request.rules.filter(({ reads }) => reads === 'findings');
  const about = analyses.flatMap((analysis) => {
    const own = files.filter(({ analyses: [first] }) => first === analysis);
    if (own.length === 0 || late.length === 0) return [];
    const view = { ...analysis.view, suppressions: suppressionsOf(own, comments, request) };
    const root = analysis.tree.root.cst.source.path;
    return late.flatMap((rule) =>
      staged(request.observer, 'rule', rule.id, () => findingsOf(rule, view, root, request.onFailure)),
    );
  });
  return { told: [...told, ...about.filter(isTold)], held };
}

/** What is told of findings that were held back: `held` are those of comments, all others are those of the baseline. */
export function suppressionsIn(
  findings: readonly Finding[],
  held: readonly HeldBack[],
  fingerprintOf: (finding: Finding) => string,
): readonly Suppressed[] {
  const reasons = new Map(held.map(({ finding, reason }) => [finding.key, reason]));
  return findings.map((finding) => {
    const fingerprint = fingerprintOf(finding);
    if (!reasons.has(finding.key)) return { finding, fingerprint, kind: 'baseline' };
    const reason = reasons.get(finding.key);
    return { finding, fingerprint, kind: 'comment', ...(reason !== undefined && { reason }) };
  });
}

/** A file with such comments, and the configurations that it is a part of. */
interface Commented {
  readonly file: FileComments;
  readonly analyses: readonly Analysis[];
  readonly confidence: Confidence;
}

function filesWithComments(
  analyses: readonly Analysis[],
  comments: CommentsOfRun,
  request: CheckRequest,
): readonly Commented[] {
  const files = new Map<FileComments, { readonly analyses: Analysis[]; confidence: Confidence }>();
  for (const analysis of analyses) {
    const add = (file: FileComments | undefined, confidence: () => Confidence): void => {
      if (!file) return;
      const known = files.get(file);
      const now = confidence();
      if (!known) files.set(file, { analyses: [analysis], confidence: now });
      else {
        if (known.analyses.at(-1) !== analysis) known.analyses.push(analysis);
        if (CONFIDENCES.indexOf(now) > CONFIDENCES.indexOf(known.confidence)) known.confidence = now;
      }
    };
    for (const { cst, role, template } of analysis.tree.files) {
      if (role === 'stock') continue;
      const { source } = cst;
      const sure = (): Confidence => (template === undefined ? sureIn(source.path, analysis, request) : 'low');
      add(comments.of(source, cst), sure);
      // a cut-out text stands in a YAML file, or in a Markdown file, which has no such comments
      for (const { origin } of source.pieces.slice(0, 1))
        add(comments.of(origin, undefined, !MARKDOWN.test(origin.path)), sure);
    }
    for (const text of analysis.apps()?.texts() ?? []) {
      add(comments.of(text), () => (isBelowNamed(text.path, request) ? sureIn(text.path, analysis, request) : 'low'));
    }
  }
  return [...files].map(([file, more]) => ({ file, ...more }));
}

const MARKDOWN = /\.(?:md|markdown)$/i;

/** Rules are silent about what they cannot see: then a comment may be needed, although it holds back nothing here. */
function sureIn(file: string, { tree }: Analysis, request: CheckRequest): Confidence {
  if (!isWhole(tree)) return 'low';
  // another configuration that was not looked at may include it, too
  const root = path.dirname(tree.root.cst.source.path);
  const isOwn = root === '.' ? !/^(?:\.\.)?\//.test(file) : file.startsWith(`${root}/`);
  if (!isOwn && !isBelowNamed(file, request)) return 'low';
  if (!tree.isFragment) return 'high';
  return tree.statements.every(({ context }) => WHOLE.has(context)) ? 'medium' : 'low';
}

/** Where servers and upstreams stand. */
const WHOLE: ReadonlySet<string> = new Set(['main', 'http', 'stream']);

function isBelowNamed(file: string, { cwd, fs, paths }: CheckRequest): boolean {
  const absolute = path.resolve(cwd, file);
  return paths.some((named) => {
    const directory = path.resolve(cwd, named);
    return absolute.startsWith(directory === '/' ? '/' : `${directory}/`) && fs.stat(directory)?.kind === 'directory';
  });
}

function suppressionsOf(files: readonly Commented[], comments: CommentsOfRun, request: CheckRequest): Suppressions {
  const rules = request.knownRules ?? request.rules;
  const ids = new Set(rules.map(({ id }) => id));
  return {
    comments: files.flatMap(({ file }) => file.comments),
    misspelt: files.flatMap(({ file }) => file.misspelt),
    unknown: files.flatMap(({ file }) =>
      file.comments.flatMap((comment) =>
        comment.rules.filter(({ id }) => !ids.has(id)).map((rule) => ({ comment, rule, meant: nearest(rule.id, ids) })),
      ),
    ),
    idle: files.flatMap(({ file, analyses, confidence }) => {
      const hasApps = analyses.every((analysis) => analysis.apps() !== undefined);
      const absolute = path.resolve(request.cwd, file.source.path);
      const ran = (rule: Rule): boolean => wasAsked(rule, absolute, request) && (rule.reads !== 'bindings' || hasApps);
      return idleIn({ file, comments, confidence, rules, ran });
    }),
    heldBy: (comment) => [...comments.heldBy(comment, ANY)].toSorted(),
  };
}

function wasAsked({ id }: Rule, file: string, { rules, severityOf }: CheckRequest): boolean {
  return rules.some((rule) => rule.id === id) && severityOf?.(id, file) !== 'off';
}
