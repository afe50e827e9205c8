/**
 * What kind of character is this to PCRE2? One-character strings hold one byte; '' (past the end of the pattern) is of no kind.
 */
export function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

export function isOctal(char: string): boolean {
  return char >= '0' && char <= '7';
}

/** The value of a hexadecimal digit, or -1. */
export function hexValue(char: string): number {
  if (isDigit(char)) return char.charCodeAt(0) - 0x30;
  if (char >= 'a' && char <= 'f') return char.charCodeAt(0) - 0x57;
  if (char >= 'A' && char <= 'F') return char.charCodeAt(0) - 0x37;
  return -1;
}

export function isLower(char: string): boolean {
  return char >= 'a' && char <= 'z';
}

export function isLetter(char: string): boolean {
  return isLower(char) || (char >= 'A' && char <= 'Z');
}

export function isWord(char: string): boolean {
  return isLetter(char) || isDigit(char) || char === '_';
}

/** isspace() in the C locale. */
export function isSpace(char: string): boolean {
  return char === ' ' || (char >= '\t' && char <= '\r');
}

/** How many bytes the code point takes in UTF-8. */
export function utf8Length(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
