/** How is any text written in GitHub Flavored Markdown, so that it is shown as it is and nothing else becomes of it? */
import { plain } from './cells.ts';

/**
 * Words of a message, within a line of Markdown: names in backticks become code, all else is text. HTML, emphasis, formulas,
 * links, mentions of people and issues, and addresses that would become links are defused.
 */
export function inLine(text: string): string {
  return named(text, inCode, (words) => inert(words, /[&<>\\`*[\]~|$]|(?<!\w)_|_(?!\w)/.source));
}

/** The same within HTML, where no Markdown is read. */
export function inHtml(text: string): string {
  return named(text, inHtmlCode, (words) => inert(words, /[&<>"]/.source));
}

/** A name as code, on one line. */
export function inCode(name: string): string {
  const shown = plain(name);
  // in backticks nothing but backticks means anything; in a table bars do as well
  return /^ | $|[`|]|^$/.test(shown) ? inHtmlCode(shown) : `\`${shown}\``;
}

function inHtmlCode(name: string): string {
  return `<code>${inert(plain(name), /[&<>"\\`*_[\]~|$]/.source)}</code>`;
}

/** Lines as a code block that none of them can end. */
export function fenced(lines: readonly string[]): readonly string[] {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const fence = '`'.repeat(1 + runs.reduce((longest, run) => Math.max(longest, run.length), 2));
  return [`${fence}text`, ...lines, fence];
}

function named(text: string, code: (name: string) => string, rest: (words: string) => string): string {
  return plain(text)
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : rest(part)))
    .join('')
    .replaceAll('``', '`<!-- -->`');
}

/** What would become a mention, an issue or a link, up to where an empty comment keeps it apart. */
const LINKING = /[@#](?=\w)|(?<=:)\/(?=\/)|(?<=\bwww)\./.source;

function inert(text: string, special: string): string {
  return text.replace(new RegExp(`(${special})|${LINKING}`, 'gi'), (found, character?: string) =>
    character === undefined ? `${found}<!-- -->` : `&#${character.charCodeAt(0)};`,
  );
}
