// Builds dist/: one small entry that loads the rest when it is needed, and the types of the library.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, 'dist');
fs.rmSync(out, { recursive: true, force: true });
/** Large JSON is read faster by JSON.parse from a string than as an object literal by the JavaScript parser. */
const jsonAsString = {
  name: 'json-as-string',
  setup({ onLoad }) {
    onLoad({ filter: /\.json$/ }, ({ path: file }) => {
      const text = JSON.stringify(JSON.parse(fs.readFileSync(file, 'utf8')));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});`, loader: 'js' };
    });
  },
};

const { metafile } = await build({
  metafile: true,
  plugins: [jsonAsString],
  absWorkingDir: root,
  entryPoints: { bin: 'src/bin.ts', index: 'src/index.ts', testing: 'src/testing/index.ts' },
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
fs.writeFileSync(path.join(out, 'THIRD-PARTY-LICENCES.txt'), licencesOf(metafile.inputs, root));
fs.chmodSync(path.join(out, 'bin.js'), 0o755);
execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
// tsc writes declarations of what it compiles, and copies none that were written by hand
for (const file of fs.readdirSync(path.join(root, 'src'), { recursive: true })) {
  if (file.endsWith('.d.ts')) fs.copyFileSync(path.join(root, 'src', file), path.join(out, 'types/src', file));
}
