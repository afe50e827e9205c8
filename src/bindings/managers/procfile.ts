/** Which processes does a Procfile name, and where do they listen? (bindings.md §9) */
import { builder, HOLE, literal, type Mapped, spanOf, trim } from '../../yaml/index.ts';
import { recogniseCommand } from '../commands/commands.ts';
import { boundBy } from '../commands/process.ts';
import { splitWords } from '../commands/shell-words.ts';
import type { Locator } from '../locate.ts';
import type { Reader } from '../reader.ts';
import type { App, Place } from '../types.ts';

/** `name: command` per line. The runner gives each process a PORT that is not written here. */
export function procfileApps(files: readonly string[], place: Place, reader: Reader, locator: Locator): App[] {
  return files.flatMap((file) => {
    const source = reader.read(file);
    if (!source) return [];
    const apps: App[] = [];
    for (let line = 1; line <= source.lineCount; line++) {
      const text = trim(literal(source, source.lineStart(line), source.lineEnd(line)));
      const head = /^([A-Za-z0-9_-]+):\s*(?=\S)/.exec(text.text);
      if (!head || text.text.startsWith('#')) continue;
      const command = literal(source, text.from[head[0].length]!, text.to.at(-1)!);
      apps.push(processApp(head[1]!, command, file, place, locator));
    }
    return apps;
  });
}

function processApp(name: string, command: Mapped, file: string, place: Place, locator: Locator): App {
  const port = builder(command.source, command.at);
  port.put(HOLE, command.at, command.to.at(-1) ?? command.at);
  const script = /[;&|<>$`]/.test(command.text) ? shellWords(command) : splitWords(command);
  const facts = recogniseCommand(script, new Map([['PORT', port.done()]]), locator.around(file, undefined, true));
  return {
    name,
    kind: 'procfile',
    span: spanOf(command),
    place,
    ...(facts.server !== undefined && { server: facts.server }),
    bindings: facts.listeners.map((one) => boundBy(facts, one, { place, app: name })),
    closed: facts.closed,
  };
}

/** A shell runs the line: `sh -c` and the line itself. */
function shellWords(command: Mapped): Mapped[] {
  const word = (text: string) => {
    const out = builder(command.source, command.at);
    out.put(text, command.at, command.at);
    return out.done();
  };
  return [word('sh'), word('-c'), command];
}
