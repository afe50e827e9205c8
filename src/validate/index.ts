export type { Diagnostic, DiagnosticRule } from './diagnostic.ts';
export { type Understood, understand } from './recovery/understand.ts';
export { validate } from './validate.ts';
