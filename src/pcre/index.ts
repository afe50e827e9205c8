/** The one door of the room that knows PCRE patterns: would they compile, what do they capture, what are they made of? */
export { type ByteSet, has } from './byte-set.ts';
export { compilePattern, type PcreOptions, type PcreResult } from './compile.ts';
export { minLength } from './min-length.ts';
export { nginxError } from './nginx-error.ts';
export type {
  AnyItem,
  BackReference,
  Boundary,
  Branch,
  Call,
  Callout,
  Character,
  CharacterSet,
  Condition,
  Group,
  GroupKind,
  Node,
  Property,
  Repeat,
  Span,
  Verb,
} from './nodes.ts';
export type { NamedGroup } from './state.ts';
