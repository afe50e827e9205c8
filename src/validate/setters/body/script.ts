/**
 * Which variables does a script string name, and is it one? nginx compiles the values that may have variables in them
 * (ngx_http_script_compile in src/http/ngx_http_script.c; ngx_stream_script_compile does the same).
 */
import type { Directive } from '../../../tree/index.ts';
import type { Complaint } from '../../setter.ts';

export interface Script {
  /** The variables' names in lower case, in order; captures (`$1` … `$9`) are none. */
  readonly variables: readonly string[];
  /** nginx's words about the first mistake; what comes after it is not read. */
  readonly mistake?: string;
  /** What the mistake is about, for a label. */
  readonly label?: string;
}

const PLAIN: Script = { variables: [] };
const NO_COMPLAINT: readonly Complaint[] = [];
const NO_NAME = { mistake: 'invalid variable name', label: 'a `$` without the name of a variable' };

/** Compiles a value as nginx does. */
export function readScript(text: string): Script {
  let at = text.indexOf('$');
  if (at < 0) return PLAIN;
  const variables: string[] = [];
  while (at >= 0) {
    at++;
    if (at === text.length) return { variables, ...NO_NAME };
    const first = text.charCodeAt(at);
    if (first >= 0x31 && first <= 0x39) {
      at = text.indexOf('$', at + 1);
      continue;
    }
    const inBraces = first === 0x7b;
    if (inBraces && ++at === text.length) return { variables, ...NO_NAME };
    const start = at;
    while (at < text.length && isNameByte(text.charCodeAt(at))) at++;
    const name = text.slice(start, at);
    if (inBraces) {
      if (text[at] !== '}') {
        const mistake = `the closing bracket in "${name}" variable is missing`;
        return { variables, mistake, label: 'a brace behind `$` that is not closed' };
      }
      at++;
    }
    if (name === '') return { variables, ...NO_NAME };
    variables.push(name.toLowerCase());
    at = text.indexOf('$', at);
  }
  return { variables };
}

/**
 * Compiles one argument of `log_format`, which has a scanner of its own: `$1` is no capture there, and a lone `$` is
 * `invalid parameter` (ngx_http_log_compile_format in src/http/modules/ngx_http_log_module.c, and its twin in stream).
 */
export function readLogFormat(text: string): Script {
  const variables: string[] = [];
  for (let dollar = text.indexOf('$'); dollar >= 0; ) {
    const invalid = { variables, mistake: `invalid parameter "${text.slice(dollar)}"`, label: NO_NAME.label };
    const inBraces = text[dollar + 1] === '{';
    const start = dollar + (inBraces ? 2 : 1);
    if (start >= text.length) return invalid;
    let at = start;
    while (at < text.length && isNameByte(text.charCodeAt(at))) at++;
    const name = text.slice(start, at);
    if (inBraces) {
      if (text[at] !== '}') {
        const mistake = `the closing bracket in "${name}" variable is missing`;
        return { variables, mistake, label: 'a brace behind `$` that is not closed' };
      }
      at++;
    }
    if (name === '') return invalid;
    variables.push(name.toLowerCase());
    dollar = text.indexOf('$', at);
  }
  return { variables };
}

/** `A-Z a-z 0-9 _`: what nginx takes for a variable's name in a script. */
export function isNameByte(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
  );
}

/**
 * What nginx says about an argument that is a script string: nothing, or one complaint. `text` is what is compiled where
 * that is not the whole argument (`if=$loggable`). Unknown variables are found elsewhere (variables.ts); nothing need be
 * recorded for them.
 */
export function checkScript(
  directive: Directive,
  index: number,
  text = directive.args[index] ?? '',
): readonly Complaint[] {
  return complaintAbout(readScript(text), directive, index);
}

/** What nginx says about the arguments of a `log_format` from `first` on: nothing, or one complaint. */
export function checkLogFormat(directive: Directive, first: number): readonly Complaint[] {
  const { args } = directive;
  for (let index = first; index < args.length; index++) {
    const complaints = complaintAbout(readLogFormat(args[index]!), directive, index);
    if (complaints.length > 0) return complaints;
  }
  return NO_COMPLAINT;
}

function complaintAbout({ mistake, label }: Script, directive: Directive, index: number): readonly Complaint[] {
  if (mistake === undefined) return NO_COMPLAINT;
  return [
    {
      rule: 'invalid-value',
      message: mistake,
      span: directive.argSpan(index),
      label: label ?? '',
      help: 'nginx has no escape for `$`: a literal one comes from a variable, e.g. `geo $dollar { default "$"; }`',
    },
  ];
}

/** checkScript for several arguments: the first mistake ends it, as it does for nginx. */
export function checkScripts(directive: Directive, ...indexes: readonly number[]): readonly Complaint[] {
  for (const index of indexes) {
    const complaints = checkScript(directive, index);
    if (complaints.length > 0) return complaints;
  }
  return NO_COMPLAINT;
}
