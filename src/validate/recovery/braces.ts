/** Where may a brace be missing, or one too many, in a file whose braces do not balance? */
import { type Cst, TokenKind } from '../../syntax/index.ts';
import { type Candidate, hasLineEnd, insertion, isReal, removal, type Scene } from './candidate.ts';
import type { Layout } from './layout.ts';

/** Places that are tried of each kind: the first ones at which layout and braces disagree. */
const MAX_PLACES = 10;

export function* braceCandidates(scene: Scene, layout: Layout): Generator<Candidate> {
  if (scene.cst.isBalanced) return;
  yield* missing(scene, layout);
  yield* tooMany(scene, layout);
}

/** Before a line that is not deeper than the block it stands in, before what nginx stops at, at the end of the file. */
function* missing({ file, cst, offset }: Scene, layout: Layout): Generator<Candidate> {
  const { tokens, statements } = cst;
  const openings = openingStatements(cst);
  const open: number[] = [];
  let found = 0;
  let previous = -1;
  for (let token = 0; token < tokens.count; token++) {
    const kind = tokens.kind[token]!;
    const start = tokens.start[token]!;
    if (kind === TokenKind.comment) {
      // a brace that became a comment
      if (
        open.length > 0 &&
        previous >= 0 &&
        COMMENTED.test(cst.text.slice(start, Math.min(tokens.end[token]!, start + 40)))
      ) {
        yield at(previous, open.at(-1)!, 0, { start, end: tokens.end[token]! });
      }
      continue;
    }
    const ends = previous >= 0 && ENDS.has(tokens.kind[previous]!);
    if (ends && open.length > 0) {
      const block = open.at(-1)!;
      const head = tokens.start[statements.first[block]!]!;
      const column = layout.indentOf(start);
      const outer = layout.lineIndent(head);
      const isBehind =
        column !== undefined &&
        !layout.isSameLine(head, start) &&
        (kind === TokenKind.close ? column < outer : column <= outer);
      if (isBehind && found < MAX_PLACES) yield at(previous, block, 0.01 * found++);
      else if (start >= offset && tokens.start[previous]! < offset && tokens.kind[previous] !== TokenKind.open)
        yield at(previous, block, 0.25);
    }
    if (kind === TokenKind.open) open.push(openings.get(token)!);
    else if (kind === TokenKind.close) open.pop();
    else if (kind === TokenKind.raw) yield* insideRaw(token, open.at(-1)!);
    previous = token;
  }
  if (open.length > 0 && previous >= 0) yield at(previous, open.at(-1)!, 0.1);

  function at(token: number, block: number, prior: number, commented?: { start: number; end: number }): Candidate {
    return missingClose(scene(), tokens.end[token]!, block, prior, commented);
  }
  function scene(): { file: Scene['file']; cst: Cst } {
    return { file, cst };
  }
  /** In a Lua block that swallows what follows it: after the lines that are deeper than its head. */
  function* insideRaw(token: number, block: number): Generator<Candidate> {
    const head = tokens.start[statements.first[block]!]!;
    const outer = layout.lineIndent(head);
    const close = statements.close[block]!;
    if (
      close >= 0 &&
      (layout.isSameLine(head, tokens.start[close]!) || layout.indentOf(tokens.start[close]!) === outer)
    )
      return;
    const end = tokens.end[token]!;
    let line = cst.source.line(tokens.start[token]!) + 1;
    for (let places = 0; line <= cst.source.lineCount && places < 3; line++) {
      const begin = cst.source.lineStart(line);
      if (begin > end) return;
      if (cst.text.slice(begin, cst.source.lineEnd(line)).trim() === '' || layout.lineIndent(begin) > outer) continue;
      places++;
      yield missingClose({ file, cst }, cst.source.lineEnd(line - 1), block, 0.02 * places);
    }
  }
}

function missingClose(
  { file, cst }: { readonly file: Scene['file']; readonly cst: Cst },
  offset: number,
  block: number,
  prior: number,
  commented?: { readonly start: number; readonly end: number },
): Candidate {
  const { tokens, statements } = cst;
  const first = statements.first[block]!;
  const name = cst.text.slice(tokens.start[first], tokens.end[first]);
  const last = Math.max(first, statements.last[block]! - 1);
  return {
    file,
    repair: insertion(offset, '}'),
    prior,
    place: commented ?? { start: offset, end: offset },
    label: commented ? 'this brace is a comment' : 'expected `}` after this',
    help: commented ? 'close the block outside of the comment' : 'add the closing `}`',
    related: { start: tokens.start[first]!, end: tokens.end[last]!, label: 'this block is not closed' },
    rule: 'syntax-error',
    message: `block "${name}" is not closed by "}"`,
  };
}

/** Closing braces in another column than the line that they close, those that close nothing, and those around an offset. */
function* tooMany({ file, cst, offset }: Scene, layout: Layout): Generator<Candidate> {
  const { tokens, statements } = cst;
  const openings = openingStatements(cst);
  const open: number[] = [];
  let found = 0;
  for (let token = 0; token < tokens.count; token++) {
    const kind = tokens.kind[token]!;
    if (kind === TokenKind.open) open.push(openings.get(token)!);
    if (kind !== TokenKind.close) continue;
    const block = open.pop();
    if (!isReal(cst, token)) continue;
    const start = tokens.start[token]!;
    const column = layout.indentOf(start);
    const head = block === undefined ? -1 : tokens.start[statements.first[block]!]!;
    const isOdd =
      head < 0 ||
      (column === undefined
        ? hasLineEnd(cst, head, start) || nextOnLine(token) || nextIsDeeper(token, head)
        : column !== layout.lineIndent(head));
    const isNear = Math.abs(start - offset) < 2;
    if (!isOdd && !isNear) continue;
    if (found++ < MAX_PLACES || head < 0) yield extra(start, head < 0 ? 0.1 : 0.01 * found);
  }

  function nextOnLine(token: number): boolean {
    const next = token + 1;
    return next < tokens.count && !hasLineEnd(cst, tokens.end[token]!, tokens.start[next]!);
  }

  function nextIsDeeper(token: number, head: number): boolean {
    const next = token + 1;
    return next < tokens.count && (layout.indentOf(tokens.start[next]!) ?? 0) > layout.lineIndent(head);
  }

  function extra(start: number, prior: number): Candidate {
    return {
      file,
      repair: removal(start),
      prior,
      place: { start, end: start + 1 },
      label: 'one `}` too many',
      help: 'remove this `}`, or find the `{` that is missing before it',
      rule: 'syntax-error',
      message: 'unexpected "}"',
    };
  }
}

function openingStatements({ statements, tokens }: Cst): ReadonlyMap<number, number> {
  const out = new Map<number, number>();
  for (let i = 0; i < statements.count; i++) {
    const end = statements.terminator[i]!;
    if (end >= 0 && tokens.kind[end] === TokenKind.open) out.set(end, i);
  }
  return out;
}

const ENDS: ReadonlySet<number> = new Set([TokenKind.semicolon, TokenKind.close, TokenKind.open]);

/** `# }` and nothing else. */
const COMMENTED = /^#+\s*\}\s*$/;
