/** In which order does nginx meet the statements, the mistakes of the texts and the files of a configuration? */
import type { SyntaxProblem } from '../syntax/index.ts';
import type { ConfigTree, Directive, IncludeOutcome, IncludeProblem, TreeFile } from '../tree/index.ts';

/** What is done about each thing that nginx meets. */
export interface Visitor {
  /** A statement that nginx hands to its handler: one whose own text is sound. */
  statement(directive: Directive): void;
  /** A mistake of a file's text; `via` is the include that brought the file here. Once per file. */
  text(problem: SyntaxProblem, file: TreeFile, via: Directive | null): void;
  include(problem: IncludeProblem): void;
  /** The `}` of a block: its statements have been read. Not called for a block that is never closed. */
  blockEnd(block: Directive): void;
}

/** What one include (or the root) leads to: its targets are read one after the other. */
interface Reading {
  readonly via: Directive | null;
  readonly outcomes: readonly IncludeOutcome[];
  /** Index of the outcome that comes after the current one. */
  next: number;
  file: TreeFile | undefined;
  /** Index of the file's first text problem that nginx has not come to. */
  problem: number;
}

/**
 * Visits everything in nginx's order. Within a file nginx goes from statement to statement, so a mistake of the text comes
 * before the statement whose terminator lies behind it; a statement that has one in it is never handled.
 */
export function inNginxOrder(tree: ConfigTree, visitor: Visitor): void {
  const said = new Set<TreeFile>();
  const readings: Reading[] = [{ via: null, outcomes: [{ file: tree.root }], next: 0, file: undefined, problem: 0 }];

  /** Passes the problems up to `offset`; returns the offset of the last of them, -1 if there are none. */
  const passProblems = (reading: Reading, offset: number): number => {
    const { file } = reading;
    if (!file) return -1;
    const { problems } = file.cst;
    let last = -1;
    for (; reading.problem < problems.length; reading.problem++) {
      const problem = problems[reading.problem]!;
      if (problem.nginxOffset > offset) break;
      last = problem.nginxOffset;
      if (!said.has(file)) visitor.text(problem, file, reading.via);
    }
    return last;
  };

  /** Ends the current target and begins the next one; false when there is none. */
  const advance = (reading: Reading): boolean => {
    passProblems(reading, Number.POSITIVE_INFINITY);
    if (reading.file) said.add(reading.file);
    reading.file = undefined;
    reading.problem = 0;
    const outcome = reading.outcomes[reading.next++];
    if (!outcome) return false;
    if ('problem' in outcome) visitor.include(outcome.problem);
    else reading.file = outcome.file;
    return true;
  };

  /** Ends what lies before a statement and finds the reading that it belongs to. */
  const readingOf = (directive: Directive): Reading => {
    for (;;) {
      const reading = readings[readings.length - 1]!;
      if (reading.via === directive.via && reading.file === directive.file) return reading;
      if (!advance(reading)) readings.pop();
    }
  };

  const endBlock = (block: Directive): void => {
    const close = block.closeSpan;
    if (!close) return;
    passProblems(readingOf(block), close.start);
    visitor.blockEnd(block);
  };

  const stack: { readonly statements: readonly Directive[]; at: number; readonly block: Directive | null }[] = [
    { statements: tree.statements, at: 0, block: null },
  ];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const directive = frame.statements[frame.at++];
    if (!directive) {
      stack.pop();
      if (frame.block) endBlock(frame.block);
      continue;
    }
    const reading = readingOf(directive);
    const problem = passProblems(reading, directive.nginxOffset);
    const isWhole = problem < 0 || problem < directive.span.start;
    const isSound = isWhole && !directive.isNameless && directive.terminator !== 'missing';
    if (isSound) visitor.statement(directive);
    const outcomes = directive.name === 'include' ? tree.included.get(directive) : undefined;
    if (outcomes) readings.push({ via: directive, outcomes, next: 0, file: undefined, problem: 0 });
    if (directive.isBlock) stack.push({ statements: directive.children, at: 0, block: directive });
  }
  for (let reading = readings.at(-1); reading; reading = readings.at(-1)) if (!advance(reading)) readings.pop();
}
