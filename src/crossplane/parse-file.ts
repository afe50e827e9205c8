/** What are the statements of one file? One walk over its tokens, with a stack of its own: deep nesting is legal. */
import { type Cst, cookedToken, TokenKind } from '../syntax/index.ts';
import { type BlockContext, type CheckOptions, contextIn, mistakeOf } from './check.ts';
import { CrossplaneError } from './errors.ts';
import { lineCounter } from './lex.ts';
import type { Statement } from './payload.ts';
import { firstProblem, problemError } from './problem.ts';
import { withoutParentheses } from './quote.ts';
import { tokenText } from './words.ts';

export interface WalkOptions extends CheckOptions {
  /** Keep comments. */
  readonly comments: boolean;
  /** Names of directives that are left out. */
  readonly ignore: ReadonlySet<string>;
  /** Put the file's name into each statement. */
  readonly combine: boolean;
}

export interface WalkHooks {
  /** A mistake of one statement, which is then left out; may throw to stop. */
  readonly onError: (error: CrossplaneError) => void;
  /** Indexes of the files that an include names, as nginx reads the name; undefined when includes are not followed. */
  readonly onInclude: ((name: string, line: number, context: BlockContext) => readonly number[]) | undefined;
}

interface Pending {
  readonly firstToken: number;
  readonly line: number;
  readonly args: string[];
  readonly comments: string[];
}

interface Level {
  readonly into: Statement[];
  readonly context: BlockContext;
  /** Comments between the arguments of the block: they follow it. */
  readonly after: readonly Statement[];
}

/**
 * The statements up to the first place where nginx rejects the syntax. Throws that mistake when the walk comes to it,
 * mistakes of the statements before it were told by then.
 */
export function walkFile(cst: Cst, root: BlockContext, options: WalkOptions, hooks: WalkHooks): Statement[] {
  const { tokens, source } = cst;
  const file = source.path;
  const problem = firstProblem(cst);
  const end = problem?.offset ?? Number.POSITIVE_INFINITY;
  const lineOf = lineCounter(source.text);
  const top: Statement[] = [];
  const stack: Level[] = [];
  let level: Level = { into: top, context: root, after: [] };
  let pending: Pending | undefined;
  /** Open blocks of the statement that is being left out; 0 when none is. */
  let skipped = 0;

  const head = (directive: string, line: number): { file?: string; directive: string; line: number } =>
    options.combine ? { file, directive, line } : { directive, line };

  /** Takes the pending statement that ends at `token`; false when it is left out. */
  const finish = (token: number): boolean => {
    const { firstToken, line, args, comments } = pending!;
    pending = undefined;
    const directive = tokenText(cst, firstToken);
    if (options.ignore.has(directive)) return false;
    const isLua = tokens.kind[token + 1] === TokenKind.raw;
    const isBlock = tokens.kind[token] === TokenKind.open;
    const said =
      shapeMistake(directive, args, isBlock, isLua) ?? mistakeOf({ directive, args, isBlock }, level.context, options);
    if (said !== undefined) {
      hooks.onError(new CrossplaneError(said, file, line));
      return false;
    }
    const after = comments.map((comment) => ({ directive: '#', line, args: [], comment }));
    if (isLua) {
      level.into.push({ ...head(directive, line), args: [...args, tokenText(cst, token + 1)] }, ...after);
    } else if (isBlock) {
      const block: Statement[] = [];
      const shown = directive === 'if' ? withoutParentheses(args)! : args;
      level.into.push({ ...head(directive, line), args: shown, block });
      stack.push(level);
      level = { into: block, context: contextIn(directive, level.context), after };
    } else if (directive === 'include' && hooks.onInclude) {
      const includes = follow(hooks.onInclude, firstToken, line);
      level.into.push({ ...head(directive, line), args, includes }, ...after);
    } else {
      level.into.push({ ...head(directive, line), args }, ...after);
    }
    return true;
  };

  const follow = (
    onInclude: NonNullable<WalkHooks['onInclude']>,
    firstToken: number,
    line: number,
  ): readonly number[] => {
    let argument = firstToken + 1;
    while (tokens.kind[argument] === TokenKind.comment) argument++;
    try {
      return onInclude(cookedToken(cst, argument), line, level.context);
    } catch (error) {
      if (!(error instanceof CrossplaneError)) throw error;
      hooks.onError(error);
      return []; // as crossplane has it: the statement stays
    }
  };

  for (let token = 0; token < tokens.count && tokens.start[token]! < end; token++) {
    const kind = tokens.kind[token];
    if (skipped > 0) {
      if (kind === TokenKind.open) skipped++;
      else if (kind === TokenKind.close) skipped--;
      continue;
    }
    switch (kind) {
      case TokenKind.comment:
        if (pending) {
          pending.comments.push(tokenText(cst, token));
        } else if (options.comments) {
          const line = lineOf(tokens.start[token]!);
          level.into.push({ ...head('#', line), args: [], comment: tokenText(cst, token) });
        }
        break;
      case TokenKind.semicolon:
        finish(token);
        break;
      case TokenKind.open:
        if (!finish(token)) skipped = 1;
        else if (tokens.kind[token + 1] === TokenKind.raw) token += 2; // its text and its closing brace
        break;
      case TokenKind.close: {
        const { after } = level;
        level = stack.pop()!;
        for (const one of after) level.into.push(one);
        break;
      }
      default:
        if (pending) pending.args.push(tokenText(cst, token));
        else pending = { firstToken: token, line: lineOf(tokens.start[token]!), args: [], comments: [] };
    }
  }
  if (problem) throw problemError(cst, problem);
  return top;
}

/** Mistakes that nginx rejects and that a payload could not show: leaving them unsaid would make another configuration. */
function shapeMistake(
  directive: string,
  args: readonly string[],
  isBlock: boolean,
  isLua: boolean,
): string | undefined {
  if (directive === 'if' && isBlock && withoutParentheses(args) === undefined) {
    return args.length === 0 ? 'invalid number of arguments in "if" directive' : `invalid condition "${args[0]}"`;
  }
  if (directive === 'include' && args.length === 0) return 'invalid number of arguments in "include" directive';
  if (directive.endsWith('_by_lua_block') && !isLua) return `directive "${directive}" has no opening "{"`;
  return undefined;
}
