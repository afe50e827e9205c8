/** The main job: paths in, a report out. */
import path from 'node:path/posix';
import type { BindingsConfig } from '../bindings/index.ts';
import type { NginxVersion } from '../catalog/index.ts';
import type { FileSystem } from '../fs/index.ts';
import type { Confidence, Finding, Rule } from '../rule/index.ts';
import { type Baseline, fingerprinter } from '../suppress/index.ts';
import { originOf, type Span } from '../text/index.ts';
import { CUT_OFF, type ParsedFiles, type PathMap } from '../tree/index.ts';
import type { Analysis, OnFailure } from './analyse.ts';
import { analyseAll } from './analyse-all.ts';
import { knownToBaseline } from './baseline.ts';
import { findInputs } from './inputs.ts';
import { tellNotSearched } from './not-searched.ts';
import { type Observer, staged } from './observer.ts';
import type { Report, ReportFile, ReportRoot } from './report.ts';
import { sortFindings } from './sort.ts';
import { stageTimes } from './stage-times.ts';
import { about, applySeverities, atLeast, dedupe, inOrder, type SeverityOf } from './steps.ts';
import { settle, suppressionsIn } from './suppressing.ts';
import { trafficOf } from './traffic.ts';

/** A text that has no file, such as standard input. */
export interface TextInput {
  /** The name people are shown; relative includes start from its directory. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface CheckRequest {
  readonly fs: FileSystem;
  /** Absolute working directory; paths in the report are relative to it. */
  readonly cwd: string;
  /** Files and directories, absolute or relative to `cwd`. */
  readonly paths: readonly string[];
  readonly texts?: readonly TextInput[];
  readonly rules: readonly Rule[];
  /** Every rule there is: comments may name those that are not asked, too. Default: `rules`. */
  readonly knownRules?: readonly Rule[];
  readonly toolVersion: string;
  /** The nginx that will run the configuration. */
  readonly nginx?: { readonly version: NginxVersion; readonly source: 'option' | 'config' };
  readonly prefix?: string | undefined;
  readonly pathMap?: PathMap;
  /** Contexts of a fragment from the outside in (`http`, `server`). */
  readonly context?: readonly string[] | undefined;
  /** What the settings say of a rule in a file (absolute path); undefined: the rule's own severities hold. */
  readonly severityOf?: SeverityOf;
  /** The least sure findings that are told, everywhere or by file (absolute path); default: medium. */
  readonly minConfidence?: Confidence | ((file: string, rule: string) => Confidence);
  /** Files (absolute paths) that nothing is reported on; directory searches leave them out. Included, they are still read. */
  readonly ignored?: (absolute: string) => boolean;
  /** Findings that were there before: they are counted and not told. */
  readonly baseline?: Baseline | undefined;
  /** Files (absolute paths): only what is about one of them is told. */
  readonly only?: ((absolute: string) => boolean) | undefined;
  /** False: no declared apps are read. */
  readonly bindings?: boolean;
  readonly bindingsConfig?:
    | {
        readonly value: BindingsConfig;
        readonly file: string;
        readonly spanOf: (path: readonly (string | number)[]) => Span;
      }
    | undefined;
  /** True: the report has the way that requests take. */
  readonly traffic?: boolean;
  /** Asked when a rule throws; default: the whole check throws. */
  readonly onFailure?: OnFailure | undefined;
  /** Called with each root that was judged, for who wants to know more than the report tells. */
  readonly onAnalysis?: (analysis: Analysis) => void;
  readonly observer?: Observer | undefined;
  /** Milliseconds of a monotonic clock, for the report's duration. */
  readonly now: () => number;
}

/** Checks configurations. Throws InputError when an input cannot be worked on. */
export function check(asked: CheckRequest): Report {
  const started = asked.now();
  const times = stageTimes(asked.now, asked.observer);
  const request: CheckRequest = { ...asked, observer: times };
  const { fs, cwd, ignored = () => false, minConfidence = 'medium' } = request;
  const fileOf = (finding: Finding): string => path.resolve(cwd, originOf(finding.primary.span).source.path);
  const show = (absolute: string): string => shownPath(cwd, absolute);
  const paths = request.paths.map((p) => path.resolve(cwd, p));
  const parsed: ParsedFiles = new Map();
  const { candidates, notSearched } = staged(times, 'search', '', () =>
    findInputs({ fs, paths, show, ignored, parsed, observer: times }),
  );
  const { analyses, notes } = analyseAll(candidates, request, show, parsed);
  if (request.onAnalysis) analyses.forEach(request.onAnalysis);

  const found = [
    ...analyses.flatMap((a) => a.findings),
    ...notes,
    ...tellNotSearched(notSearched, request.rules, show),
  ].filter((f) => !ignored(fileOf(f)));
  const settled = settle(found, analyses, request);
  const told = dedupe(settled.told);
  const held = dedupe(settled.held.map(({ finding }) => finding));
  const fingerprintOf = fingerprinter([...told, ...held]);
  const compared = knownToBaseline({ findings: told, analyses, fingerprintOf }, request);
  const steps = [
    atLeast(typeof minConfidence === 'string' ? () => minConfidence : (f) => minConfidence(fileOf(f), f.rule)),
    ...(request.severityOf ? [applySeverities(request.severityOf, fileOf)] : []),
    ...(request.only ? [about(request.only, (shown) => path.resolve(cwd, shown))] : []),
  ];
  const visible = inOrder(told, steps);
  const findings = visible.filter(({ key }) => !compared?.old.has(key));
  const baselined = visible.filter(({ key }) => compared?.old.has(key));
  const suppressed = inOrder(held, steps);
  const unreadable = notSearched.filter(({ kind }) => kind === 'file' || kind === 'large').map((file) => file.path);
  const files = filesOf(analyses, unreadable, findings, show);
  return {
    tool: { name: 'nginx-vet', version: request.toolVersion },
    roots: analyses.map((a): ReportRoot => rootOf(a)),
    files,
    findings: sortFindings(findings, files),
    fingerprintOf,
    suppressed: suppressed.length,
    baselined: baselined.length,
    ...(suppressed.length + baselined.length > 0 && {
      suppressions: suppressionsIn(sortFindings([...suppressed, ...baselined], files), settled.held, fingerprintOf),
    }),
    ...(compared && request.baseline && { baseline: { file: show(request.baseline.path), ...compared } }),
    ...(request.traffic && { traffic: trafficOf(analyses) }),
    durationMs: Math.max(0, Math.round(request.now() - started)),
    stageMs: times.stages,
  };
}

function rootOf({ tree, servers, dials, checkedDials, version, versionFrom }: Analysis): ReportRoot {
  const { shownBy } = tree.root.cst.source;
  return {
    path: tree.root.cst.source.path,
    nginx: { version: version.text, source: versionFrom },
    servers,
    dials,
    checkedDials,
    ...(shownBy && { dump: shownBy.path }),
  };
}

function filesOf(
  analyses: readonly Analysis[],
  notRead: readonly string[],
  findings: readonly Finding[],
  show: (p: string) => string,
): readonly ReportFile[] {
  const broken = new Set(
    findings.filter((f) => f.severity === 'error').map((f) => originOf(f.primary.span).source.path),
  );
  const files = new Map<string, ReportFile>();
  for (const { tree } of analyses) {
    for (const { cst, role, template } of tree.files) {
      const shown = cst.source.path;
      if (role === 'stock' || files.has(shown)) continue;
      files.set(shown, {
        path: shown,
        role: template !== undefined && template !== CUT_OFF ? 'template' : role,
        status: broken.has(shown) ? 'error' : 'ok',
      });
    }
    for (const absolute of tree.unreadable) {
      files.set(show(absolute), { path: show(absolute), role: 'included', status: 'unreadable' });
    }
  }
  for (const absolute of notRead) {
    const shown = show(absolute);
    if (!files.has(shown)) files.set(shown, { path: shown, role: 'fragment', status: 'unreadable' });
  }
  return [...files.values()];
}

/** A path as people are shown it: relative to the working directory, also where it leads out of it. */
export function shownPath(cwd: string, absolute: string): string {
  const relative = path.relative(cwd, absolute);
  return relative === '' ? '.' : relative;
}
