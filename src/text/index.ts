export { byteString, bytesOf, display, fromByteString, toByteString, visible } from './decode.ts';
export { originOf, type Piece, type Position, type Span, SourceText, type TextEdit, textOf } from './source-text.ts';
