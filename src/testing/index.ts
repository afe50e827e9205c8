export {
  type CaseFiles,
  type CaseOptions,
  disagreements,
  type Expectation,
  expectationsIn,
  type Found,
  optionsIn,
} from './expectations.ts';
export { type Example, findingsOn, type RuleExamples, testRule } from './test-rule.ts';
