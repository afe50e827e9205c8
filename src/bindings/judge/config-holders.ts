/** Which services of a deployment have an nginx configuration where nginx reads it? */
import path from 'node:path/posix';
import type { FileSystem } from '../../fs/index.ts';
import type { Span } from '../../text/index.ts';
import { hasHole } from '../../yaml/index.ts';
import type { Mount, Project, Service } from '../compose/types.ts';
import { copiedTo } from '../dockerfile/copies.ts';
import type { BuiltImage, Copy } from '../dockerfile/types.ts';

export interface Holder {
  readonly service: Service;
  /** The mount or the `COPY`. */
  readonly span: Span;
}

/** The services that mount the file (or its directory), or whose image it is copied into. `real` = without links. */
export function holdersOf(project: Project, file: string, real: string): Holder[] {
  const found: Holder[] = [];
  for (const service of project.services.values()) {
    if (service.runsNginx === 'no') continue;
    const mount = service.mounts.find((m) => holdsConfig(m, file, service) || holdsConfig(m, real, service));
    const span = mount?.span ?? copyOfConfig(service, file) ?? copyOfConfig(service, real);
    if (span) found.push({ service, span });
  }
  return found;
}

function holdsConfig(mount: Mount, file: string, service: Service): boolean {
  if (mount.source.kind !== 'bind') return false;
  const { target } = mount;
  const known = isConfigPath(target);
  if (file === mount.source.path) {
    return known || (service.runsNginx !== 'maybe' && path.extname(target) !== '');
  }
  return known && file.startsWith(`${mount.source.path}/`);
}

/** The `COPY` that puts the file into the service's own image where nginx reads it. */
function copyOfConfig({ container: { built } }: Service, file: string): Span | undefined {
  return built && configCopy(built, file)?.span;
}

/** Where nginx's own packages and images look. */
const OWN_DIRECTORIES = /^\/(etc|usr\/local\/etc|usr\/local|opt\/bitnami|usr\/local\/openresty)\/(nginx|openresty)\//;

/** The `COPY` of an image that puts a file where nginx reads it. A whole tree with an `nginx/` in it is a source tree. */
export function configCopy(image: BuiltImage, file: string): Copy | undefined {
  const found = copiedTo(image, file).find(
    ({ target, copy }) => isConfigPath(copy.target ?? '') || OWN_DIRECTORIES.test(target),
  );
  return found?.copy;
}

const ROOTS = ['etc', 'usr/local/etc', 'usr/local', 'opt/bitnami', 'usr/local/openresty'].flatMap((at) => [
  `/${at}/nginx/`,
  `/${at}/openresty/`,
]);

/** Whether any `COPY` of an image may put a file where nginx reads it: most images have none, and need not be asked again. */
export function mayHoldConfig(image: BuiltImage): boolean {
  return image.stage.copies.some(({ from, target }) => {
    if (from || target === undefined) return false;
    const directory = target.endsWith('/') ? target : `${target}/`;
    return isConfigPath(target) || ROOTS.some((root) => root.startsWith(directory) || directory.startsWith(root));
  });
}

/** A path in a container, and the path here of what is there; both absolute. */
export interface FilePrefix {
  readonly from: string;
  readonly to: string;
}

/** Which paths of a service's configuration are which files here: mounts, and the files its own image copies from the project. */
export function configPrefixes({ container: { built }, mounts }: Service, fs: FileSystem): FilePrefix[] {
  const found: FilePrefix[] = [];
  for (const { source, target } of mounts) if (source.kind === 'bind') found.push({ from: target, to: source.path });
  for (const copy of built?.stage.copies ?? []) {
    const { from, sources, target } = copy;
    if (from || target === undefined) continue;
    for (const source of sources) {
      if (hasHole(source) || /[*?[]/.test(source.text)) continue;
      const to = path.join(built!.context, source.text);
      // a copied directory adds to what the image has there, and nobody knows all of that
      if (fs.stat(to)?.kind !== 'file') continue;
      found.push({ from: target.endsWith('/') ? path.join(target, path.basename(to)) : target, to });
    }
  }
  return found
    .map(({ from, to }) => ({ from: withoutSlash(from), to: withoutSlash(to) }))
    .filter(({ from, to }) => isConfigPath(from) && fs.stat(to) !== undefined);
}

function withoutSlash(file: string): string {
  return file.length > 1 ? file.replace(/\/+$/, '') : file;
}

/** Where nginx looks. A web root or a source tree that happens to hold the file says nothing about who reads it. */
export function isConfigPath(target: string): boolean {
  const isNginx =
    /(^|\/)(nginx|openresty)(\/|\.conf|$)/.test(target) && !/\/(html|logs?|cache|share|www|lib|run)(\/|$)/.test(target);
  return isNginx || /\/(conf\.d|sites-enabled|sites-available)(\/|$)/.test(target);
}
