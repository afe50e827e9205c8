/** What does nginx make of a text? Its statements with cooked arguments, read by the syntax room alone. */
import { cookedToken, isArgument, parse, TokenKind } from '../../src/syntax/index.ts';
import { SourceText } from '../../src/text/index.ts';

/** One entry per statement and closing brace; undefined where nginx rejects the syntax. */
export function meaningOf(text: Uint8Array): readonly string[] | undefined {
  const cst = parse(SourceText.fromBytes('x', text));
  if (cst.tokens.problems.length > 0) return undefined;
  let depth = 0;
  const meaning: string[] = [];
  let words: string[] = [];
  for (let token = 0; token < cst.tokens.count; token++) {
    const kind = cst.tokens.kind[token];
    if (kind === TokenKind.comment) continue;
    if (isArgument(cst, token)) {
      words.push(cookedToken(cst, token));
      continue;
    }
    if (kind === TokenKind.open) depth++;
    if (kind === TokenKind.close && --depth < 0) return undefined;
    const mark = cst.text.slice(cst.tokens.start[token], cst.tokens.end[token]);
    meaning.push(JSON.stringify([...(mark === '{' ? condition(words) : words), mark]));
    words = [];
  }
  return depth === 0 ? meaning : undefined;
}

/** nginx takes the outer parentheses off, whether they are tokens of their own or not (ngx_http_rewrite_if_condition). */
function condition(words: readonly string[]): readonly string[] {
  if (words[0] !== 'if' || words.length < 2) return words;
  const inner = words.slice(1);
  if (!inner[0]!.startsWith('(')) return words;
  inner[0] = inner[0]!.slice(1);
  if (!inner.at(-1)!.endsWith(')')) return words;
  inner.push(inner.pop()!.slice(0, -1));
  if (inner.at(-1) === '') inner.pop();
  if (inner[0] === '') inner.shift();
  return ['if', '(', ...inner, ')'];
}
