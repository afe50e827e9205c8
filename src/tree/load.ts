/** Which statements does nginx see once every include is followed? Reads files in nginx's order and builds the occurrence tree. */
import path from 'node:path/posix';
import type { NginxVersion } from '../catalog/index.ts';
import { type FileSystem, FsError } from '../fs/index.ts';
import { type Cst, cookedToken, isArgument, isNameless, parse, type Repair, terminatorOf } from '../syntax/index.ts';
import { SourceText } from '../text/index.ts';
import { bodyOf, inferContexts, isEmptyMain, isMainConfiguration, readsIncludes } from './context.ts';
import { type Body, Directive, type FileRole, type TreeFile } from './directive.ts';
import { IncludeResolver, type IncludeTarget, type PathMap } from './include.ts';
import { type ParsedFile, type ParsedFiles, parseFile } from './parsed-files.ts';

export interface LoadRequest {
  readonly fs: FileSystem;
  /** Absolute path of the main configuration or fragment. */
  readonly path: string;
  /** The path as people are shown it. */
  readonly displayPath: (absolute: string) => string;
  /** The root's text where it does not come from the file system (standard input). */
  readonly source?: SourceText;
  /** Files whose text does not come from the file system, by absolute path. */
  readonly texts?: ReadonlyMap<string, SourceText>;
  /** The files are some of another machine's (an `nginx -T` dump, say): those that are not here may be there. */
  readonly isElsewhere?: boolean;
  /** Absolute path of the file whose end is missing: what it says is not judged. */
  readonly cutOff?: string;
  /** Set where it is known whether the root is a part of a configuration; default: what its text says. */
  readonly isFragment?: boolean;
  /** Directory that relative includes start from; default: the main file's (nginx's conf prefix). */
  readonly prefix?: string | undefined;
  readonly pathMap?: PathMap;
  /** Contexts from the outside in (`http`, `server`), given by the user for a fragment; the last one holds. */
  readonly context?: Body | undefined;
  /** The nginx that will read it: what an include names depends on it in one place. Default: unknown. */
  readonly version?: NginxVersion;
  /** Files (absolute paths) that are read as if mistakes in them had been corrected. */
  readonly repairs?: ReadonlyMap<string, readonly Repair[]>;
  /** Files that need not be read again: those of an earlier loading of the same configuration. */
  readonly known?: readonly TreeFile[];
  /** Files that have been parsed as they are; those that are read now are added. */
  readonly parsed?: ParsedFiles;
}

/** What went wrong with an include. */
export interface IncludeProblem {
  readonly kind: 'missing' | 'unreadable' | 'directory' | 'cycle' | 'excess' | 'length' | 'unseen' | 'absent';
  readonly directive: Directive;
  /** The path nginx would open; for `length`: the file, of which `directive` is the first statement that was not read. */
  readonly path: string;
  /** errno's name for `missing` and `unreadable`. */
  readonly code?: string;
  /** For `cycle`: the files in order. */
  readonly chain?: readonly string[];
}

/** What nginx meets in one target of an include: a file to read, or a reason to stop. */
export type IncludeOutcome = { readonly file: TreeFile } | { readonly problem: IncludeProblem };

export interface ConfigTree {
  readonly root: TreeFile;
  /** True when the root has no main-level block: it is meant to be included by a configuration that is not here. */
  readonly isFragment: boolean;
  readonly statements: readonly Directive[];
  /** Every file that was read, in nginx's order of first reading. */
  readonly files: readonly TreeFile[];
  readonly includeProblems: readonly IncludeProblem[];
  /** What each followed include led to, in nginx's order. */
  readonly included: ReadonlyMap<Directive, readonly IncludeOutcome[]>;
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

/** What stands for the template language of a file whose end is missing: what it becomes is not known either. */
export const CUT_OFF = 'cut off';

/** What the system says of a path that leads to no file, whoever asks. */
const NOT_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/** Includes nested deeper than this end in `Too many open files` for nginx, too. */
const MAX_INCLUDE_DEPTH = 512;

/**
 * Statements that includes may bring in, each occurrence counted. Files that include one another twice double with every
 * level; nginx would read on for hours.
 */
const MAX_INCLUDED = 2_000_000;

/**
 * Statements that are read of the root itself: of the largest that are known none has a tenth of them. A line of 50 MB may
 * have 25 million, and each takes memory.
 */
const MAX_READ = 1_000_000;

/** Reads the root and everything it includes. Throws FsError when the root itself cannot be read. */
export function loadConfig(request: LoadRequest): ConfigTree {
  return new Loader(request).load();
}

class Loader {
  readonly #request: LoadRequest;
  readonly #root: TreeFile;
  readonly #resolver: IncludeResolver;
  /** By absolute path. */
  readonly #cache = new Map<string, TreeFile>();
  readonly #realpaths = new Map<string, string>();
  /** In nginx's order of first reading. */
  readonly #files = new Set<TreeFile>();
  readonly #problems: IncludeProblem[] = [];
  readonly #included = new Map<Directive, readonly IncludeOutcome[]>();
  readonly #unreadable = new Set<string>();
  /** Contexts of the statements of a fragment's files, inferred for each file on its own. */
  readonly #inferred = new Map<TreeFile, (index: number) => Body>();
  #includedStatements = 0;
  #readStatements = 0;

  constructor(request: LoadRequest) {
    this.#request = request;
    const { source, context, repairs, known = [] } = request;
    for (const file of known) {
      if (file.path !== request.path && !repairs?.has(file.path)) this.#cache.set(file.path, file);
    }
    const first = this.#open(request.path, 'main', source);
    const isFragment =
      request.isFragment ??
      (context !== undefined
        ? context !== 'main'
        : !isMainConfiguration(first.cst) && !isEmptyMain(first.cst, request.path));
    this.#root = isFragment ? { ...first, role: 'fragment' } : first;
    this.#cache.set(request.path, this.#root);
    this.#resolver = new IncludeResolver({ ...request, isFragment });
  }

  load(): ConfigTree {
    const root = this.#root;
    const isFragment = root.role === 'fragment';
    const { context } = this.#request;
    const statements: Directive[] = [];
    this.#read({
      file: root,
      at: 0,
      end: root.cst.statements.count,
      into: statements,
      parent: null,
      via: null,
      context: isFragment ? context : 'main',
    });
    return {
      root,
      isFragment,
      statements,
      files: [...this.#files],
      includeProblems: this.#problems,
      included: this.#included,
      unreadable: [...this.#unreadable],
      prefix: this.#resolver.prefix,
    };
  }

  /** Walks the statements in nginx's order; a stack of its own, since 10,000 nested blocks are legal. */
  #read(root: Frame): void {
    const stack = [root];
    while (stack.length > 0) {
      const frame = stack[stack.length - 1]!;
      if (frame.at === 0 && frame.file.role !== 'stock') this.#files.add(frame.file);
      if (frame.at >= frame.end) {
        stack.pop();
        continue;
      }
      const index = frame.at;
      const { file, parent, via } = frame;
      const { cst } = file;
      frame.at = cst.statements.next[index]!;
      const name = statementName(cst, index);
      // a lone `;` or `}` is a mistake of the text and no statement
      if (name === '' && isStray(cst, index)) continue;
      const context = frame.context ?? this.#contextIn(file, index);
      if (via === null && ++this.#readStatements > MAX_READ) {
        const directive = new Directive(file, index, name, parent, via, context, 'unknown', null);
        this.#problems.push({ kind: 'length', directive, path: file.path });
        return;
      }
      if (terminatorOf(cst, index) === '{') {
        const children: Directive[] = [];
        const body = bodyOf(name, context);
        const block = new Directive(file, index, name, parent, via, context, body, children);
        frame.into.push(block);
        if (index + 1 < frame.at) {
          stack.push({ file, at: index + 1, end: frame.at, into: children, parent: block, via, context: body });
        }
        continue;
      }
      const directive = new Directive(file, index, name, parent, via, context, 'unknown', null);
      frame.into.push(directive);
      if (name !== 'include' || directive.terminator !== ';' || directive.args.length !== 1) continue;
      if (!readsIncludes(context)) continue;
      const outcomes = this.#follow(directive);
      if (outcomes.length > 0) this.#included.set(directive, outcomes);
      for (let i = outcomes.length - 1; i >= 0; i--) {
        const outcome = outcomes[i]!;
        if ('problem' in outcome) continue;
        const end = outcome.file.cst.statements.count;
        stack.push({
          file: outcome.file,
          at: 0,
          end,
          into: frame.into,
          parent,
          via: directive,
          context: frame.context,
        });
      }
    }
  }

  #follow(directive: Directive): readonly IncludeOutcome[] {
    return this.#resolver.resolve(directive).map((target) => {
      const outcome = this.#openTarget(target, directive);
      if ('problem' in outcome) this.#problems.push(outcome.problem);
      return outcome;
    });
  }

  #openTarget(target: IncludeTarget, directive: Directive): IncludeOutcome {
    const { path } = target;
    if (target.kind === 'stock') return { file: this.#stock(path, target.text) };
    if (target.kind === 'missing')
      return { problem: { kind: 'missing', directive, path, code: this.#whyMissing(path) } };
    if (target.kind !== 'file') return { problem: { kind: target.kind, directive, path } };
    const chain = includeChain(directive);
    const isCycle = (): boolean => {
      const realpath = this.#realpath(path);
      return chain.some((file) => this.#realpath(file.path) === realpath);
    };
    try {
      const file = chain.length > MAX_INCLUDE_DEPTH ? undefined : this.#open(path, 'included');
      // only a file that includes can be one of those that led here: the system need not be asked about the others
      if (!file || (file.cst.text.includes('include') && isCycle())) {
        return { problem: { kind: 'cycle', directive, path, chain: [...chain.map((one) => one.path), path] } };
      }
      this.#includedStatements += file.cst.statements.count + 1;
      if (this.#includedStatements > MAX_INCLUDED) return { problem: { kind: 'excess', directive, path } };
      return { file };
    } catch (error) {
      if (!(error instanceof FsError)) throw error;
      this.#unreadable.add(path);
      const { code } = error;
      // a name that is no UTF-8 is seen in its directory but cannot be opened through the file-system port
      if (code === 'ENOENT' && path.includes('\ufffd')) return { problem: { kind: 'unseen', directive, path } };
      const kind = code === 'EISDIR' ? 'directory' : NOT_THERE.has(code) ? 'missing' : 'unreadable';
      return { problem: { kind, directive, path, code } };
    }
  }

  /** What the system says when the file is opened: a link may lead to nothing, or in a circle. */
  #whyMissing(path: string): string {
    try {
      this.#request.fs.read(path);
    } catch (error) {
      if (error instanceof FsError) return error.code;
      throw error;
    }
    return 'ENOENT';
  }

  #open(absolute: string, role: FileRole, source?: SourceText): TreeFile {
    const cached = this.#cache.get(absolute);
    if (cached) return cached;
    const { texts, cutOff } = this.#request;
    const normal = texts || cutOff !== undefined ? path.normalize(absolute) : absolute;
    const given = source ?? texts?.get(normal);
    const read = { path: absolute, ...this.#parsed(absolute, given), role };
    const file = normal === cutOff ? { ...read, template: CUT_OFF } : read;
    this.#cache.set(absolute, file);
    return file;
  }

  #parsed(absolute: string, source: SourceText | undefined): ParsedFile {
    const { fs, displayPath, parsed, repairs } = this.#request;
    const corrections = repairs?.get(absolute);
    // a text that was given may have the name of a file: it is not that file
    const isAsItIs = source === undefined && corrections === undefined;
    const known = isAsItIs ? parsed?.get(absolute) : undefined;
    if (known) return known;
    const text = source ?? SourceText.fromBytes(displayPath(absolute), fs.read(absolute));
    const file = parseFile(text, absolute, corrections);
    if (isAsItIs) parsed?.set(absolute, file);
    return file;
  }

  #stock(path: string, text: string): TreeFile {
    const key = `stock:${path}`;
    let file = this.#cache.get(key);
    if (!file) {
      file = { path, cst: parse(SourceText.fromString(path, text)), role: 'stock', template: undefined };
      this.#cache.set(key, file);
    }
    return file;
  }

  #realpath(path: string): string {
    let real = this.#realpaths.get(path);
    if (real === undefined) {
      real = this.#request.fs.realpath(path);
      this.#realpaths.set(path, real);
    }
    return real;
  }

  #contextIn(file: TreeFile, index: number): Body {
    let contexts = this.#inferred.get(file);
    if (!contexts) {
      contexts = inferContexts(file.cst);
      this.#inferred.set(file, contexts);
    }
    return contexts(index);
  }
}

function isStray(cst: Cst, index: number): boolean {
  return isNameless(cst, index) && terminatorOf(cst, index) !== '{';
}

function statementName(cst: Cst, index: number): string {
  const token = cst.statements.first[index]!;
  return isArgument(cst, token) ? cookedToken(cst, token) : '';
}

/** The files that lead to a directive, outermost first. */
export function includeChain(directive: Directive): readonly TreeFile[] {
  const chain: TreeFile[] = [];
  for (let at: Directive | null = directive; at; at = at.via) chain.push(at.file);
  return chain.reverse();
}
