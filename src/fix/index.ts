export { type FixRequest, type FixResult, fixAll } from './fix.ts';
export { markUnfixable } from './mark.ts';
export type { Target } from './targets.ts';
export type { ChangedFile } from './workspace.ts';
export { writeChanges } from './write.ts';
