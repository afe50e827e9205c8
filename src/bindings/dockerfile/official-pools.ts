/** Which pools does php-fpm of the official image read, with the files that are laid over its own? */
import { SourceText, type Span } from '../../text/index.ts';
import type { Listener } from '../commands/process.ts';
import { IMAGE_POOL_FILES, poolListener, readPools } from '../php-fpm.ts';

/** Where the image's php-fpm.conf includes `*.conf` from. */
export const POOL_DIRECTORY = '/usr/local/etc/php-fpm.d';

export interface PoolFiles {
  /** By name; later ones may be put over those of the image. */
  readonly files: Map<string, SourceText>;
  readonly builtIn: ReadonlySet<SourceText>;
}

/** The image's own files, or none where the image is another one. */
export function poolFiles(isOfficial: boolean): PoolFiles {
  const own = isOfficial ? Object.entries(IMAGE_POOL_FILES) : [];
  const files = new Map(own.map(([name, text]): [string, SourceText] => [name, SourceText.fromString(name, text)]));
  return { files, builtIn: new Set(files.values()) };
}

/** What the pools listen on, read in the order of the files' names; what only the image says stands at its reference. */
export function listenersOfPools({ files, builtIn }: PoolFiles, image: Span | undefined): Listener[] {
  const ordered = [...files].filter(([name]) => name.endsWith('.conf')).sort(([a], [b]) => (a < b ? -1 : 1));
  return readPools(ordered.map(([, text]) => text)).flatMap((pool): Listener[] => {
    const found = poolListener(pool);
    if (!found || !builtIn.has(found.span.source)) return found ? [found] : [];
    return image ? [{ ...found, evidence: 'image-default', span: image }] : [];
  });
}
