/** Does this terminal make links of words, and where do they lead? */
import path from 'node:path/posix';
import { pathToFileURL } from 'node:url';
import type { Output, World } from './context.ts';

/**
 * Terminals that are known to know OSC 8, by what they say of themselves in their environment. Others print nothing of the
 * sequence, or print it as it is: only those that are known get it.
 */
const PROGRAMS: ReadonlySet<string> = new Set([
  'iTerm.app',
  'WezTerm',
  'vscode',
  'ghostty',
  'Hyper',
  'rio',
  'Tabby',
  'zed',
]);
const TERMINALS = /^(?:xterm-kitty|xterm-ghostty|alacritty|foot|contour|wezterm)/;
/** VTE (GNOME Terminal, Tilix …) has them since 0.50, Konsole since 20.12. */
const VTE = 5000;
const KONSOLE = 201200;

/** `FORCE_HYPERLINK=1` and `=0` decide; else a terminal that is known for it, outside of CI. */
export function makesLinks({ env }: World, output: Output): boolean {
  const { FORCE_HYPERLINK, TERM = '', TERM_PROGRAM = '', VTE_VERSION, KONSOLE_VERSION, WT_SESSION, CI } = env;
  if (FORCE_HYPERLINK !== undefined && FORCE_HYPERLINK !== '') return FORCE_HYPERLINK !== '0';
  if (output.isTTY !== true || TERM === 'dumb' || CI) return false;
  return (
    PROGRAMS.has(TERM_PROGRAM) ||
    TERMINALS.test(TERM) ||
    WT_SESSION !== undefined ||
    Number(VTE_VERSION) >= VTE ||
    Number(KONSOLE_VERSION) >= KONSOLE
  );
}

/** `file:///path#L12` for what is a file here; undefined for standard input and for files of another machine. */
export function fileLink({ cwd, fs }: World): (shown: string, line: number) => string | undefined {
  return (shown, line) => {
    const absolute = path.resolve(cwd, shown);
    if (fs.stat(absolute)?.kind !== 'file') return undefined;
    return `${pathToFileURL(absolute).href}#L${line}`;
  };
}
