/** Small configurations on a file system in memory, and what became of them. */
import { memoryFileSystem } from '../../src/fs/index.ts';
import { type ConfigTree, type Directive, type LoadRequest, loadConfig } from '../../src/tree/index.ts';

/** Loads `/etc/x/nginx.conf` (or another root) out of files with absolute paths. */
export function loadFiles(
  files: Readonly<Record<string, string | Uint8Array | null>>,
  request: Partial<LoadRequest> = {},
): ConfigTree {
  return loadConfig({ fs: memoryFileSystem(files), path: '/app/nginx.conf', displayPath: (path) => path, ...request });
}

/** The statements with their blocks as an indented list: `name args (context) file`. */
export function outline(statements: readonly Directive[], indent = ''): readonly string[] {
  return statements.flatMap((d) => [
    `${indent}${[d.name, ...d.args].join(' ')} (${d.context})`,
    ...outline(d.children, `${indent}  `),
  ]);
}

/** Every statement, blocks before what is in them. */
export function all(statements: readonly Directive[]): readonly Directive[] {
  return statements.flatMap((d) => [d, ...all(d.children)]);
}

export function problems(tree: ConfigTree): readonly string[] {
  return tree.includeProblems.map((p) => `${p.kind} ${p.path}`);
}
