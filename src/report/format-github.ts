/** What shows findings in a run of GitHub Actions? Workflow commands on standard output, one line for each finding. */
import { plain } from './cells.ts';
import { fromCheckout } from './checkout.ts';
import type { FormatOptions } from './formats.ts';
import type { Report } from './report.ts';
import { gravestFirst, type Told, tell } from './told.ts';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * Annotations; paths are those of the checkout. GitHub shows ten of each kind for a step, so the gravest come first
 * (docs.github.com, "Workflow commands for GitHub Actions").
 */
export function formatGithub(report: Report, options: FormatOptions): string {
  return gravestFirst(tell(report))
    .map((told) => line(told, options))
    .join('');
}

function line(told: Told, options: FormatOptions): string {
  const { severity, rule, message, help } = told;
  const properties = {
    file: fromCheckout(told.file, options),
    line: told.line,
    // columns of two lines cannot be shown
    ...(told.line === told.endLine
      ? { endLine: told.endLine, col: told.column, endColumn: told.endColumn }
      : { endLine: told.endLine }),
    title: rule,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${COMMANDS[severity]} ${list.join(',')}::${data(help === undefined ? message : `${message}\nhelp: ${help}`)}\n`;
}

/** As actions/toolkit escapes what follows `::`; other control characters are made visible, since the line is shown in a log. */
function data(text: string): string {
  return shown(text).replace(/[%\r\n]/g, encoded);
}

function property(text: string): string {
  return shown(text).replace(/[%\r\n:,]/g, encoded);
}

function shown(text: string): string {
  return text
    .split(/([\r\n])/)
    .map((part) => (part === '\r' || part === '\n' ? part : plain(part)))
    .join('');
}

function encoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
