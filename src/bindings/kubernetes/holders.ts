/** In which pods does nginx run with a configuration that stands in a ConfigMap? */
import path from 'node:path/posix';
import { isConfigPath } from '../judge/config-holders.ts';
import type { Reader } from '../reader.ts';
import { type ConfigMapHolder, configMapAt, holdersOfMap, readCluster } from './cluster.ts';
import type { Cluster } from './types.ts';

/** A configuration that is a part of a YAML file. */
export interface Held {
  /** Absolute. */
  readonly file: string;
  /** A byte of it. */
  readonly offset: number;
}

/** The containers that mount it: those of its own directory's objects, or else those of any other directory. */
export function podsHolding(clusters: readonly Cluster[], held: Held): readonly ConfigMapHolder[] {
  const home = clusters.find(({ directory }) => directory === path.dirname(held.file));
  const map = home && configMapAt(home, held.file, held.offset);
  if (!home || !map) return [];
  const near = holdersOfMap(home, map, isConfigPath);
  return near.length > 0 ? near : clusters.flatMap((cluster) => holdersOfMap(cluster, map, isConfigPath));
}

/** More files beside a ConfigMap than this are not read to learn a version. */
const MAX_FILES = 100;

/** The objects of the directory a file is in. */
export function clusterBeside(file: string, reader: Reader): Cluster {
  const directory = path.dirname(file);
  let names: string[] = [];
  try {
    names = reader.fs
      .list(directory)
      .flatMap(({ kind, name }) => (kind === 'file' && /\.ya?ml$/i.test(name) ? [name] : []));
  } catch {
    // what cannot be listed holds nothing
  }
  const files = names.slice(0, MAX_FILES).map((name) => path.join(directory, name));
  return readCluster(directory, files, reader);
}
