/** Which command does `npm run NAME` stand for? (package.json of the working directory) */
import { builder, child, type Mapped, parseYaml, textAt } from '../../yaml/index.ts';
import type { Surroundings } from './process.ts';

/** Commands of the package managers that are no scripts. */
const NO_SCRIPTS =
  /^(install|i|ci|add|exec|dlx|init|create|publish|pack|build|prune|cache|config|workspace|workspaces|global)$/;

/**
 * `sh -c 'script'` with the arguments behind `--` (yarn and pnpm need none) appended, as npm runs it. Undefined without the
 * file or the script.
 */
export function packageScript(words: readonly Mapped[], at: Surroundings): readonly Mapped[] | undefined {
  const program = words[0]!.text.slice(words[0]!.text.lastIndexOf('/') + 1);
  let i = 1;
  let directory = '';
  while (words[i]?.text.startsWith('-')) {
    const option = words[i]!.text;
    const takes = /^(--prefix|-C|--cwd|--dir)$/.test(option);
    if (takes) directory = `${words[i + 1]?.text ?? ''}/`;
    const given = /^(?:--prefix|--cwd|--dir)=(.*)$/.exec(option)?.[1];
    if (given !== undefined) directory = `${given}/`;
    i += takes ? 2 : 1;
  }
  const isRun = words[i]?.text === 'run' || words[i]?.text === 'run-script';
  if (isRun) i++;
  while (words[i]?.text.startsWith('-')) i++;
  const name = words[i]?.text;
  // `npm serve` is no script, `yarn serve` is one
  if (
    name === undefined ||
    (!isRun &&
      (NO_SCRIPTS.test(name) ||
        ((program === 'npm' || program === 'bun') && !/^(start|test|stop|restart)$/.test(name))))
  ) {
    return undefined;
  }
  const source = at.file(`${directory}package.json`);
  if (typeof source !== 'object') return undefined;
  const parsed = parseYaml(source);
  const script = parsed.kind === 'tree' ? textAt(child(child(parsed.root, 'scripts'), name)) : undefined;
  if (!script) return undefined;
  const rest = words.slice(i + 1);
  const more = rest[0]?.text === '--' ? rest.slice(1) : program === 'npm' ? [] : rest;
  return [text('sh', words[0]!), text('-c', words[0]!), appended(script, more)];
}

function text(value: string, at: Mapped): Mapped {
  const out = builder(at.source, at.at);
  out.put(value, at.at, at.at);
  return out.done();
}

function appended(script: Mapped, more: readonly Mapped[]): Mapped {
  const out = builder(script.source, script.at);
  for (let i = 0; i < script.text.length; i++) out.copy(script, i);
  const end = script.to.at(-1) ?? script.at;
  for (const word of more) {
    // the place of what is appended is another file's: it stands at the end of the script, as declared as the script is
    for (const character of ` ${quotedWord(word.text)}`) out.put(character, end - 1, end);
  }
  return out.done();
}

function quotedWord(text: string): string {
  return `'${text.split("'").join("'\\''")}'`;
}
