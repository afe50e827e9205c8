/** What does nginx make of a token's backslashes? (the copy loop at the end of ngx_conf_read_token) */

/**
 * Escapes resolved: `\"` `\'` `\\` lose the backslash, `\t` `\r` `\n` become control characters, every other pair keeps
 * its backslash (`\d`, `\.`, `\;` stay two bytes). Quoted and unquoted tokens alike.
 */
export function cook(raw: string): string {
  let at = raw.indexOf('\\');
  if (at < 0) return raw;
  let out = '';
  let from = 0;
  while (at >= 0 && at + 1 < raw.length) {
    const replacement = ESCAPES[raw[at + 1]!];
    if (replacement === undefined) {
      // the pair stays, and so does what a second backslash may begin
      at = raw.indexOf('\\', at + 1);
      continue;
    }
    out += raw.slice(from, at) + replacement;
    from = at + 2;
    at = raw.indexOf('\\', from);
  }
  return out + raw.slice(from);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  t: '\t',
  r: '\r',
  n: '\n',
};
