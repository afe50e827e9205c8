/** Which names does a Python file set at its top level, and to what? (a static subset: nothing is run) */
import type { SourceText } from '../../text/index.ts';
import type { Environment } from '../commands/process.ts';
import { evaluate, type PyValue, UNKNOWN } from './evaluate.ts';
import { type LogicalLine, logicalLines, type Token } from './tokens.ts';

/** The names of a module; a name that is not in `names` may still be set when `open`. */
export interface PyModule {
  readonly names: ReadonlyMap<string, PyValue>;
  /** `from x import *`, `exec`, or text nobody can read: any name may be set. */
  readonly open: boolean;
}

/** Reads the assignments of a file. What stands in conditions, loops and `try` is unknown; functions and classes set nothing. */
export function readModule(source: SourceText, env: Environment): PyModule {
  const names = new Map<string, PyValue>();
  let open = false;
  /** Indentation of the function or class whose body is skipped, and of the outermost block that may not run. */
  let skipped: number | undefined;
  let maybe: number | undefined;
  for (const line of logicalLines(source)) {
    if (skipped !== undefined && line.indent > skipped) continue;
    skipped = undefined;
    if (maybe !== undefined && line.indent <= maybe) maybe = undefined;
    const [first] = line.tokens;
    if (line.tokens.some((token) => token.kind === 'bad')) open = true;
    if (isDefinition(line)) {
      skipped = line.indent;
      if (endsBlock(line)) skipped = undefined;
      continue;
    }
    if (first?.kind === 'name' && BLOCKS.has(first.spelt)) {
      maybe ??= line.indent;
      // `if x: bind = …` on one line
      const colon = line.tokens.findIndex((token) => token.spelt === ':');
      assign(line.tokens.slice(colon + 1), () => UNKNOWN, names);
      continue;
    }
    if (first?.spelt === 'from' || first?.spelt === 'import') {
      open = imported(line.tokens, names) || open;
      continue;
    }
    if (first?.spelt === 'exec' || first?.spelt === 'globals') open = true;
    const value = (tokens: readonly Token[]) =>
      maybe === undefined ? evaluate(tokens, { source, names, env }) : UNKNOWN;
    assign(line.tokens, value, names);
  }
  return { names, open };
}

const BLOCKS = new Set(['if', 'elif', 'else', 'for', 'while', 'try', 'except', 'finally', 'with', 'match', 'case']);

function isDefinition(line: LogicalLine): boolean {
  const [first, second] = line.tokens;
  return first?.spelt === 'def' || first?.spelt === 'class' || (first?.spelt === 'async' && second?.spelt === 'def');
}

/** `def f(): pass` has its body on its own line. */
function endsBlock(line: LogicalLine): boolean {
  return line.tokens.at(-1)?.spelt !== ':';
}

/** `a = b = value`, `a: str = value`, `a += value`, `a, b = …`. */
function assign(
  tokens: readonly Token[],
  value: (tokens: readonly Token[]) => PyValue,
  names: Map<string, PyValue>,
): void {
  const [name, operator] = tokens;
  if (name?.kind !== 'name') return;
  if (operator?.spelt === ':') {
    const equals = tokens.findIndex((token) => token.spelt === '=');
    if (equals > 0) names.set(name.spelt, value(tokens.slice(equals + 1)));
    return;
  }
  if (operator?.spelt === '=') {
    const targets = [name.spelt];
    let at = 2;
    while (tokens[at]?.kind === 'name' && tokens[at + 1]?.spelt === '=') {
      targets.push(tokens[at]!.spelt);
      at += 2;
    }
    const meant = value(tokens.slice(at));
    for (const target of targets) names.set(target, meant);
    return;
  }
  const isAugmented = operator !== undefined && /^([-+*/%&|^@]|\*\*|\/\/|<<|>>)=$/.test(operator.spelt);
  if (isAugmented) names.set(name.spelt, UNKNOWN);
  const equals = tokens.findIndex((token) => token.spelt === '=');
  if (operator?.spelt === ',' && equals > 0) {
    for (const token of tokens.slice(0, equals)) if (token.kind === 'name') names.set(token.spelt, UNKNOWN);
  }
  // `bind.append(x)` changes what was known
  if (operator?.spelt === '.' && /^(append|extend|insert|remove|pop|clear|sort)$/.test(tokens[2]?.spelt ?? '')) {
    names.set(name.spelt, UNKNOWN);
  }
}

/** Names that an import sets; true when it may be any. */
function imported(tokens: readonly Token[], names: Map<string, PyValue>): boolean {
  if (tokens[0]!.spelt !== 'from') return false;
  const at = tokens.findIndex((token) => token.spelt === 'import');
  if (at < 0) return true;
  if (tokens.slice(0, at).some((token) => token.spelt === 'os')) return false; // `from os import environ, getenv`
  for (const token of tokens.slice(at + 1)) if (token.kind === 'name') names.set(token.spelt, UNKNOWN);
  return tokens[at + 1]?.spelt === '*';
}
