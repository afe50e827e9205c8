export type { Diagnostic, DiagnosticRule } from './diagnostic.ts';
export { validate } from './validate.ts';
