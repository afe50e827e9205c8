/** The value that every format turns into text. */
export type { AppliedFix, Report, ReportFile, ReportRoot } from '../engine/index.ts';
