/**
 * How do a file's bytes become the text of a payload, and text become bytes again, with nothing lost?
 *
 * Payload text is UTF-8 decoded. A byte that is part of no UTF-8 character becomes the lone surrogate U+DC00 + byte (as in
 * Python's `surrogateescape`): valid in JSON as `\udcXX`, and the same byte again when a configuration is built.
 */
import { byteString, fromByteString, toByteString } from '../text/index.ts';
import { CrossplaneError } from './errors.ts';

const REPLACEMENT = '\ufffd';

/** A byte string (see text/decode.ts) as payload text. */
export function decodeText(bytes: string): string {
  const text = fromByteString(bytes);
  // U+FFFD in the result may have been written in the file: only then is it worth looking at every byte
  return text.includes(REPLACEMENT) ? decodeBytewise(bytes) : text;
}

function decodeBytewise(bytes: string): string {
  const parts: string[] = [];
  let good = 0;
  for (let at = 0; at < bytes.length; ) {
    const size = characterSize(bytes, at);
    if (size > 0) {
      at += size;
      continue;
    }
    if (good < at) parts.push(fromByteString(bytes.slice(good, at)));
    parts.push(String.fromCharCode(0xdc00 + bytes.charCodeAt(at)));
    good = ++at;
  }
  parts.push(fromByteString(bytes.slice(good)));
  return parts.join('');
}

/** Length in bytes of the UTF-8 character at an offset; 0 when there is none (RFC 3629, table 3-7 of Unicode). */
function characterSize(bytes: string, at: number): number {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return 1;
  const second = bytes.charCodeAt(at + 1);
  if (first >= 0xc2 && first <= 0xdf) return isBetween(second, 0x80, 0xbf) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const low = first === 0xe0 ? 0xa0 : 0x80;
    const high = first === 0xed ? 0x9f : 0xbf; // no surrogates
    return isBetween(second, low, high) && isTail(bytes, at + 2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const low = first === 0xf0 ? 0x90 : 0x80;
    const high = first === 0xf4 ? 0x8f : 0xbf;
    return isBetween(second, low, high) && isTail(bytes, at + 2) && isTail(bytes, at + 3) ? 4 : 0;
  }
  return 0;
}

function isTail(bytes: string, at: number): boolean {
  return isBetween(bytes.charCodeAt(at), 0x80, 0xbf);
}

function isBetween(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

/** Payload text as a byte string. Throws CrossplaneError for a lone surrogate that stands for no byte. */
export function encodeText(text: string): string {
  if (!/\p{Surrogate}/u.test(text)) return toByteString(text);
  const parts: string[] = [];
  let from = 0;
  for (const { 0: surrogate, index } of text.matchAll(/\p{Surrogate}/gu)) {
    const byte = surrogate.charCodeAt(0) - 0xdc00;
    if (byte < 0x80 || byte > 0xff) {
      throw new CrossplaneError(
        `text with a lone surrogate (U+${surrogate.charCodeAt(0).toString(16).toUpperCase()}) has no bytes`,
      );
    }
    parts.push(toByteString(text.slice(from, index)), String.fromCharCode(byte));
    from = index + 1;
  }
  parts.push(toByteString(text.slice(from)));
  return parts.join('');
}

/** Throws CrossplaneError where `encodeText` would. */
export function checkEncodable(text: string): void {
  if (/\p{Surrogate}/u.test(text)) encodeText(text);
}

/** The text of a JSON payload file: bytes that are no UTF-8 are kept, a byte order mark is not. */
export function textOfBytes(bytes: Uint8Array): string {
  const text = decodeText(byteString(bytes));
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
