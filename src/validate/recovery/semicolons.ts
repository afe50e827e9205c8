/** Where may a `;` or the `{` of a block be missing, or one too many? */
import { variantsOf } from '../../catalog/index.ts';
import { cookedToken, isArgument, isNameless, opensWithQuantifier, TokenKind } from '../../syntax/index.ts';
import { type Candidate, hasLineEnd, insertion, isReal, removal, type Scene } from './candidate.ts';

/** Places of a statement that are tried when its words do not tell where a line was swallowed. */
const MAX_PLACES = 12;

/** Candidates around the statement that nginx stops at. */
export function* terminatorCandidates(scene: Scene): Generator<Candidate> {
  if (scene.statement < 0) return;
  yield* missing(scene);
  yield* tooMany(scene);
}

function* missing({ file, cst, statement }: Scene): Generator<Candidate> {
  const { tokens, statements } = cst;
  const first = statements.first[statement]!;
  const last = statements.last[statement]!;
  if (isNameless(cst, statement)) return;
  const name = cookedToken(cst, first);
  const isBlockName = variantsOf(name).some((v) => v.block);
  let previous = first;
  let places = 0;
  for (let token = first + 1; token <= last + 1 && places < MAX_PLACES; token++) {
    const isEnd = token > last || !isArgument(cst, token);
    if (isEnd && token <= last && tokens.kind[token] === TokenKind.comment) continue;
    const end = tokens.end[previous]!;
    // a terminator that is there needs no second one before it, unless it is the wrong one
    const next = token > last ? '' : isEnd ? '' : cst.text.slice(tokens.start[token], tokens.end[token]);
    const newLine = token <= last ? hasLineEnd(cst, end, tokens.start[token]!) : true;
    const isKnown = !isEnd && IDENTIFIER.test(next) && variantsOf(next).length > 0;
    if (newLine || isKnown || isEnd || isBlockName) places++;
    if (newLine || isKnown || isEnd) {
      const prior = isKnown ? (newLine ? 0 : 0.35) : isEnd ? 0.1 : 0.3;
      yield {
        file,
        repair: insertion(end, ';'),
        prior,
        place: { start: end, end },
        label: 'expected `;` here',
        help: isEnd ? 'end the directive with `;`' : 'the directive has no `;`, so the next line became part of it',
        rule: 'directive-terminator',
        message: `directive "${name}" is not terminated by ";"`,
      };
    }
    if (isBlockName) {
      yield {
        file,
        repair: insertion(end, ' {'),
        prior: newLine ? 0.05 : isKnown ? 0.25 : isEnd ? 0.2 : 0.45,
        place: { start: end, end },
        label: 'expected `{` here',
        help: `\`${name}\` opens a block: write \`{\` and \`}\` around what belongs to it`,
        rule: 'directive-terminator',
        message: `directive "${name}" has no opening "{"`,
      };
    }
    if (isEnd) return;
    previous = token;
  }
}

function* tooMany({ file, cst, statement }: Scene): Generator<Candidate> {
  // `location ~ ^/\d{3}/ {` wants quotes
  if (opensWithQuantifier(cst, statement)) return;
  const { tokens, statements } = cst;
  const first = statements.first[statement]!;
  const own = statements.terminator[statement]!;
  const before = first - 1;
  if (isNameless(cst, statement) && tokens.kind[first] === TokenKind.semicolon && isReal(cst, first)) {
    yield { ...extra(tokens.start[first]!, 0), label: 'ends nothing', help: 'remove it' };
  }
  const name = isNameless(cst, statement) ? '' : cookedToken(cst, first);
  const brace = name.indexOf('}');
  if (brace >= 0 && isReal(cst, first)) yield extra(tokens.start[first]! + brace, 0.1);
  if (before >= 0 && tokens.kind[before] === TokenKind.semicolon && isReal(cst, before)) {
    const isKnown = tokens.kind[first] === TokenKind.word && variantsOf(name).length > 0;
    const sameLine = !hasLineEnd(cst, tokens.end[before]!, tokens.start[first]!);
    if (!isKnown && (sameLine || tokens.kind[first] !== TokenKind.word || !IDENTIFIER.test(name)))
      yield extra(tokens.start[before]!, sameLine ? 0.1 : 0.2);
  }
  if (before >= 0 && tokens.kind[before] === TokenKind.open && isReal(cst, before) && !isNameless(cst, statement)) {
    const sameLine = !hasLineEnd(cst, tokens.end[before]!, tokens.start[first]!);
    const isQuantifier = opensWithQuantifier(cst, statements.parent[statement]!);
    if (sameLine && !isQuantifier && variantsOf(name).length === 0) yield extra(tokens.start[before]!, 0.15);
  }
  if (own >= 0 && isReal(cst, own)) {
    const after = own + 1;
    if (tokens.kind[own] === TokenKind.open) yield extra(tokens.start[own]!, 0.2);
    else if (after < tokens.count) {
      const sameLine = !hasLineEnd(cst, tokens.end[own]!, tokens.start[after]!);
      const isWord = isArgument(cst, after);
      const isKnown = isWord && variantsOf(cookedToken(cst, after)).length > 0;
      if (tokens.kind[after] === TokenKind.open || (isWord && sameLine && !isKnown))
        yield extra(tokens.start[own]!, 0.1);
    }
  }

  function extra(start: number, prior: number): Candidate {
    const byte = cst.text[start]!;
    return {
      file,
      repair: removal(start),
      prior,
      place: { start, end: start + 1 },
      label: byte === ';' ? 'ends the directive too early' : byte === '{' ? 'begins a block' : 'part of the name',
      help: `remove this \`${byte}\``,
      rule: 'syntax-error',
      message: `unexpected "${byte}"`,
    };
  }
}

const IDENTIFIER = /^[a-z][a-z0-9_]*$/;
