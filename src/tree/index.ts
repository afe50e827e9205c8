export { inferContexts, isMainConfiguration } from './context.ts';
export { type Body, Directive, type FileRole, type TreeFile } from './directive.ts';
export { insertAfter, lineOf } from './edits.ts';
export { glob, isPattern } from './glob.ts';
export { componentMatcher } from './glob-component.ts';
export type { PathMap } from './include.ts';
export { kindOf, mayBeNginx, nginxKind } from './kind.ts';
export {
  type ConfigTree,
  CUT_OFF,
  type IncludeOutcome,
  type IncludeProblem,
  includeChain,
  type LoadRequest,
  loadConfig,
} from './load.ts';
export { type ParsedFiles, parseFile } from './parsed-files.ts';
export { isOpenValue, PLACEHOLDER } from './template.ts';
export { everyStatement } from './walk.ts';
