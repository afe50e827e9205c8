/** Which keys does a TOML file set at its top level, or in one table? (strings, integers, booleans and arrays of strings) */
import type { SourceText } from '../text/index.ts';
import { literal, type Mapped, trim } from '../yaml/index.ts';
import { evaluate, type PyValue, UNKNOWN } from './python/evaluate.ts';
import { logicalLines, type Token } from './python/tokens.ts';

/** The keys of a table (`''` = the top level). What TOML writes as Python does not is unknown. */
export function readToml(source: SourceText, table = ''): Map<string, PyValue> {
  const names = new Map<string, PyValue>();
  let open = '';
  // a key, `=`, and a value spelt as in Python: the lexers agree on strings, numbers, comments and brackets over lines
  for (const { tokens } of logicalLines(source)) {
    const header = headerOf(tokens);
    if (header !== undefined) {
      open = header;
      continue;
    }
    const [key, equals] = tokens;
    if (open !== table || !key || equals?.spelt !== '=') continue;
    const name = key.kind === 'text' ? key.value!.text : key.spelt;
    names.set(name, tomlValue(tokens.slice(2), source));
  }
  return names;
}

function tomlValue(tokens: readonly Token[], source: SourceText): PyValue {
  const [only] = tokens;
  if (tokens.length === 1 && (only?.spelt === 'true' || only?.spelt === 'false')) {
    return { kind: 'bool', text: place(source, only) };
  }
  return tokens.length === 0 ? UNKNOWN : evaluate(tokens, { source, names: new Map(), env: new Map() });
}

function headerOf(tokens: readonly Token[]): string | undefined {
  if (tokens[0]?.spelt !== '[' || tokens.at(-1)?.spelt !== ']' || tokens.some((token) => token.spelt === '='))
    return undefined;
  return tokens
    .slice(1, -1)
    .map((token) => token.spelt)
    .join('');
}

function place(source: SourceText, token: Token): Mapped {
  return trim(literal(source, token.start, token.end));
}
