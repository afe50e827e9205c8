export {
  type DirectoryEntry,
  errnoSuffix,
  errnoText,
  type FileKind,
  type FileSystem,
  FsError,
  type StagedWrite,
  type StageOptions,
} from './file-system.ts';
export { memoryFileSystem } from './memory.ts';
export { OTHERS_DIRECTORIES } from './others.ts';
export { overlaid } from './overlay.ts';
export { realFileSystem } from './real.ts';
export { recorded, type Seen } from './recorded.ts';
export { createWatcher, type Watcher } from './watch.ts';
