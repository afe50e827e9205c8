/** The main job: paths in, a report out. */
import path from 'node:path/posix';
import { type BindingsCache, type BindingsConfig, createBindingsCache, discoverBindings } from '../bindings/index.ts';
import { NginxVersion } from '../catalog/index.ts';
import type { FileSystem } from '../fs/index.ts';
import type { Confidence, Finding, Rule, Severity } from '../rule/index.ts';
import { originOf, SourceText, type Span } from '../text/index.ts';
import type { ConfigTree, ParsedFiles, PathMap } from '../tree/index.ts';
import { type Analysis, analyse } from './analyse.ts';
import { type Candidate, findInputs } from './inputs.ts';
import { tellNotSearched } from './not-searched.ts';
import type { Report, ReportFile, ReportRoot } from './report.ts';
import { sortFindings } from './sort.ts';
import { applySeverities, atLeast, dedupe, inOrder } from './steps.ts';
import { assertText } from './text-kind.ts';

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
  readonly toolVersion: string;
  /** The nginx that will run the configuration. */
  readonly nginx?: { readonly version: NginxVersion; readonly source: 'option' | 'config' };
  readonly prefix?: string | undefined;
  readonly pathMap?: PathMap;
  /** Contexts of a fragment from the outside in (`http`, `server`). */
  readonly context?: readonly string[] | undefined;
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  readonly minConfidence?: Confidence;
  /** Files (absolute paths) that nothing is reported on; directory searches leave them out. Included, they are still read. */
  readonly ignored?: (absolute: string) => boolean;
  /** False: no declared apps are read. */
  readonly bindings?: boolean;
  readonly bindingsConfig?:
    | {
        readonly value: BindingsConfig;
        readonly file: string;
        readonly spanOf: (path: readonly (string | number)[]) => Span;
      }
    | undefined;
  /** Milliseconds of a monotonic clock, for the report's duration. */
  readonly now: () => number;
}

/** Checks configurations. Throws InputError when an input cannot be worked on. */
export function check(request: CheckRequest): Report {
  const started = request.now();
  const { fs, cwd, ignored = () => false } = request;
  const show = (absolute: string): string => shownPath(cwd, absolute);
  const paths = request.paths.map((p) => path.resolve(cwd, p));
  const parsed: ParsedFiles = new Map();
  const { candidates, notSearched } = findInputs({ fs, paths, show, ignored, parsed });
  const analyses = analyseAll(candidates, request, show, parsed);

  const findings = inOrder(
    [...analyses.flatMap((a) => a.findings), ...tellNotSearched(notSearched, request.rules, show)],
    [
      (all) => all.filter((f) => !ignored(path.resolve(cwd, originOf(f.primary.span).source.path))),
      dedupe,
      atLeast(request.minConfidence ?? 'medium'),
      applySeverities(request.severities ?? new Map()),
    ],
  );
  const unreadable = notSearched.filter(({ kind }) => kind === 'file').map((file) => file.path);
  const files = filesOf(analyses, unreadable, findings, show);
  return {
    tool: { name: 'nginx-vet', version: request.toolVersion },
    roots: analyses.map((a): ReportRoot => rootOf(a, request)),
    files,
    findings: sortFindings(findings, files),
    suppressed: 0,
    baselined: 0,
    durationMs: Math.max(0, Math.round(request.now() - started)),
  };
}

/**
 * Judges each file once, in context where there is one: main configurations first, then the fragments that none of them
 * includes; a fragment that another one includes is judged there.
 */
function analyseAll(
  candidates: readonly Candidate[],
  request: CheckRequest,
  show: (p: string) => string,
  parsed: ParsedFiles,
): readonly Analysis[] {
  const { fs, cwd } = request;
  const cache = createBindingsCache();
  const judged = new Map<string, { readonly analysis: Analysis; readonly files: ReadonlySet<string> }>();
  const covered = new Set<string>();
  const isOnly = candidates.length + (request.texts?.length ?? 0) === 1;
  const run = (absolute: string, real: string, source?: SourceText): void => {
    const analysis = analyse({
      fs,
      path: absolute,
      ...(source && { source }),
      parsed,
      displayPath: show,
      prefix: request.prefix === undefined ? undefined : path.resolve(cwd, request.prefix),
      pathMap: (request.pathMap ?? []).map(({ from, to }) => ({ from, to: path.resolve(cwd, to) })),
      context: request.context?.at(-1) as ConfigTree['statements'][number]['context'] | undefined,
      version: request.nginx?.version ?? NginxVersion.unknown,
      rules: request.rules,
      bindings: (tree) => (request.bindings === false ? undefined : bindingsAround(request, tree, show, cache)),
    });
    // where there is nothing else to judge, nobody asks which files have been
    const read = isOnly ? [] : analysis.tree.files;
    const files = new Set(read.map((file) => (file.path === absolute ? real : fs.realpath(file.path))));
    for (const file of files) {
      covered.add(file);
      // it was taken for a root because its name comes first; two that include one another stay
      const earlier = file === real ? undefined : judged.get(file);
      if (earlier?.analysis.tree.isFragment && !earlier.files.has(real)) judged.delete(file);
    }
    judged.set(real, { analysis, files });
  };

  for (const c of candidates) if (c.isMain && (c.isNamed || !covered.has(c.real))) run(c.path, c.real);
  for (const c of candidates) if (!c.isMain && !covered.has(c.real)) run(c.path, c.real);
  for (const { name, bytes } of request.texts ?? []) {
    assertText(bytes, name);
    // a text may have the name of a file that is judged as well: it is not that file
    run(path.resolve(cwd, name), `text ${name}`, SourceText.fromBytes(name, bytes));
  }
  return [...judged.values()].map(({ analysis }) => analysis);
}

function rootOf({ tree, servers, dials, checkedDials }: Analysis, { nginx }: CheckRequest): ReportRoot {
  return {
    path: tree.root.cst.source.path,
    nginx: { version: nginx?.version.text ?? null, source: nginx?.version.text ? nginx.source : 'unknown' },
    servers,
    dials,
    checkedDials,
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
        role: template !== undefined ? 'template' : role,
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

function bindingsAround(request: CheckRequest, tree: ConfigTree, show: (p: string) => string, cache: BindingsCache) {
  const root = namedRoot(request, tree.root.path);
  const around = {
    fs: request.fs,
    ...(root !== undefined && { root }),
    mainFile: tree.root.path,
    nginxFiles: tree.files.map((f) => f.path),
    display: show,
    ...(request.bindingsConfig && { config: request.bindingsConfig }),
  };
  return discoverBindings(around, cache);
}

/** The widest named directory around a configuration: the project, as the user sees it. */
function namedRoot({ fs, cwd, paths }: CheckRequest, file: string): string | undefined {
  const around = paths
    .map((p) => path.resolve(cwd, p))
    .filter((p) => file.startsWith(p === '/' ? p : `${p}/`) && fs.stat(p)?.kind === 'directory');
  return around.sort((a, b) => a.length - b.length)[0];
}

/** A path as people are shown it: relative to the working directory, also where it leads out of it. */
export function shownPath(cwd: string, absolute: string): string {
  const relative = path.relative(cwd, absolute);
  return relative === '' ? '.' : relative;
}
