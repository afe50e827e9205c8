export type { Analysis } from './analyse.ts';
export { type CheckRequest, check, shownPath, type TextInput } from './check.ts';
export { type Contract, contractOf, type Pinned } from './contract.ts';
export { fromSettings } from './from-settings.ts';
export { InputError } from './input-error.ts';
export { unreadable } from './inputs.ts';
export type { Observer, Stage } from './observer.ts';
export { isIn, type Policy, policyOf } from './policy.ts';
export type { AppliedFix, Report, ReportBaseline, ReportFile, ReportRoot, Suppressed } from './report.ts';
export { assertRuleSettings } from './rule-settings.ts';
export { sortFindings } from './sort.ts';
export { stageTimes } from './stage-times.ts';
export {
  type Survey,
  type SurveyBinding,
  type SurveyDial,
  type SurveyRoot,
  type SurveySkipped,
  survey,
} from './survey.ts';
export { assertText } from './text-kind.ts';
export { TRAFFIC_KINDS, type Traffic, type TrafficEdge, type TrafficKind, type TrafficNode } from './traffic.ts';
