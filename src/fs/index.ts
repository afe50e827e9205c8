export { type DirectoryEntry, errnoSuffix, errnoText, type FileKind, type FileSystem, FsError } from './file-system.ts';
export { memoryFileSystem } from './memory.ts';
export { OTHERS_DIRECTORIES } from './others.ts';
export { realFileSystem } from './real.ts';
