/** How is any text written in XML 1.0, so that a parser gives it back? */
import { plain } from './cells.ts';

/** Characters that no XML 1.0 document may have, in whatever way they are written. */
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
/** Those that a parser would change, or that a terminal obeys. */
const FRAGILE = '\\t\\r\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';
const IN_ATTRIBUTE = new RegExp(`[&<>"\\n${FRAGILE}]`, 'g');
const IN_CONTENT = new RegExp(`[&<>${FRAGILE}]`, 'g');

/**
 * An attribute with its name and a space before it; nothing for undefined. Every character comes back, but those that XML
 * cannot have (control characters, halves of characters), which become visible escapes.
 */
export function attribute(name: string, value: string | number | undefined): string {
  return value === undefined ? '' : ` ${name}="${escaped(String(value), IN_ATTRIBUTE)}"`;
}

/** The text of an element, in the same way. */
export function content(text: string): string {
  return escaped(text, IN_CONTENT);
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string, special: RegExp): string {
  const possible = text.replace(IMPOSSIBLE, (c) => (c < ' ' ? plain(c) : '\ufffd'));
  return possible.replace(special, (c) => NAMED[c] ?? `&#${c.charCodeAt(0)};`);
}
