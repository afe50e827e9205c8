// node scripts/bench/walk.mjs DIRECTORY: lists every directory once, and does nothing else.
import fs from 'node:fs';

const queue = [process.argv[2]];
for (const directory of queue) {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) queue.push(`${directory}/${entry.name}`);
  }
}
