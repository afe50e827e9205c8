/** Which statements does nginx see once every include is followed? Reads files in nginx's order and builds the occurrence tree. */
import { type FileSystem, FsError } from '../fs/index.ts';
import { type Cst, cookedToken, isArgument, parse, terminatorOf } from '../syntax/index.ts';
import { SourceText } from '../text/index.ts';
import { bodyOf, inferContexts, isMainConfiguration, readsIncludes } from './context.ts';
import { type Body, Directive, type FileRole, type TreeFile } from './directive.ts';
import { type IncludeTarget, IncludeResolver, type PathMap } from './include.ts';
import { recogniseTemplate } from './template.ts';

export interface LoadRequest {
  readonly fs: FileSystem;
  /** Absolute path of the main configuration or fragment. */
  readonly path: string;
  /** The path as people are shown it. */
  readonly displayPath: (absolute: string) => string;
  /** The root's text where it does not come from the file system (standard input). */
  readonly source?: SourceText;
  /** Directory that relative includes start from; default: the main file's (nginx's conf prefix). */
  readonly prefix?: string | undefined;
  readonly pathMap?: PathMap;
  /** Contexts from the outside in (`http`, `server`), given by the user for a fragment; the last one holds. */
  readonly context?: Body | undefined;
}

/** What went wrong with an include. */
export interface IncludeProblem {
  readonly kind: 'missing' | 'unreadable' | 'directory' | 'cycle' | 'unseen';
  readonly directive: Directive;
  /** The path nginx would open. */
  readonly path: string;
  /** errno's name for `missing` and `unreadable`. */
  readonly code?: string;
  /** For `cycle`: the files in order. */
  readonly chain?: readonly string[];
}

export interface ConfigTree {
  readonly root: TreeFile;
  /** True when the root has no main-level block: it is meant to be included by a configuration that is not here. */
  readonly isFragment: boolean;
  readonly statements: readonly Directive[];
  /** Every file that was read, in nginx's order of first reading. */
  readonly files: readonly TreeFile[];
  readonly includeProblems: readonly IncludeProblem[];
  /** Files that an include names but that could not be read, for the report. */
  readonly unreadable: readonly string[];
  /** Directory that relative paths start from. */
  readonly prefix: string;
}

interface Frame {
  readonly file: TreeFile;
  at: number;
  readonly end: number;
  readonly into: Directive[];
  readonly parent: Directive | null;
  readonly via: Directive | null;
  /** Context of the statements; undefined at file level of a fragment: inferred per statement. */
  readonly context: Body | undefined;
}

/** Includes nested deeper than this end in `Too many open files` for nginx, too. */
const MAX_INCLUDE_DEPTH = 512;

/** Reads the root and everything it includes. Throws FsError when the root itself cannot be read. */
export function loadConfig(request: LoadRequest): ConfigTree {
  const { fs } = request;
  const cache = new Map<string, TreeFile>();
  const files: TreeFile[] = [];
  const problems: IncludeProblem[] = [];
  const unreadable: string[] = [];

  const open = (absolute: string, role: FileRole, source?: SourceText): TreeFile => {
    const cached = cache.get(absolute);
    if (cached) return cached;
    const file = treeFile(absolute, source ?? SourceText.fromBytes(request.displayPath(absolute), fs.read(absolute)), role);
    cache.set(absolute, file);
    files.push(file);
    return file;
  };

  const first = open(request.path, 'main', request.source);
  const isFragment = request.context !== undefined ? request.context !== 'main' : !isMainConfiguration(first.cst);
  const root: TreeFile = isFragment ? { ...first, role: 'fragment' } : first;
  cache.set(request.path, root);
  files[0] = root;
  const resolver = new IncludeResolver(request);
  const inferred = isFragment && request.context === undefined ? inferContexts(root.cst) : undefined;
  // files of a fragment that are included at its top level get their contexts inferred on their own
  const inferredOf = new Map<TreeFile, (index: number) => Body>();
  if (inferred) inferredOf.set(root, inferred);

  const statements: Directive[] = [];
  const stack: Frame[] = [
    {
      file: root,
      at: 0,
      end: root.cst.statements.count,
      into: statements,
      parent: null,
      via: null,
      context: inferred ? undefined : (request.context ?? 'main'),
    },
  ];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    if (frame.at >= frame.end) {
      stack.pop();
      continue;
    }
    const index = frame.at;
    const { file, parent, via } = frame;
    const { cst } = file;
    frame.at = cst.statements.next[index]!;
    const nameToken = cst.statements.first[index]!;
    const name = isArgument(cst, nameToken) ? cookedToken(cst, nameToken) : '';
    const context = frame.context ?? contextIn(inferredOf, file)(index);
    if (terminatorOf(cst, index) === '{') {
      const children: Directive[] = [];
      const body = bodyOf(name, context);
      const block = new Directive(file, index, name, parent, via, context, body, children);
      frame.into.push(block);
      stack.push({ file, at: index + 1, end: frame.at, into: children, parent: block, via, context: body });
      continue;
    }
    const directive = new Directive(file, index, name, parent, via, context, 'unknown', null);
    frame.into.push(directive);
    if (name !== 'include' || directive.args.length !== 1 || !readsIncludes(context)) continue;
    const targets: TreeFile[] = [];
    for (const target of resolver.resolve(directive)) {
      const opened = openTarget(target, directive);
      if (opened) targets.push(opened);
    }
    for (const target of targets.reverse()) {
      stack.push({
        file: target,
        at: 0,
        end: target.cst.statements.count,
        into: frame.into,
        parent,
        via: directive,
        context: frame.context,
      });
    }
  }

  function openTarget(target: IncludeTarget, directive: Directive): TreeFile | undefined {
    if (target.kind === 'stock') {
      const key = `stock:${target.path}`;
      const cached = cache.get(key);
      if (cached) return cached;
      const file = treeFile(target.path, SourceText.fromString(target.path, target.text), 'stock');
      cache.set(key, file);
      return file;
    }
    if (target.kind !== 'file') {
      problems.push({ kind: target.kind, directive, path: target.path, ...(target.kind === 'missing' && { code: 'ENOENT' }) });
      return undefined;
    }
    const chain = includeChain(directive);
    const realpath = fs.realpath(target.path);
    if (chain.length > MAX_INCLUDE_DEPTH || chain.some((f) => f.path === target.path || fs.realpath(f.path) === realpath)) {
      problems.push({ kind: 'cycle', directive, path: target.path, chain: [...chain.map((f) => f.path), target.path] });
      return undefined;
    }
    try {
      return open(target.path, 'included');
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      if (!unreadable.includes(target.path)) unreadable.push(target.path);
      problems.push({
        kind: error.code === 'EISDIR' ? 'directory' : error.code === 'ENOENT' ? 'missing' : 'unreadable',
        directive,
        path: target.path,
        code: error.code,
      });
      return undefined;
    }
  }

  return { root, isFragment, statements, files, includeProblems: problems, unreadable, prefix: resolver.prefix };
}

function contextIn(known: Map<TreeFile, (index: number) => Body>, file: TreeFile): (index: number) => Body {
  let contexts = known.get(file);
  if (!contexts) known.set(file, (contexts = inferContexts(file.cst)));
  return contexts;
}

/** The files that lead to a directive, outermost first. */
export function includeChain(directive: Directive): readonly TreeFile[] {
  const chain: TreeFile[] = [];
  for (let at: Directive | null = directive; at; at = at.via) chain.push(at.file);
  return chain.reverse();
}

function treeFile(absolute: string, source: SourceText, role: FileRole): TreeFile {
  const template = role === 'stock' ? undefined : recogniseTemplate(source.text, absolute);
  return { path: absolute, cst: parse(source, template?.text), role, template: template?.language };
}

/** Parses one text on its own, as the sniffing of directories does. */
export function parseFile(source: SourceText): { readonly cst: Cst; readonly template: string | undefined } {
  const { cst, template } = treeFile(source.path, source, 'main');
  return { cst, template };
}
