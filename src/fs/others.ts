/** Which directories of a project hold other people's or generated files, so that no search has any business in them? */
export const OTHERS_DIRECTORIES: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  'node_modules',
  'vendor',
  'dist',
  'build',
  'target',
  '.venv',
  'venv',
  '__pycache__',
  '.next',
  'coverage',
]);
