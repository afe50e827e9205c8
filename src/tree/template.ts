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
  if (/(?:^|[\s"'/:=])(?:@[A-Z][A-Z0-9_]+@|%%?[A-Z][A-Z0-9_]+%%?|__[A-Z][A-Z0-9_]+__|<[A-Z][A-Z0-9_]+>)/.test(uncommented(text))) {
    return { language: 'placeholder', text };
  }
  if (hasEnvironmentVariable(text) || /\.(?:template|tmpl|tpl|envsubst)$/.test(path)) return { language: 'envsubst', text };
  return undefined;
}

/** `${UPPER_CASE}` or `$UPPER_CASE` that nothing in the file defines: envsubst's work (nginx's own variables are lower case). */
function hasEnvironmentVariable(text: string): boolean {
  const plain = uncommented(text);
  for (const [, braced, bare] of plain.matchAll(/\$(?:\{([A-Z_][A-Z0-9_]*)\}|([A-Z_][A-Z0-9_]{2,}))(?![a-z])/g)) {
    const name = braced ?? bare ?? '';
    if (!/[A-Z]/.test(name)) continue;
    const definition = new RegExp(`(?:(?:set|perl_set|js_set|auth_request_set)\\s+\\$${name}\\b|\\(\\?P?<${name}>|\\s\\$${name}\\s*\\{)`);
    if (!definition.test(text)) return true;
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
  const markup = /\{\{|\{%|\{#(?=\s)/g;
  for (let match = markup.exec(text); match; match = markup.exec(text)) {
    const close = match[0] === '{{' ? '}}' : match[0] === '{%' ? '%}' : '#}';
    let end = text.indexOf(close, match.index + 2);
    if (end < 0) continue;
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
  return text.replace(/<%[^]*?%>/g, (piece, at: number) => {
    const isValue = piece.startsWith('<%=') && !isAloneOnLine(text, at, at + piece.length);
    return blank(piece, isValue ? PLACEHOLDER : ' ');
  });
}

function blank(piece: string, by: string): string {
  return piece.replace(/[^\n]/g, by);
}

function isAloneOnLine(text: string, start: number, end: number): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  let lineEnd = text.indexOf('\n', end);
  if (lineEnd < 0) lineEnd = text.length;
  return text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
}
