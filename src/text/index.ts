export { byteString, bytesOf, display, fromByteString, toByteString, visible } from './decode.ts';
export { nearest } from './did-you-mean.ts';
export { originOf, type Piece, type Position, SourceText, type Span, type TextEdit, textOf } from './source-text.ts';
