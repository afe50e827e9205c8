/** What the pcre tests share: a verdict in one line, the only shape the recorded table knows. */
import { compilePattern, type Group, type Node } from '../../src/pcre/index.ts';

/** `code@offset`, or `ok captures name=number …`. */
export function verdict(pattern: string, caseless = false): string {
  const result = compilePattern(pattern, { caseless });
  if (!result.ok) return `${result.code}@${result.offset}`;
  return ['ok', result.captures, ...result.names.map(({ name, number }) => `${name}=${number}`)].join(' ');
}

export function astOf(pattern: string, caseless = false): Group {
  const result = compilePattern(pattern, { caseless });
  if (!result.ok) throw new Error(`${result.message} at ${result.offset}`);
  return result.ast;
}

export function firstItem(pattern: string, caseless = false): Node {
  const item = astOf(pattern, caseless).branches[0]?.[0];
  if (item === undefined) throw new Error('an empty branch');
  return item;
}
