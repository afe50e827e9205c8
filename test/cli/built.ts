// The real program, built for a test into a directory of its own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** `directory` is the caller's to remove. */
export function buildBin(): { readonly directory: string; readonly bin: string } {
  const directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-bin-'));
  const bin = path.join(directory, 'dist/bin.js');
  // what is not bundled is found as in the package
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
  writeFileSync(path.join(directory, 'package.json'), '{"type":"module"}');
  execFileSync(
    path.join(ROOT, 'node_modules/.bin/esbuild'),
    [
      'src/bin.ts',
      '--bundle',
      '--splitting',
      '--format=esm',
      '--platform=node',
      '--target=node20',
      '--log-level=error',
      `--outdir=${path.dirname(bin)}`,
      "--banner:js=import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    ],
    { cwd: ROOT },
  );
  return { directory, bin };
}
