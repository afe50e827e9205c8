/** What is a configuration once some mistakes are taken as corrected, and how much is still wrong with it? */
import type { NginxVersion } from '../../catalog/index.ts';
import { type Cst, type Repair, TokenKind } from '../../syntax/index.ts';
import { type ConfigTree, everyStatement, type LoadRequest, loadConfig, type TreeFile } from '../../tree/index.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { validate } from '../validate.ts';
import { disagreements, type Layout, layoutOf } from './layout.ts';

/** Repairs by the absolute path of their file. */
export type Repairs = ReadonlyMap<string, readonly Repair[]>;

/** A configuration read with some repairs, and what nginx would say about it. */
export class Attempt {
  readonly tree: ConfigTree;
  readonly repairs: Repairs;
  readonly diagnostics: readonly Diagnostic[];
  /** What nginx would refuse, by `keyOf`, in its order. */
  readonly errors: ReadonlyMap<string, Diagnostic>;
  readonly #base: number;

  constructor(tree: ConfigTree, repairs: Repairs, diagnostics: readonly Diagnostic[]) {
    this.tree = tree;
    this.repairs = repairs;
    this.diagnostics = diagnostics;
    const errors = new Map<string, Diagnostic>();
    for (const d of diagnostics)
      if (d.nginx && d.severity === undefined && !errors.has(keyOf(d))) errors.set(keyOf(d), d);
    this.errors = errors;
    this.#base = errors.size + notJudged(tree) + unclosed(tree);
  }

  /** How bad it looks, with an eye on the layout of one file. Of two ways to read a text the one with the lower number is likelier. */
  cost(path: string, layout: Layout): number {
    const file = this.file(path);
    return this.#base + (file ? LAYOUT * disagreements(file.cst, layout) : 0);
  }

  file(path: string): TreeFile | undefined {
    return this.tree.root.path === path ? this.tree.root : this.tree.files.find((file) => file.path === path);
  }

  layout(path: string): Layout | undefined {
    const file = this.file(path);
    return file && layoutOf(file.cst);
  }
}

const LAYOUT = 0.2;
const UNJUDGED = 0.25;
const UNCLOSED = 0.6;
/** A reading that loses statements (in a string, as arguments of another) is worth less. */
const STATEMENT = 0.05;

export function keyOf(d: Diagnostic): string {
  return `${d.rule}\n${d.message}\n${d.span.source.path}\n${d.span.start}`;
}

function notJudged(tree: ConfigTree): number {
  let cost = 0;
  for (const directive of everyStatement(tree.statements)) {
    cost -= STATEMENT;
    if (!directive.isInTemplate) {
      if (directive.context === 'unknown' || directive.isNameless || directive.terminator === 'missing')
        cost += UNJUDGED;
    }
  }
  return cost;
}

function unclosed(tree: ConfigTree): number {
  let count = 0;
  for (const { cst, template } of new Set([tree.root, ...tree.files])) {
    if (cst.isBalanced || template !== undefined) continue;
    const { statements, tokens } = cst;
    for (let i = 0; i < statements.count; i++) {
      const end = statements.terminator[i]!;
      if (end >= 0 && tokens.kind[end] === TokenKind.open && statements.close[i]! < 0) count++;
    }
  }
  return count * UNCLOSED;
}

/** Loads and judges one configuration again and again, until there has been enough of it. */
export class Bench {
  readonly #request: LoadRequest;
  readonly #version: NginxVersion;
  readonly #first: ConfigTree;
  #left: number;
  readonly #price: number;

  constructor(request: LoadRequest, version: NginxVersion, first: ConfigTree) {
    this.#request = request;
    this.#version = version;
    this.#first = first;
    let price = 1;
    for (const { cst } of first.files) {
      price += cst.source.length / 50 + cst.statements.count * (1 + depthOf(cst) / 50);
    }
    this.#price = price;
    // one or two attempts find nothing, and a text so great is seldom written by hand
    this.#left = price * 4 > BUDGET ? 0 : BUDGET;
  }

  /** Is there time for another attempt? */
  get isOpen(): boolean {
    return this.#left >= this.#price;
  }

  /** The configuration with these repairs; undefined when the time for trying is used up. */
  attempt(repairs: Repairs): Attempt | undefined {
    if (!this.isOpen) return undefined;
    this.#left -= this.#price;
    const { root, files } = this.#first;
    const tree = loadConfig({ ...this.#request, source: root.cst.source, known: files, repairs });
    return new Attempt(tree, repairs, validate(tree, this.#version));
  }
}

/** How deep the blocks of a file go: what looks outward from a statement takes longer there. */
function depthOf({ statements: { count, parent } }: Cst): number {
  const depths = new Int32Array(count);
  let deepest = 0;
  for (let i = 0; i < count; i++) {
    depths[i] = parent[i]! < 0 ? 0 : depths[parent[i]!]! + 1;
    if (depths[i]! > deepest) deepest = depths[i]!;
  }
  return deepest;
}

/** Statements that are judged for the sake of recovery, counted with each repetition. */
const BUDGET = 1_000_000;
