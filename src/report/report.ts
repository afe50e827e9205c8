/** The value that every format turns into text. */
export type { AppliedFix, Report, ReportFile, ReportRoot, Suppressed } from '../engine/index.ts';
