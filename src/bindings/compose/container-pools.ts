/** Which php-fpm pools does a container read, and where do they listen? */
import path from 'node:path/posix';
import type { SourceText, Span } from '../../text/index.ts';
import { spanOf } from '../../yaml/index.ts';
import type { Listener } from '../commands/process.ts';
import { listenersOfPools, POOL_DIRECTORY, poolFiles } from '../dockerfile/official-pools.ts';
import type { BuiltImage } from '../dockerfile/types.ts';
import type { Reader } from '../reader.ts';
import type { PartialService } from './types.ts';

export interface ContainerPools {
  readonly listeners: readonly Listener[];
  /** Every pool file of the container was read. */
  readonly closed: boolean;
}

/**
 * The pools of a service: the files of the official image (when it is one, unbuilt) with the mounted ones over them, in
 * the order of their names, as the `include=*.conf` of php-fpm.conf reads them.
 */
export function containerPools(
  service: PartialService,
  built: BuiltImage | undefined,
  officialImage: boolean,
  reader: Reader,
): ContainerPools {
  const pools = poolFiles(officialImage);
  const { files } = pools;
  let closed = officialImage;
  const image = built?.stage.base ?? service.image;
  const changed = built && copyPools(built, files, reader);
  if (service.build && (!built || changed)) closed = false;
  for (const mount of service.mounts) {
    const hidesPools = POOL_DIRECTORY.startsWith(`${mount.target}/`) || mount.target === '/usr/local/etc/php-fpm.conf';
    if (hidesPools) closed = false; // another php-fpm.conf may include other directories
    const inside = mount.target === POOL_DIRECTORY || mount.target.startsWith(`${POOL_DIRECTORY}/`);
    const elsewhere = !inside && /\/(pool\.d|php-fpm\.d)(\/|$)/.test(mount.target);
    if (!inside && !elsewhere) continue;
    if (mount.source.kind !== 'bind') {
      closed = false;
      continue;
    }
    const found = mountedFiles(mount.source.path, reader);
    if (!found) {
      closed = false;
      continue;
    }
    if (found.directory && mount.target === POOL_DIRECTORY) files.clear(); // the mount hides the image's files
    for (const [name, text] of found.files) {
      files.set(found.directory ? name : path.basename(mount.target), text);
    }
  }
  const listeners = listenersOfPools(pools, image && spanOf(image));
  if (changed && listeners.length > 0) {
    const listen = { kind: 'unresolved', text: 'a pool that the build changes' } as const;
    listeners.push({ listen, protocol: 'fastcgi', evidence: 'derived', span: changed });
  }
  return { listeners, closed: closed && listeners.length > 0 };
}

/** Puts the pool files of a build over those of its base image; what may have changed them so that nobody knows them. */
function copyPools(built: BuiltImage, files: Map<string, SourceText>, reader: Reader): Span | undefined {
  const { stage, context } = built;
  for (const { sources, target, from, span } of stage.copies) {
    if (target === undefined || !`${target}/`.startsWith(POOL_DIRECTORY)) continue;
    if (from) return span;
    for (const source of sources) {
      const found = mountedFiles(path.join(context, source.text), reader);
      if (!found) return span;
      const isNamed = !found.directory && target.endsWith('.conf');
      for (const [name, text] of found.files) files.set(isNamed ? path.basename(target) : name, text);
    }
  }
  const run = stage.runs.find(({ text }) => /php-fpm\.d|php-fpm\.conf|www\.conf|zz-docker/.test(text));
  return run && spanOf(run);
}

/** The pool files behind a mount; undefined when something there cannot be read. */
function mountedFiles(
  source: string,
  reader: Reader,
): { directory: boolean; files: ReadonlyMap<string, SourceText> } | undefined {
  const found = reader.fs.stat(source);
  if (found?.kind === 'file') {
    const text = reader.read(source);
    return text && { directory: false, files: new Map([[path.basename(source), text]]) };
  }
  if (found?.kind !== 'directory') return undefined;
  const files = new Map<string, SourceText>();
  for (const entry of listOrNothing(reader, source)) {
    if (!entry.endsWith('.conf')) continue;
    const text = reader.read(path.join(source, entry));
    if (!text) return undefined;
    files.set(entry, text);
  }
  return { directory: true, files };
}

function listOrNothing(reader: Reader, directory: string): string[] {
  try {
    return reader.fs.list(directory).map((entry) => entry.name);
  } catch {
    return []; // unreadable: the set of files stays what it was
  }
}
