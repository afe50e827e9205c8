/** Which configuration does a payload stand for? */

import { SourceText } from '../text/index.ts';
import { CrossplaneError } from './errors.ts';
import { lexText } from './lex.ts';
import type { Statement } from './payload.ts';
import { checkComment, checkWord, enquote, parenthesised } from './quote.ts';
import { encodeText } from './text.ts';

export interface BuildOptions {
  /** Spaces per level. Default 4. */
  readonly indent?: number;
  /** One tab per level instead. */
  readonly tabs?: boolean;
  /** Begin with three comment lines and an empty one that say where the text comes from. */
  readonly header?: boolean;
}

/** What `header` puts before the text. */
const HEADER = [
  "# This config was built from JSON in crossplane's format using nginx-vet.",
  '# Changes to it are lost when it is built again:',
  '# change the configuration that the JSON was made from.',
  '',
  '',
].join('\n');

/**
 * The configuration of one file's statements (a payload's `parsed`), without a line end at its end; of a payload with
 * one file, too. Throws CrossplaneError when the input is none, or when nginx could not read the same statements from any text.
 */
export function build(input: unknown, options: BuildOptions = {}): string {
  return buildPieces(input, options).join('');
}

/** The same in pieces: the indentation of deep blocks alone may be longer than a string can be. */
export function buildPieces(input: unknown, options: BuildOptions = {}): readonly string[] {
  const pieces = body(statementsOf(input), padding(options));
  return options.header ? [HEADER, ...pieces] : pieces;
}

/** What one level is indented by. */
export function padding({ indent = 4, tabs = false }: BuildOptions): string {
  return tabs ? '\t' : ' '.repeat(Math.max(0, indent));
}

function statementsOf(input: unknown): readonly unknown[] {
  if (Array.isArray(input)) {
    const list: readonly unknown[] = input;
    return list.length === 1 && isConfigFile(list[0]) ? list[0].parsed : list;
  }
  if (isConfigFile(input)) return input.parsed;
  const config = isRecord(input) ? input.config : undefined;
  if (!Array.isArray(config)) throw new CrossplaneError('neither a list of statements nor a payload');
  if (config.length !== 1) throw new CrossplaneError(`the payload has ${config.length} files: each is built by itself`);
  return statementsOf(config);
}

function isConfigFile(value: unknown): value is { readonly parsed: readonly unknown[] } {
  return isRecord(value) && Array.isArray(value.parsed);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Level {
  readonly list: readonly unknown[];
  at: number;
  /** Line of the statement before; a comment of the same line is put behind it. */
  lastLine: number;
}

function body(statements: readonly unknown[], pad: string): string[] {
  const out: string[] = [];
  const stack: Level[] = [{ list: statements, at: 0, lastLine: 0 }];
  let margin = '';
  while (stack.length > 0) {
    const level = stack[stack.length - 1]!;
    if (level.at === level.list.length) {
      stack.pop();
      if (stack.length === 0) break;
      margin = margin.slice(pad.length);
      out.push('\n', margin, '}');
      continue;
    }
    const statement = checked(level.list[level.at++]);
    const { directive, line, block, comment } = statement;
    if (directive === '#' && comment !== undefined) {
      checkComment(comment);
      if (line === level.lastLine && !endsInComment(out)) out.push(' ');
      else out.push(out.length > 0 ? '\n' : '', margin);
      out.push(`#${comment}`);
      continue;
    }
    out.push(out.length > 0 ? '\n' : '', margin, head(statement));
    level.lastLine = line;
    if (block) {
      stack.push({ list: block, at: 0, lastLine: line });
      margin += pad;
    }
  }
  return out;
}

/** True where a comment was written last: another one behind it would become its end. */
function endsInComment(out: readonly string[]): boolean {
  return out.at(-1)?.startsWith('#') === true;
}

/** The statement without its block: `listen 80;`, `server {`, `content_by_lua_block {…}`. */
function head({ directive, args, block }: Statement): string {
  const name = enquote(directive);
  if (name.endsWith('_by_lua_block')) return luaBlock(name, args, block !== undefined);
  const isIf = directive === 'if' && block !== undefined;
  const words = [name, ...(isIf ? parenthesised(args) : args.map(enquote))];
  for (const [index, word] of words.entries()) checkWord(word, block !== undefined || index < words.length - 1);
  return words.join(' ') + (block ? ' {' : ';');
}

/** lua-nginx-module reads the text between the braces itself: it is written as it is, or not at all. */
function luaBlock(name: string, args: readonly string[], hasBlock: boolean): string {
  const text = args.at(-1);
  if (text === undefined || hasBlock) throw new CrossplaneError(`"${name}" has no Lua text as its last argument`);
  const words = [name, ...args.slice(0, -1).map(enquote)];
  for (const word of words) checkWord(word, true);
  if (!isBalancedLua(text))
    throw new CrossplaneError(`the Lua text of "${name}" does not end where its block would end`);
  return `${words.join(' ')} {${text}}`;
}

function isBalancedLua(text: string): boolean {
  const source = SourceText.fromBytes('', Buffer.from(`x_by_lua_block {${encodeText(text)}}`, 'latin1'));
  try {
    const tokens = [...lexText(source)];
    return tokens.length === 3 && tokens[1]!.token === text;
  } catch (error) {
    if (error instanceof CrossplaneError) return false;
    throw error;
  }
}

/** Checks one statement that comes from anywhere. Throws CrossplaneError. */
function checked(value: unknown): Statement {
  if (!isRecord(value)) throw new CrossplaneError('a statement is no object');
  const { directive, args = [], line, block, comment } = value;
  if (typeof directive !== 'string') throw new CrossplaneError('a statement has no directive');
  if (!Array.isArray(args) || args.some((a) => typeof a !== 'string')) {
    throw new CrossplaneError(`the args of "${directive}" are no list of strings`);
  }
  if (block !== undefined && block !== null && !Array.isArray(block)) {
    throw new CrossplaneError(`the block of "${directive}" is no list`);
  }
  if (comment !== undefined && comment !== null && typeof comment !== 'string')
    throw new CrossplaneError('a comment is no string');
  return {
    directive,
    line: typeof line === 'number' ? line : 0,
    args,
    ...(Array.isArray(block) && { block }),
    ...(typeof comment === 'string' && { comment }),
  };
}
