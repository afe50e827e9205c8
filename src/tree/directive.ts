/** What is one statement as nginx meets it? An occurrence: the same line of a file included twice is two of them. */
import type { Context } from '../catalog/index.ts';
import {
  type Cst,
  cookedToken,
  isArgument,
  isNameless,
  opensWithQuantifier,
  type Terminator,
  terminatorOf,
  tokenSpan,
} from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import type { TemplateBranches } from './template-branches.ts';

/** How a file came into the configuration. */
export type FileRole = 'main' | 'included' | 'fragment' | 'stock';

/** A file of the configuration; included twice it is still one. */
export interface TreeFile {
  /** Absolute path; for text without a file the name it was given. */
  readonly path: string;
  readonly cst: Cst;
  readonly role: FileRole;
  /** The template language that the text is written in; undefined for plain nginx text. */
  readonly template: string | undefined;
  /** What of a template is there only sometimes; undefined for plain nginx text. */
  readonly branches?: TemplateBranches;
}

/** What the children of a block are looked up as: a context, or a body whose entries are no directives. */
export type Body = Context | `@${string}` | 'unknown';

/** Text of the file names, arguments etc. is a byte string (see text/decode.ts). */
export class Directive {
  readonly file: TreeFile;
  /** Index of the statement in `file.cst`. */
  readonly index: number;
  /** Cooked name; empty for a nameless statement of a broken file. */
  readonly name: string;
  /** The block it stands in; null at file level of the root. */
  readonly parent: Directive | null;
  /** The `include` that brought its file here; null in the root file. */
  readonly via: Directive | null;
  /** Where it stands. */
  readonly context: Body;
  /** For a block: its statements, with those of included files in place after their `include`. */
  readonly children: readonly Directive[];
  /** For a block: what its statements are. */
  readonly body: Body;
  readonly isBlock: boolean;
  #args: readonly string[] | undefined;

  constructor(
    file: TreeFile,
    index: number,
    name: string,
    parent: Directive | null,
    via: Directive | null,
    context: Body,
    body: Body,
    children: readonly Directive[] | null,
  ) {
    this.file = file;
    this.index = index;
    this.name = name;
    this.parent = parent;
    this.via = via;
    this.context = context;
    this.body = body;
    this.isBlock = children !== null;
    this.children = children ?? NONE;
  }

  /** The arguments as nginx uses them: quotes removed, escapes resolved, lower/upper case kept. */
  get args(): readonly string[] {
    if (this.#args) return this.#args;
    const { cst } = this.file;
    const args: string[] = [];
    for (let token = this.#first + 1; token <= this.#last; token++) {
      if (isArgument(cst, token)) args.push(cookedToken(cst, token));
    }
    this.#args = args;
    return args;
  }

  get terminator(): Terminator {
    return terminatorOf(this.file.cst, this.index);
  }

  /** True for `;`, `{` or `}` without a name. */
  get isNameless(): boolean {
    return isNameless(this.file.cst, this.index);
  }

  /** The name. */
  get nameSpan(): Span {
    return tokenSpan(this.file.cst, this.#first);
  }

  /** The `index`-th argument, quotes included; the whole statement when there is none. */
  argSpan(index: number): Span {
    const { cst } = this.file;
    let seen = -1;
    for (let token = this.#first + 1; token <= this.#last; token++) {
      if (isArgument(cst, token) && ++seen === index) return tokenSpan(cst, token);
    }
    return this.span;
  }

  /** Name to terminator: `listen 80;`, `server {`. */
  get span(): Span {
    const { cst } = this.file;
    return cst.source.span(cst.tokens.start[this.#first]!, cst.tokens.end[this.#last]!);
  }

  /** Name to the last argument, without the terminator. */
  get headSpan(): Span {
    const { cst } = this.file;
    let last = this.#last;
    while (last > this.#first && !isArgument(cst, last)) last--;
    return cst.source.span(cst.tokens.start[this.#first]!, cst.tokens.end[last]!);
  }

  /** The closing brace of a block; undefined when there is none. */
  get closeSpan(): Span | undefined {
    const token = this.file.cst.statements.close[this.index]!;
    return token < 0 ? undefined : tokenSpan(this.file.cst, token);
  }

  /** Offset whose line nginx prints for mistakes of this statement: its terminator. */
  get nginxOffset(): number {
    return this.file.cst.tokens.start[this.#last]!;
  }

  /** True where the `{` is that of `\d{3}` in a regular expression without quotes. */
  get opensWithQuantifier(): boolean {
    return opensWithQuantifier(this.file.cst, this.index);
  }

  /** True where the text is a template: what it becomes is not known. */
  get isInTemplate(): boolean {
    return this.file.template !== undefined;
  }

  /** Is this statement there whenever the other one is? Of a template's branches only one is. */
  isThereWith(other: Directive): boolean {
    for (let own: Directive | null = this; own; own = own.via) {
      const around = own.#branches;
      if (around.length === 0) continue;
      let beside: Directive | null = other;
      while (beside && beside.file !== own.file) beside = beside.via;
      const theirs = beside ? beside.#branches : [];
      if (around.some((branch, i) => theirs[i] !== branch)) return false;
    }
    return true;
  }

  get #branches(): readonly number[] {
    const { branches, cst } = this.file;
    return branches?.around(cst.tokens.start[this.#first]!) ?? [];
  }

  get #first(): number {
    return this.file.cst.statements.first[this.index]!;
  }

  get #last(): number {
    return this.file.cst.statements.last[this.index]!;
  }
}

const NONE: readonly Directive[] = [];
