/**
 * Bytes and people: the one place where nginx's bytes become text for a person.
 *
 * Inside nginx-vet text is a *byte string*: one character (U+0000 to U+00FF) per byte, so that string offsets are byte
 * offsets and invalid UTF-8 survives. `display` is what everything goes through that leaves for a terminal or a report.
 */

const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const encoder = new TextEncoder();

/** A byte string of `bytes` (latin1: one character per byte). */
export function byteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The bytes of a byte string. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** The byte string of ordinary text: its UTF-8 bytes, one character each. */
export function toByteString(text: string): string {
  return isAscii(text) ? text : byteString(encoder.encode(text));
}

/** A byte string as text: decoded as UTF-8, invalid sequences as U+FFFD. */
export function fromByteString(text: string): string {
  return isAscii(text) ? text : utf8.decode(bytesOf(text));
}

/**
 * A byte string as it may be shown to a person: decoded, and with control characters made visible (`\n`, `\x1b`), so that
 * no text of a configuration can reach the terminal as an escape sequence.
 */
export function display(text: string): string {
  return visible(fromByteString(text));
}

/** Text with control characters (C0, DEL, C1 and the bidirectional overrides) written as escapes. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => {
    if (c === '\n') return '\\n';
    if (c === '\r') return '\\r';
    if (c === '\t') return '\\t';
    const code = c.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
