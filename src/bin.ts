#!/usr/bin/env node
/** The executable: the only place that touches the process. */
import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import v8 from 'node:v8';
import { createWatcher, realFileSystem } from './fs/index.ts';
import { main } from './main.ts';

// A run is over within a second. V8 (of Node 20, the only one measured) spends a third of that on optimising functions that are
// hardly used again: it waits until they have done more.
if (process.versions.v8.startsWith('11.')) v8.setFlagsFromString('--interrupt-budget=1000000');

let isWatching = false;

// a reader that has seen enough (`| head`) is no error; a watch that nobody reads is over
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') cannotWrite(error);
    if (isWatching) process.exit();
  });
}

process.exitCode = await main({
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
  fs: realFileSystem,
  stdin: () => fs.readFileSync(0),
  stdout: process.stdout,
  stderr: process.stderr,
  writeFile: (file, pieces, { isNew } = { isNew: false }) => {
    makeDirectory(path.dirname(file));
    const descriptor = fs.openSync(file, isNew ? 'wx' : 'w');
    try {
      for (const piece of pieces) fs.writeFileSync(descriptor, piece);
    } finally {
      fs.closeSync(descriptor);
    }
  },
  holdSignals: () => {
    // a handler runs when the running code is done; without one the program ends at once
    process.once('SIGINT', () => process.exit(130));
    process.once('SIGTERM', () => process.exit(143));
  },
  watch: () => {
    isWatching = true;
    return createWatcher();
  },
  now: () => performance.now(),
});

/** The report is lost: whatever was found, the job could not be done. */
function cannotWrite({ code, message }: NodeJS.ErrnoException): never {
  try {
    fs.writeSync(2, `nginx-vet: the output cannot be written: ${code ?? message}\n`);
  } catch {
    // nor can this
  }
  process.exit(2);
}

/** Like mkdir -p. Node's own `recursive` never comes back where the kernel makes no directories (/proc). */
function makeDirectory(directory: string): void {
  const missing: string[] = [];
  for (let at = directory; !fs.existsSync(at); at = path.dirname(at)) missing.unshift(at);
  for (const at of missing) fs.mkdirSync(at);
}
