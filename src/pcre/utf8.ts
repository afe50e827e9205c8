/**
 * Are the bytes of a pattern UTF-8? PCRE2 asks this when the pattern starts with (*UTF), and it still knows the 5- and 6-byte
 * forms of RFC 2279 to name them in its errors (pcre2_valid_utf.c).
 */
import { Refusal } from './failure.ts';

const missing = { 1: -3, 2: -4, 3: -5, 4: -6, 5: -7 } as const;
const overlong = { 1: -17, 2: -18, 3: -19, 4: -20, 5: -21 } as const;
/** Bits of the second byte (of the first, for two bytes) that an honest encoding of the length sets. */
const needed = { 2: 0x20, 3: 0x30, 4: 0x38, 5: 0x3c } as const;

export function checkUtf8(text: string): void {
  for (let at = 0; at < text.length; ) at += characterLength(text, at);
}

function characterLength(text: string, at: number): number {
  const lead = text.charCodeAt(at);
  if (lead < 0x80) return 1;
  if (lead < 0xc0) throw new Refusal(-22, at);
  if (lead >= 0xfe) throw new Refusal(-23, at);
  const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf8 ? 3 : lead < 0xfc ? 4 : 5;
  const present = text.length - at - 1;
  if (present < more) throw new Refusal(missing[(more - present) as 1 | 2 | 3 | 4 | 5], at);
  for (let index = 1; index <= more; index++) {
    if ((text.charCodeAt(at + index) & 0xc0) !== 0x80) throw new Refusal(-7 - index, at);
  }
  const second = text.charCodeAt(at + 1);
  const spare = more === 1 ? lead & 0x1e : (lead & (0x3f >> more)) | (second & needed[more as 2 | 3 | 4 | 5]);
  if (spare === 0) throw new Refusal(overlong[more], at);
  if (more === 2 && lead === 0xed && second >= 0xa0) throw new Refusal(-16, at);
  if (more === 3 && (lead > 0xf4 || (lead === 0xf4 && second > 0x8f))) throw new Refusal(-15, at);
  if (more > 3) throw new Refusal(more === 4 ? -13 : -14, at);
  return more + 1;
}

/** The character at a place of valid UTF-8. */
export function decodeAt(text: string, at: number): { readonly code: number; readonly length: number } {
  const lead = text.charCodeAt(at);
  if (lead < 0x80) return { code: lead, length: 1 };
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  let code = lead & (0x7f >> length);
  for (let index = 1; index < length; index++) code = (code << 6) | (text.charCodeAt(at + index) & 0x3f);
  return { code, length };
}
