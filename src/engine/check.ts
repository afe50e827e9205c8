/** The main job: paths in, a report out. */
import path from 'node:path/posix';
import { type BindingsCache, type BindingsConfig, createBindingsCache, discoverBindings } from '../bindings/index.ts';
import { NginxVersion } from '../catalog/index.ts';
import type { FileSystem } from '../fs/index.ts';
import type { Confidence, Finding, Rule, Severity } from '../rule/index.ts';
import { SourceText, type Span } from '../text/index.ts';
import type { ConfigTree, PathMap } from '../tree/index.ts';
import { type Analysis, analyse } from './analyse.ts';
import { assertText, findCandidates } from './inputs.ts';
import type { Report, ReportFile, ReportRoot } from './report.ts';
import { sortFindings } from './sort.ts';
import { applySeverities, atLeast, dedupe, inOrder } from './steps.ts';

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
  const { fs, cwd } = request;
  const show = (absolute: string): string => shownPath(cwd, absolute);
  const candidates = findCandidates(
    fs,
    request.paths.map((p) => path.resolve(cwd, p)),
    show,
  );

  const analyses: Analysis[] = [];
  const covered = new Set<string>();
  const cache = createBindingsCache();
  const run = (absolute: string, source?: SourceText): void => {
    const analysis = analyse({
      fs,
      path: absolute,
      ...(source && { source }),
      displayPath: show,
      prefix: request.prefix === undefined ? undefined : path.resolve(cwd, request.prefix),
      pathMap: (request.pathMap ?? []).map(({ from, to }) => ({ from, to: path.resolve(cwd, to) })),
      context: request.context?.at(-1) as ConfigTree['statements'][number]['context'] | undefined,
      version: request.nginx?.version ?? NginxVersion.unknown,
      rules: request.rules,
      bindings: (tree) => (request.bindings === false ? undefined : bindingsAround(request, tree, show, cache)),
    });
    analyses.push(analysis);
    for (const file of analysis.tree.files) covered.add(file.path);
  };

  // main configurations first: a file that one of them includes is judged there, in its context
  for (const c of candidates) if (c.isMain && (c.isNamed || !covered.has(c.path))) run(c.path);
  for (const c of candidates) if (!c.isMain && !covered.has(c.path)) run(c.path);
  for (const { name, bytes } of request.texts ?? []) {
    assertText(bytes, name);
    run(path.resolve(cwd, name), SourceText.fromBytes(name, bytes));
  }

  const findings = inOrder(
    analyses.flatMap((a) => a.findings),
    [dedupe, atLeast(request.minConfidence ?? 'medium'), applySeverities(request.severities ?? new Map())],
  );
  const files = filesOf(analyses, findings, show);
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
  findings: readonly Finding[],
  show: (p: string) => string,
): readonly ReportFile[] {
  const broken = new Set(findings.filter((f) => f.severity === 'error').map((f) => f.primary.span.source.path));
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

/** A path as people are shown it: relative to the working directory where it lies below it. */
export function shownPath(cwd: string, absolute: string): string {
  const relative = path.relative(cwd, absolute);
  return relative === '' ? '.' : relative;
}
