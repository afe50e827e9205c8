/** Is a text surely something else than nginx configuration? */
import { byteString } from '../text/index.ts';
import { InputError } from './input-error.ts';

/** This much of a file tells what it is. */
const HEAD = 65536;

/**
 * Throws InputError for what is surely no nginx text: binary files, UTF-16, INI files such as php-fpm pools. `shown` is the
 * name that people are shown.
 */
export function assertText(bytes: Uint8Array, shown: string): void {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) {
    throw new InputError(
      `\`${shown}\` is UTF-16 text, which nginx cannot read`,
      'save it as UTF-8 without a byte order mark',
    );
  }
  const nul = bytes.subarray(0, HEAD).indexOf(0);
  if (nul >= 0) {
    throw new InputError(
      `\`${shown}\` is a binary file (byte ${nul} is NUL)`,
      'name an nginx configuration or a directory that holds one',
    );
  }
  const ini = iniKind(byteString(bytes.subarray(0, HEAD)));
  if (ini === undefined) return;
  throw new InputError(
    `\`${shown}\` is ${ini}, no nginx configuration`,
    ini === 'a php-fpm pool'
      ? 'pools are read on their own when the configuration that dials them is checked: name that one'
      : 'name an nginx configuration or a directory that holds one',
  );
}

/** A first line `[name]` begins a section of an INI file; nginx would look for a directive of that name. */
function iniKind(head: string): 'a php-fpm pool' | 'an INI file' | undefined {
  const firstLine = /^[ \t]*[^\s#;].*$/m.exec(head)?.[0] ?? '';
  if (!/^\s*\[[\w.$-]+\]\s*$/.test(firstLine)) return undefined;
  return /^[ \t]*(?:pm|listen)[ \t]*=/m.test(head) ? 'a php-fpm pool' : 'an INI file';
}
