/** What does a code host call a file: its path in the checkout? */
import path from 'node:path/posix';
import type { FormatOptions } from './formats.ts';

/** A path of a report (relative to `cwd`) as seen from the checkout. */
export function fromCheckout(file: string, { cwd, checkout = cwd }: Pick<FormatOptions, 'cwd' | 'checkout'>): string {
  return checkout === cwd ? file : path.relative(checkout, path.resolve(cwd, file));
}
