/** Is a text a main configuration, a part of one, or something else? */
import type { Cst } from '../syntax/index.ts';
import type { SourceText } from '../text/index.ts';
import { isMainConfiguration, nginxLikeness } from './context.ts';
import { parseFile } from './parsed-files.ts';

/** What share of a text's statements must be nginx directives. */
const ENOUGH_LIKENESS = 0.6;

/** What a text is, by content alone; undefined: no nginx text. */
export function nginxKind(source: SourceText): 'main' | 'fragment' | undefined {
  return mayBeNginx(source.text) ? kindOf(parseFile(source, source.path).cst) : undefined;
}

/** Most texts of other kinds are out here, before they are parsed. */
export function mayBeNginx(text: string): boolean {
  if (text.includes('\0') || /^#!\s*\//.test(text)) return false;
  // some line is a statement or opens a block
  return /^[ \t]*(?:"[a-z_]+"|[a-z_]+)\b[^\n]*[;{}][ \t\r]*(?:#.*)?$/m.test(text);
}

/** The same of a text that is parsed. */
export function kindOf(cst: Cst): 'main' | 'fragment' | undefined {
  if (isMainConfiguration(cst)) return 'main';
  return nginxLikeness(cst) < ENOUGH_LIKENESS ? undefined : 'fragment';
}
