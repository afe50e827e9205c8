export { type CheckRequest, check, shownPath, type TextInput } from './check.ts';
export { assertText, InputError } from './inputs.ts';
export type { Report, ReportFile, ReportRoot } from './report.ts';
export { sortFindings } from './sort.ts';
