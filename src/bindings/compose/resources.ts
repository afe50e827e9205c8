/** Which networks, volumes and configs does a compose model declare at its top level? */
import path from 'node:path/posix';
import { child, gradeOf, hasHole, type Mapped, textAt, type YamlNode } from '../../yaml/index.ts';

/** A network or volume by the name it has in this file. */
export interface Resource {
  /** The name that docker knows it by; undefined = the project's name before the key. */
  readonly name?: string;
  /** Made by somebody else: other deployments may use it, too. */
  readonly external: boolean;
}

export interface Volume extends Resource {
  /** Absolute: a volume that is a directory of the host (`driver_opts` with `o: bind`). */
  readonly directory?: string;
}

/** A config's text: in a file (absolute path), or in the compose file itself. */
export type Config =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'content'; readonly text: Mapped }
  | { readonly kind: 'unknown' };

export interface Resources {
  readonly networks: ReadonlyMap<string, Resource>;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly configs: ReadonlyMap<string, Config>;
}

/** Reads the top-level maps of a model. */
export function resourcesOf(
  model: Readonly<Record<'networks' | 'volumes' | 'configs', ReadonlyMap<string, YamlNode>>>,
  directory: string,
): Resources {
  return {
    networks: new Map([...model.networks].map(([key, node]) => [key, resourceOf(key, node)])),
    volumes: new Map([...model.volumes].map(([key, node]) => [key, volumeOf(key, node, directory)])),
    configs: new Map([...model.configs].map(([key, node]) => [key, configOf(node, directory)])),
  };
}

/** `external: true`, and the old `external: {name: …}`. */
function resourceOf(key: string, node: YamlNode): Resource {
  const outside = child(node, 'external');
  const external = outside !== undefined && textAt(outside)?.text !== 'false';
  const given = textAt(child(node, 'name')) ?? textAt(child(outside, 'name'));
  const name = given && !hasHole(given) ? given.text : external && !given ? key : undefined;
  return { external, ...(name !== undefined && { name }) };
}

function volumeOf(key: string, node: YamlNode, directory: string): Volume {
  const options = child(node, 'driver_opts');
  const flags = textAt(child(options, 'o'))?.text.split(',') ?? [];
  const device = textAt(child(options, 'device'));
  const isBind = flags.includes('bind') && device && gradeOf(device) !== 'unresolved' && !device.text.startsWith('~');
  return { ...resourceOf(key, node), ...(isBind && { directory: path.resolve(directory, device.text) }) };
}

function configOf(node: YamlNode, directory: string): Config {
  const file = textAt(child(node, 'file'));
  if (file && gradeOf(file) !== 'unresolved' && !file.text.startsWith('~')) {
    return { kind: 'file', path: path.resolve(directory, file.text) };
  }
  const content = textAt(child(node, 'content'));
  return content ? { kind: 'content', text: content } : { kind: 'unknown' };
}
