// The rules as values, for scripts: Node 20 runs no TypeScript, so they are bundled to memory first.
import { build } from 'esbuild';

/** Imports a TypeScript module of the project; returns its exports. */
export async function importTypeScript(entry) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  const code = Buffer.from(result.outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
