export {
  type Baseline,
  type BaselineEntry,
  type BaselinePlace,
  type Compared,
  compareBaseline,
  entryMaker,
  placeIn,
} from './baseline.ts';
export { BASELINE_NAME, baselineText, findBaseline, readBaseline } from './baseline-file.ts';
export { CommentsOfRun } from './comments-of-run.ts';
export { ANY, type Entry } from './entry.ts';
export type { FileComments } from './file-comments.ts';
export { fingerprinter, fingerprints } from './fingerprint.ts';
export { type IdleQuestion, idleIn } from './idle.ts';
