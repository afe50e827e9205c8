/** Which release of a runtime or a gem runs a command, where something around it says so? */
import type { Mapped } from '../../yaml/index.ts';
import { imageFacts } from '../dockerfile/well-known.ts';
import type { Environment, Surroundings } from './process.ts';

/** Seconds after which node's http server closes an idle connection: 5 before node 26, 65 since (`keepAliveTimeout`). */
export function nodeIdle(env: Environment, at: Surroundings): number | undefined {
  const major = nodeMajor(env.get('NODE_VERSION'), at.image);
  return major === undefined ? undefined : major < 26 ? 5 : 65;
}

/** Seconds after which puma closes an idle connection: 20 before puma 7, 65 since (`persistent_timeout`). */
export function pumaIdle(at: Surroundings): number | undefined {
  const major = lockedGem('puma', at);
  return major === undefined ? undefined : major < 7 ? 20 : 65;
}

/** The official images and those of distroless say the release in their names; nvm and buildpacks read NODE_VERSION. */
function nodeMajor(variable: Mapped | undefined, image: string | undefined): number | undefined {
  const { name, tag } = imageFacts(image ?? '');
  const inName = name === 'node' ? /^(\d+)(?:[.-]|$)/.exec(tag) : /^gcr\.io\/distroless\/nodejs(\d+)-/.exec(name);
  const said = /^v?(\d+)(?:\.|$)/.exec(variable?.text ?? '')?.[1] ?? inName?.[1];
  return said === undefined ? undefined : Number(said);
}

/** The major release that Gemfile.lock gives a gem. */
function lockedGem(name: string, at: Surroundings): number | undefined {
  const lock = at.file('Gemfile.lock');
  const found = typeof lock === 'object' ? new RegExp(`^ {4}${name} \\((\\d+)\\.`, 'm').exec(lock.text) : null;
  return found ? Number(found[1]) : undefined;
}
