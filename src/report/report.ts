/** The value that every format turns into text. */
export type { Report, ReportFile, ReportRoot } from '../engine/index.ts';
