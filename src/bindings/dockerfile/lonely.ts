/** Which images, built from Dockerfiles that no compose file names, hold an nginx configuration? */
import path from 'node:path/posix';
import type { Span } from '../../text/index.ts';
import type { BuiltImage, Copy } from './types.ts';

export interface ImageHolder {
  readonly image: BuiltImage;
  /** Absolute. */
  readonly dockerfile: string;
  /** Absolute directory of the build's files. */
  readonly context: string;
  /** The `COPY`. */
  readonly span: Span;
}

/**
 * The images that copy a file to where nginx reads it. The directory they are built in is nobody's secret but not said
 * either: the nearest one above the Dockerfile, up to `root`, from which the copy finds the file.
 */
export function imagesHolding(
  dockerfiles: readonly string[],
  file: string,
  root: string,
  imageOf: (dockerfile: string, context: string) => BuiltImage | undefined,
  copyOf: (image: BuiltImage, file: string) => Copy | undefined,
): ImageHolder[] {
  return dockerfiles.flatMap((dockerfile): ImageHolder[] => {
    for (let context = path.dirname(dockerfile); ; context = path.dirname(context)) {
      const image = imageOf(dockerfile, context);
      const copy = image && copyOf(image, file);
      if (image && copy) return [{ image, dockerfile, context, span: copy.span }];
      if (!image || context === root || context === '/') return [];
    }
  });
}
