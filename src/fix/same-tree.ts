/**
 * Is a text the same configuration as before, apart from what was edited? Every statement and comment that no edit touches
 * must be there again: same words, same end, in the same block.
 */
import { type Cst, cookedToken, isArgument, isNameless, parse, TokenKind, terminatorOf } from '../syntax/index.ts';
import { bytesOf, display, SourceText } from '../text/index.ts';
import type { EditedText } from './edited-text.ts';

export interface Comparison {
  /** What is not as it was; undefined when all is. For people. */
  readonly problem: string | undefined;
  /** Names of the statements that are new, changed or gone. */
  readonly names: ReadonlySet<string>;
}

/** Compares the trees of both texts. */
export function compareTrees(edited: EditedText): Comparison {
  const before = treeOf(edited.before);
  const after = treeOf(edited.after);
  const names = new Set<string>();
  const problem = balance(before, after) ?? comments(before, after, edited) ?? statements(before, after, edited, names);
  return { problem, names };
}

function treeOf(text: string): Cst {
  return parse(SourceText.fromBytes('', bytesOf(text)));
}

function balance(before: Cst, after: Cst): string | undefined {
  if (before.isBalanced && !after.isBalanced) return 'the braces would no longer balance';
  const [problem] = after.problems;
  return problem && after.problems.length > before.problems.length ? `nginx would say: ${problem.message}` : undefined;
}

function comments(before: Cst, after: Cst, edited: EditedText): string | undefined {
  const there = new Map<number, string>();
  for (const { start, text } of commentsOf(after)) there.set(start, text);
  for (const { start, text } of commentsOf(before)) {
    if (edited.changes(start, start + text.length)) continue;
    if (there.get(edited.moved(start)) !== text) return `the comment \`${display(text)}\` would not stay what it is`;
  }
  return undefined;
}

function* commentsOf({ tokens, text }: Cst): Generator<{ readonly start: number; readonly text: string }> {
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kind[token] !== TokenKind.comment) continue;
    const start = tokens.start[token]!;
    yield { start, text: text.slice(start, tokens.end[token]) };
  }
}

function statements(before: Cst, after: Cst, edited: EditedText, names: Set<string>): string | undefined {
  const byStart = new Map<number, number>();
  for (let index = 0; index < after.statements.count; index++) byStart.set(startOf(after, index), index);
  /** Statements of `after` that are one of `before`. */
  const same = new Set<number>();
  /** The statement that an edit changes. */
  const owners = new Map<number, number>();
  for (let index = 0; index < before.statements.count; index++) {
    if (isTouched(before, index, edited)) {
      names.add(nameOf(before, index));
      for (const edit of edited.editsOf(startOf(before, index), endOf(before, index))) owners.set(edit, index);
      continue;
    }
    const now = byStart.get(edited.moved(startOf(before, index)));
    if (now === undefined || !isSame(before, index, after, now, edited)) {
      return `\`${display(nameOf(before, index))}\` in line ${lineOf(before, index)} would not stay what it is`;
    }
    same.add(now);
  }
  for (let index = 0; index < after.statements.count; index++) {
    if (same.has(index)) continue;
    names.add(nameOf(after, index));
    // without its end, what one edit writes runs on into what another one does
    const [first, ...others] = edited.writtenIn(startOf(after, index), endOf(after, index));
    if (others.some((edit) => !owners.has(edit) || owners.get(edit) !== owners.get(first!))) {
      return `\`${display(nameOf(after, index))}\` would be made of two statements`;
    }
  }
  return undefined;
}

/** Does an edit change the statement proper (not what is in its block)? */
function isTouched(cst: Cst, index: number, edited: EditedText): boolean {
  const end = endOf(cst, index);
  if (edited.changes(startOf(cst, index), end)) return true;
  // what is put behind a statement without an end belongs to it
  if (terminatorOf(cst, index) === 'missing' && edited.insertsAt(end)) return true;
  const close = cst.statements.close[index]!;
  return close >= 0 && edited.changes(cst.tokens.start[close]!, cst.tokens.end[close]!);
}

/** Words, end and closing brace are the same, and so is the block around. */
function isSame(before: Cst, was: number, after: Cst, is: number, edited: EditedText): boolean {
  if (terminatorOf(before, was) !== terminatorOf(after, is)) return false;
  const old = wordsOf(before, was);
  const now = wordsOf(after, is);
  if (old.length !== now.length || old.some((word, i) => word !== now[i])) return false;
  const closed = before.statements.close[was]!;
  const closes = after.statements.close[is]!;
  if (closed >= 0 && (closes < 0 || after.tokens.start[closes] !== edited.moved(before.tokens.start[closed]!))) {
    return false;
  }
  const outer = before.statements.parent[was]!;
  const around = after.statements.parent[is]!;
  if (outer < 0 || around < 0) return outer === around;
  const start = startOf(after, around);
  // an edited block may begin elsewhere within its old head
  return start >= edited.moved(startOf(before, outer)) && start <= edited.moved(endOf(before, outer));
}

function wordsOf(cst: Cst, index: number): readonly string[] {
  const { first, last } = cst.statements;
  const words: string[] = [];
  for (let token = first[index]!; token <= last[index]!; token++) {
    if (isArgument(cst, token)) words.push(cookedToken(cst, token));
  }
  return words;
}

function nameOf(cst: Cst, index: number): string {
  return isNameless(cst, index) ? '' : cookedToken(cst, cst.statements.first[index]!);
}

function startOf(cst: Cst, index: number): number {
  return cst.tokens.start[cst.statements.first[index]!]!;
}

function endOf(cst: Cst, index: number): number {
  return cst.tokens.end[cst.statements.last[index]!]!;
}

function lineOf(cst: Cst, index: number): number {
  return cst.source.line(startOf(cst, index));
}
