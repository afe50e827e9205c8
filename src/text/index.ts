export { byteString, bytesOf, display, fromByteString, toByteString, visible } from './decode.ts';
export { allNearest, editDistance, nearest } from './did-you-mean.ts';
export { type Change, type DiffLine, type DiffLineKind, unifiedDiff } from './diff.ts';
export {
  originEdit,
  originOf,
  type Piece,
  type Position,
  type Run,
  SourceText,
  type Span,
  type TextEdit,
  textOf,
  type Write,
} from './source-text.ts';
