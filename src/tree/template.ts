/**
 * Is the text a template that becomes nginx configuration later, and how can it be read meanwhile?
 *
 * A fifth of the public nginx files are templates. Their markup is masked, byte for byte, so that offsets stay: statements
 * of the template language become white space, inserted values become a placeholder byte that nginx text never has.
 */

/** Stands for a value that is not known yet. An ordinary token byte to the lexer. */
export const PLACEHOLDER = '\x1a';

export interface Template {
  /** `jinja`, `erb`, `go`, `envsubst`, `placeholder`. */
  readonly language: string;
  /** The text with markup masked, same length; the text itself for languages that lex as nginx. */
  readonly text: string;
}

/** Recognises a template by its content (its name is no help: Mailu's are called `.conf`). */
export function recogniseTemplate(text: string, path: string): Template | undefined {
  if (text.includes('{{') || text.includes('{%')) {
    const masked = mask(text);
    if (masked !== text) return { language: /\{%|\{#|\|\s*\w+/.test(text) ? 'jinja' : 'go', text: masked };
  }
  if (text.includes('<%')) {
    const masked = maskErb(text);
    if (masked !== text) return { language: 'erb', text: masked };
  }
  if (hasPlaceholder(text)) return { language: 'placeholder', text };
  if (hasEnvironmentVariable(text) || /\.(?:template|tmpl|tpl|envsubst)$/.test(path))
    return { language: 'envsubst', text };
  return undefined;
}

/** `@NAME@`, `%NAME%`, `__NAME__`, `<NAME>`, `<a_name>`, `YOUR_NAME`: words that a script or a person replaces. */
const PLACEHOLDERS =
  /(?:^|[\s"'/:=])(?:@[A-Z][A-Z0-9_]+@|%%?[A-Z][A-Z0-9_]+%%?|__[A-Z][A-Z0-9_]+__|<[A-Z][A-Z0-9_]+>|<[a-z]+(?:_[a-z]+)+>|YOUR_?[A-Z][A-Z0-9_]+)/;

function hasPlaceholder(text: string): boolean {
  // most files have none anywhere: only where there may be one, comments and HTML are taken out
  if (!PLACEHOLDERS.test(text) && text.search(HTML) < 0) return false;
  // `return 200 "<HTML><BODY>…";` has no placeholders
  return PLACEHOLDERS.test(uncommented(text).replace(HTML, ''));
}

const HTML =
  /<(?:!DOCTYPE|HTML|HEAD|BODY|TITLE|META|SCRIPT|STYLE|DIV|SPAN|CENTER|PRE|BR|HR|H[1-6]|UL|LI|TABLE|TR|TD)>/g;

/**
 * Is a value of a template not known before the template is filled in? Cooked text of one argument; `language` as in
 * Template. False for plain files and for values without markup.
 */
export function isOpenValue(value: string, language: string | undefined): boolean {
  if (language === undefined) return false;
  if (value.includes(PLACEHOLDER)) return true;
  if (language === 'placeholder') return PLACEHOLDERS.test(value);
  return (
    language === 'envsubst' && /\$(?:\{[A-Z_][A-Z0-9_]*(?::?[-=?+][^}\n]*)?\}|[A-Z_][A-Z0-9_]{2,}(?![a-z]))/.test(value)
  );
}

/** `${UPPER_CASE}`, `${UPPER_CASE:-default}` or `$UPPER_CASE` that nothing in the file defines: envsubst's work (nginx's own variables are lower case). */
function hasEnvironmentVariable(text: string): boolean {
  if (!/\$\{?[A-Z_]/.test(text)) return false;
  const plain = uncommented(text);
  const defined = new Set<string>();
  for (const [, braced, bare] of plain.matchAll(
    /\$(?:\{([A-Z_][A-Z0-9_]*)(?::?[-=?+][^}\n]*)?\}|([A-Z_][A-Z0-9_]{2,}))(?![a-z])/g,
  )) {
    const name = braced ?? bare ?? '';
    if (!/[A-Z]/.test(name) || defined.has(name)) continue;
    const definition = new RegExp(
      `(?:(?:set|perl_set|js_set|auth_request_set)\\s+\\$${name}\\b|\\(\\?P?<${name}>|\\s\\$${name}\\s*\\{)`,
      'i', // nginx looks variables up without regard to case
    );
    if (!definition.test(text)) return true;
    defined.add(name);
  }
  return false;
}

function uncommented(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, '');
}

const STATEMENT =
  /^\{\{-?\s*(?:if|else|end|range|with|block|define|template|include|for|endif|endfor|set|macro|import|#|\/|\^|>|!|\$[\w.]+\s*:?=|\/\*)/;

function mask(text: string): string {
  let out = '';
  let from = 0;
  const markup = /\{\{|\{%|\{#(?=-?\s)/g;
  const unclosed = new Set<string>();
  for (let match = markup.exec(text); match; match = markup.exec(text)) {
    const close = match[0] === '{{' ? '}}' : match[0] === '{%' ? '%}' : '#}';
    let end = unclosed.has(close) ? -1 : text.indexOf(close, match.index + 2);
    if (end < 0) {
      unclosed.add(close); // nothing further on closes either: thousands of `{{` are no reason to look thousands of times
      continue;
    }
    end += 2;
    while (close === '}}' && text[end] === '}') end++; // {{{ raw }}}
    // `map $a $b {{` cannot be nginx; `"^/\d{{2}}"` can, in quotes: only balanced markup on few lines is masked
    const piece = text.slice(match.index, end);
    if (match[0] === '{{' && /[;\n]/.test(piece) && !STATEMENT.test(piece) && !/^\{\{-?\s*\/\*/.test(piece)) continue;
    const isValue = match[0] === '{{' && !STATEMENT.test(piece) && !isAloneOnLine(text, match.index, end);
    out += text.slice(from, match.index) + blank(piece, isValue ? PLACEHOLDER : ' ');
    from = end;
    markup.lastIndex = end;
  }
  return out + text.slice(from);
}

function maskErb(text: string): string {
  return text.replace(/<%[\s\S]*?%>/g, (piece, at: number) => {
    const isValue = piece.startsWith('<%=') && !isAloneOnLine(text, at, at + piece.length);
    return blank(piece, isValue ? PLACEHOLDER : ' ');
  });
}

function blank(piece: string, by: string): string {
  return piece.replace(/[^\n]/g, by);
}

/** Looks no further than the white space: a line of many megabytes may have millions of values. */
function isAloneOnLine(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (before >= 0 && BLANK.has(text.charCodeAt(before))) before--;
  if (before >= 0 && text[before] !== '\n') return false;
  let after = end;
  while (after < text.length && BLANK.has(text.charCodeAt(after))) after++;
  return after >= text.length || text[after] === '\n';
}

/** Tab, VT, FF, CR, space. */
const BLANK: ReadonlySet<number> = new Set([9, 11, 12, 13, 32]);
