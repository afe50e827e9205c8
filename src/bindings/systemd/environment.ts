/** Which variables does systemd give to the processes of a service? (systemd.exec(5), Environment= and EnvironmentFile=) */
import type { SourceText } from '../../text/index.ts';
import { builder, hasHole, type Mapped, slice } from '../../yaml/index.ts';
import type { Environment } from '../commands/process.ts';
import { settingOf, settingsOf, type Unit } from './unit-file.ts';
import { type Specifiers, unitWords, withSpecifiers } from './unit-words.ts';

export interface UnitEnvironment {
  readonly variables: Environment;
  /** Every file it is read from is known. */
  readonly complete: boolean;
}

/** `Environment=`, the files over it, less what `UnsetEnvironment=` takes away. */
export function unitEnvironment(
  unit: Unit,
  specifiers: Specifiers,
  file: (path: string) => SourceText | 'none' | 'unknown',
): UnitEnvironment {
  const variables = new Map<string, Mapped>();
  let complete = true;
  const words = (key: string) => settingsOf(unit, 'Service', key).flatMap(unitWords);
  for (const word of words('Environment')) {
    const equals = word.text.indexOf('=');
    if (equals > 0) variables.set(word.text.slice(0, equals), withSpecifiers(slice(word, equals + 1), specifiers));
  }
  for (const value of settingsOf(unit, 'Service', 'EnvironmentFile')) {
    const optional = value.text.startsWith('-');
    const path = withSpecifiers(optional ? slice(value, 1) : value, specifiers);
    const source = hasHole(path) ? 'unknown' : file(path.text);
    if (typeof source === 'object') for (const [name, text] of readEnvironmentFile(source)) variables.set(name, text);
    else if (source === 'unknown' || !optional) complete = false;
  }
  for (const word of words('UnsetEnvironment')) variables.delete(word.text.split('=', 1)[0]!);
  if (settingOf(unit, 'Service', 'PassEnvironment')) complete = false;
  return { variables, complete };
}

/** `KEY=value` per line; `#` and `;` comments, quotes, a trailing backslash continues; nothing is interpolated (env-file.c). */
export function readEnvironmentFile(source: SourceText): Map<string, Mapped> {
  const variables = new Map<string, Mapped>();
  const { text } = source;
  for (let at = 0; at < text.length; ) {
    while (at < text.length && /\s/.test(text[at]!)) at++;
    const lineEnd = endOfLine(text, at);
    const equals = text.indexOf('=', at);
    if (/[#;]/.test(text[at] ?? '') || equals < 0 || equals >= lineEnd) {
      at = lineEnd + 1;
      continue;
    }
    const name = text.slice(at, equals).trim();
    const { value, end } = readValue(source, equals + 1);
    if (/^[A-Za-z_]\w*$/.test(name)) variables.set(name, value);
    at = end + 1;
  }
  return variables;
}

function readValue(source: SourceText, start: number): { value: Mapped; end: number } {
  const { text } = source;
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  const out = builder(source, at);
  const copy = (i: number) => out.put(text[i]!, i, i + 1);
  let quote = '';
  let kept = 0; // white space at the end is no part of the value unless it is quoted
  for (; at < text.length; at++) {
    const c = text[at]!;
    if (quote === '' && c === '\n') break;
    if (c === quote) quote = '';
    else if (quote === '' && out.length === kept && (c === '"' || c === "'")) quote = c;
    else if (c === '\\' && quote !== "'" && at + 1 < text.length) {
      at++;
      // in double quotes only some characters need the backslash; elsewhere it just goes
      if (quote === '"' && !'"\\`$\n'.includes(text[at]!)) copy(at - 1);
      if (text[at] !== '\n') copy(at);
    } else copy(at);
    if (quote !== '' || !/\s/.test(c)) kept = out.length;
  }
  const value = out.done();
  return { value: kept === value.text.length ? value : slice(value, 0, kept), end: at };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
