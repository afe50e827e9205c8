export {
  type Cst,
  cookedToken,
  isArgument,
  isNameless,
  opensWithQuantifier,
  parse,
  print,
  type Statements,
  type Terminator,
  terminatorOf,
  tokenSpan,
} from './cst.ts';
export { lex, TokenKind, type Tokens } from './lexer.ts';
export { decimal, fixedPoint, parseOffset, parseSize, parseTime } from './numbers.ts';
export type { SyntaxProblem } from './problems.ts';
export type { Repair } from './repair.ts';
