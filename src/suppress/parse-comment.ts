/** Is a comment one that switches rules off or on, and what exactly does it say? */
import {
  type MisspeltComment,
  type NamedRule,
  SUPPRESSION_KINDS,
  type SuppressionComment,
  type SuppressionKind,
} from '../rule/index.ts';
import { nearest, type Span } from '../text/index.ts';

/** What every such comment has in it: a text without these letters needs no look at its comments. */
export const MARK = 'nginx-vet-';

const HEAD = /^[#;]+[ \t]*(nginx-vet-([\w-]*)):?(?=[ \t]|$)/;
/** Two hyphens or more between the rules and the reason. */
const SEPARATOR = /(?:^|[ \t])--+(?:[ \t]|$)/;

/** What the comment `span` (from its `#` or `;`) asks for; undefined where it is a comment like any other. */
export function parseComment(span: Span): SuppressionComment | MisspeltComment | undefined {
  const { source, start } = span;
  const text = source.text.slice(start, span.end).trimEnd();
  const [head, whole = '', kind = ''] = HEAD.exec(text) ?? [];
  if (head === undefined) return undefined;
  const wordAt = start + text.indexOf(whole);
  const word = source.span(wordAt, wordAt + whole.length);
  if (!(SUPPRESSION_KINDS as readonly string[]).includes(kind)) {
    const meant = meantBy(kind);
    return meant && { word, meant };
  }
  const rest = text.slice(head.length);
  const separator = SEPARATOR.exec(rest);
  const reason = separator ? rest.slice(separator.index + separator[0].length).trim() : '';
  const words = separator ? rest.slice(0, separator.index) : rest;
  const { rules, strayAt } = rulesIn(words, (from, to) =>
    source.span(start + head.length + from, start + head.length + to),
  );
  return {
    kind: kind as SuppressionKind,
    span: source.span(start, start + text.length),
    word,
    rules,
    reason: reason === '' ? undefined : reason,
    unmarked:
      strayAt === undefined
        ? undefined
        : source.span(start + head.length + strayAt, start + head.length + words.trimEnd().length),
  };
}

const OTHER_WORDS: Readonly<Record<string, SuppressionKind>> = {
  ignore: 'disable-line',
  'ignore-line': 'disable-line',
  'ignore-next-line': 'disable-next-line',
  'ignore-file': 'disable-file',
  'disable-next': 'disable-next-line',
  'disable-all': 'disable-file',
  off: 'disable',
  on: 'enable',
};

function meantBy(kind: string): SuppressionKind | undefined {
  return (nearest(kind, SUPPRESSION_KINDS) as SuppressionKind | undefined) ?? OTHER_WORDS[kind.toLowerCase()];
}

/**
 * The rules of `a, b` (commas may be left out between words with a hyphen, as every rule has one), and where words begin that
 * are no rules: the reason without its mark.
 */
function rulesIn(
  text: string,
  spanOf: (from: number, to: number) => Span,
): { readonly rules: readonly NamedRule[]; readonly strayAt: number | undefined } {
  const rules: NamedRule[] = [];
  let afterComma = true;
  for (const match of text.matchAll(/,|[^\s,]+/g)) {
    const [token] = match;
    if (token === ',') {
      afterComma = true;
      continue;
    }
    if (!afterComma && !/^[a-z\d]+(?:-[a-z\d]+)+$/i.test(token)) return { rules, strayAt: match.index };
    rules.push({ id: token, span: spanOf(match.index, match.index + token.length) });
    afterComma = false;
  }
  return { rules, strayAt: undefined };
}
