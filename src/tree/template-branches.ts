/** Which statements of a template are there only sometimes? Reads the conditions of the template language around a place. */

/** One mark of the template language: a block opens, goes on with another branch, or closes. */
const MARK = new RegExp(
  [
    // Go templates, Handlebars: {{ if … }}, {{#if …}}, {{ else if … }}, {{ end }}, {{/if}}
    /\{\{[-~]?\s*([#^/]?)\s*([a-z]*)/,
    // Jinja, Liquid: {% if … %}, {% elif … %}, {% endif %}
    /\{%[-+~]?\s*([a-z]+)/,
    // ERB: <% if … %>, <% list.each do |x| %>, <% end %>
    /<%-?\s*(end|else|elsif|when|if|unless|case|for|while|until)\b|<%-?[^%]*?\b(do)\s*(?:\|[^|%]*\|\s*)?-?%>/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

const OPENS: ReadonlySet<string> = new Set([
  ...[
    'if',
    'unless',
    'case',
    'for',
    'while',
    'until',
    'do',
    'range',
    'with',
    'define',
    'block',
    'macro',
    'filter',
    'raw',
  ],
]);
const GOES_ON: ReadonlySet<string> = new Set(['else', 'elif', 'elsif', 'elseif', 'when']);

/** The blocks of a template's own language. */
export class TemplateBranches {
  /** Offset of each mark and the branches around what follows it, from the outside in; a branch is named by its offset. */
  readonly #marks: { readonly at: number; readonly around: readonly number[] }[] = [];

  constructor(text: string) {
    let around: readonly number[] = [];
    for (const match of text.matchAll(MARK)) {
      const kind = kindOf(match);
      if (kind === undefined) continue;
      const outer = kind === 'opens' ? around : around.slice(0, -1);
      around = kind === 'closes' ? outer : [...outer, match.index];
      this.#marks.push({ at: match.index, around });
      if (around.length > MAX_DEPTH) return;
    }
  }

  /** The branches around an offset, from the outside in; empty where the text is there whatever the values are. */
  around(offset: number): readonly number[] {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#marks[middle]!.at <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#marks[low - 1]?.around ?? [];
  }
}

/** Nobody writes templates as deep as this: the text only looks like one. */
const MAX_DEPTH = 64;

function kindOf(match: RegExpMatchArray): 'opens' | 'goes on' | 'closes' | undefined {
  const [, sigil, goWord, jinjaWord, erbWord, erbDo] = match;
  if (sigil === '/') return 'closes';
  if (sigil === '#') return 'opens';
  if (sigil === '^') return goWord === '' ? 'goes on' : 'opens';
  const word = goWord || jinjaWord || erbWord || erbDo || '';
  if (word.startsWith('end')) return 'closes';
  if (GOES_ON.has(word)) return 'goes on';
  return OPENS.has(word) ? 'opens' : undefined;
}
