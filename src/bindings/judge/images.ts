/** Which images hold an nginx configuration, where no deployment was found that runs them? */
import path from 'node:path/posix';
import { toByteString } from '../../text/index.ts';
import { isDockerfileName } from '../discover.ts';
import { type ImageHolder, imagesHolding } from '../dockerfile/lonely.ts';
import type { EvidencePlace } from '../types.ts';
import type { World } from '../world.ts';
import { configCopy } from './config-holders.ts';
import type { Certainty, Standpoint } from './standpoints.ts';

/**
 * nginx in the images that a file is copied into. What else is in their containers' network is not known: they may be run
 * with the network of the host, or in a pod beside others.
 */
export function imageStandpoints(world: World, file: string): readonly Standpoint[] {
  if (!world.found.hasDockerfiles) return [];
  const { found } = world;
  const holders = imagesHolding(world.nginxDockerfiles(), file, found.root, world.imageOf, configCopy);
  return holders.map((holder) => {
    const evidence = [{ span: holder.span, label: 'nginx runs in this image' }];
    return standing(world, holder, 'definite', evidence);
  });
}

/** The image that the settings name, by the path of its Dockerfile. */
export function namedImage(
  world: World,
  dockerfile: string,
  file: string,
  evidence: readonly EvidencePlace[],
): readonly Standpoint[] {
  const base = world.request.config ? path.dirname(world.request.config.file) : world.found.root;
  const wanted = path.resolve(base, dockerfile);
  const known = dockerfilesOf(world).find((name) => toByteString(name) === wanted);
  if (known === undefined) return [];
  const [holder] = imagesHolding([known], file, world.found.root, world.imageOf, configCopy);
  const context = path.dirname(known);
  const image = world.imageOf(known, context);
  if (!image?.stage.base) return [];
  const { source, at } = image.stage.base;
  const found = holder ?? { image, dockerfile: known, context, span: source.span(at, at) };
  return [standing(world, found, 'explicit', evidence)];
}

function dockerfilesOf({ found }: World): readonly string[] {
  return found.files.filter((name) => isDockerfileName(path.basename(name)));
}

function standing(
  world: World,
  { dockerfile, context, span }: ImageHolder,
  certainty: Certainty,
  evidence: readonly EvidencePlace[],
): Standpoint {
  const project = world.lonely(dockerfile, context, span);
  const [service] = project.services.values();
  return { net: service, files: service, projects: [project], certainty, evidence };
}
