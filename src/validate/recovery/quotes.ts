/** Where may a quote be missing, or one too many? */
import { variantsOf } from '../../catalog/index.ts';
import { isArgument, TokenKind } from '../../syntax/index.ts';
import { type Candidate, hasLineEnd, insertion, isReal, removal, type Scene } from './candidate.ts';

/** Strings that are looked at: the first one that runs over what look like statements is nearly always the one. */
const MAX_STRINGS = 3;
/** Places on the line of a string's beginning. */
const MAX_PLACES = 24;

export function* quoteCandidates(scene: Scene): Generator<Candidate> {
  const { cst, statement, offset } = scene;
  const { tokens, statements } = cst;
  if (statement < 0) return;
  const first = statements.first[statement]!;
  let strings = 0;
  for (let token = first; token < tokens.count && tokens.start[token]! <= offset && strings < MAX_STRINGS; token++) {
    if (!isArgument(cst, token) || !isReal(cst, token)) continue;
    const isString = tokens.kind[token] !== TokenKind.word;
    const start = tokens.start[token]!;
    const end = tokens.end[token]!;
    if (!isString) {
      yield* strayInWord(scene, token, first);
      continue;
    }
    const isOdd = hasLineEnd(cst, start, end) || end === offset || token === tokens.count - 1;
    if (!isOdd) continue;
    strings++;
    yield* unclosed(scene, token);
    yield removed(scene, start, isAlone(scene.cst.text, start) ? 0.05 : 0.3);
    yield* opened(scene, token, first, /[;)\s]/.test(cst.text[start + 1] ?? ' ') ? 0.25 : 0.35);
    if (end === offset) {
      const glued = cst.text[offset];
      if (glued === '"' || glued === "'") yield removed(scene, offset, 0.15);
      if (end - start > 1) yield removed(scene, end - 1, 0.4);
    }
  }
}

/** The string that begins at `token` ends on its first line. */
function* unclosed({ file, cst }: Scene, token: number): Generator<Candidate> {
  const { tokens } = cst;
  const start = tokens.start[token]!;
  const quote = cst.text[start]!;
  let end = cst.text.indexOf('\n', start);
  if (end < 0 || end > tokens.end[token]!) end = tokens.end[token]!;
  if (cst.text[end - 1] === '\r') end--;
  const line = cst.text.slice(start + 1, end);
  const places: { readonly at: number; readonly prior: number }[] = [{ at: end, prior: 0.12 }];
  for (let at = line.length - 1; at >= 0 && places.length < MAX_PLACES; at--) {
    if (!/[;\s{)]/.test(line[at]!) || /\s/.test(line[at - 1] ?? '')) continue;
    const rest = line.slice(at).trim();
    places.push({ at: start + 1 + at, prior: priorBefore(rest) ?? 0.2 + 0.01 * places.length });
  }
  for (const { at, prior } of places) {
    yield {
      file,
      repair: insertion(at, quote),
      prior,
      place: { start: at, end: at },
      label: `expected \`${quote}\` here`,
      help: `add the closing \`${quote}\``,
      related: { start, end: start + 1, label: 'this quote is not closed' },
      rule: 'syntax-error',
      message: 'a quote is not closed',
    };
  }
}

/** How unlikely a closing quote is before the rest of a line; undefined when the rest tells nothing. */
function priorBefore(rest: string): number | undefined {
  const next = /^;\s*([a-z][a-z0-9_]*)/.exec(rest)?.[1];
  if (next !== undefined && variantsOf(next).length > 0) return -0.06;
  if (/^\)\s*\{$/.test(rest)) return -0.01;
  return /^;\s*(?:#.*|\}[\s}]*)?$|^\)?\s*\{$/.test(rest) ? 0 : undefined;
}

/** The string that seems to begin at `token` ends there: its first quote is missing before an earlier word. */
function* opened({ file, cst }: Scene, token: number, first: number, prior: number): Generator<Candidate> {
  const { tokens } = cst;
  const end = tokens.start[token]!;
  const quote = cst.text[end]!;
  let places = 0;
  for (let word = token - 1; word > first && places < MAX_PLACES; word--) {
    if (!isArgument(cst, word)) continue;
    const start = tokens.start[word]!;
    if (hasLineEnd(cst, start, end)) return;
    yield missingOpening(file, start, quote, prior + 0.01 * places++);
  }
}

function missingOpening(file: Scene['file'], start: number, quote: string, prior: number): Candidate {
  return {
    file,
    repair: insertion(start, quote),
    prior,
    place: { start, end: start },
    label: `expected \`${quote}\` before this`,
    help: `add the opening \`${quote}\``,
    rule: 'syntax-error',
    message: 'a quote is not opened',
  };
}

/** A quote inside or at the end of a word is a byte of it: too many, or the end of a string without a beginning. */
function* strayInWord(scene: Scene, token: number, first: number): Generator<Candidate> {
  const { cst, file } = scene;
  const { tokens } = cst;
  const start = tokens.start[token]!;
  const end = tokens.end[token]!;
  if (end - start > 4096) return;
  const raw = cst.text.slice(start, end);
  const at = raw.search(/["']/);
  if (at < 0) return;
  yield removed(scene, start + at, 0.15);
  if (!/["']$/.test(raw)) return;
  const quote = raw.at(-1)!;
  yield missingOpening(file, start, quote, token === first ? 0.3 : 0.12);
  let places = 0;
  for (let word = token - 1; word > first && places < MAX_PLACES; word--) {
    if (!isArgument(cst, word)) continue;
    if (hasLineEnd(cst, tokens.start[word]!, start)) return;
    yield missingOpening(file, tokens.start[word]!, quote, 0.13 + 0.01 * places++);
  }
}

function removed({ file, cst }: Scene, at: number, prior: number): Candidate {
  return {
    file,
    repair: removal(at),
    prior,
    place: { start: at, end: at + 1 },
    label: 'one quote too many',
    help: `remove this \`${cst.text[at]}\`, or add the one that belongs to it`,
    rule: 'syntax-error',
    message: `unexpected "${cst.text[at]}"`,
  };
}

/** Is a quote glued to what stands before it, or followed by nothing that it could begin? */
function isAlone(text: string, at: number): boolean {
  return /[^\s]/.test(text[at - 1] ?? ' ') || /\s/.test(text[at + 1] ?? ' ');
}
