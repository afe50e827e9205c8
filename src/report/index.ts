export { fingerprints } from './fingerprint.ts';
export { formatJson, type JsonOptions, REPORT_SCHEMA_ID } from './format-json.ts';
export { formatFinding, formatPretty } from './format-pretty.ts';
export {
  FORMATS,
  type Format,
  type FormatName,
  type FormatOptions,
  type Formatter,
  type RuleInfo,
} from './formats.ts';
export { type Colors, type Frame, type FrameOptions, frame, type LinkTo } from './frame.ts';
export type { PrettyOptions } from './pretty-finding.ts';
export { createRedactor, type Redactor, redact } from './redact.ts';
export type { AppliedFix, Report, ReportFile, ReportRoot, Suppressed } from './report.ts';
export { type Summary, summarize, summaryLine } from './summary.ts';
export { formatSurveyJson } from './survey-json.ts';
export { formatSurvey, type SurveyOptions } from './survey-table.ts';
export { table } from './table.ts';
