/** Which sockets are declared around a dial, and which file is each of them really? */
import type { Service } from '../compose/types.ts';
import type { App, Binding } from '../types.ts';
import { driftsAround } from './contract.ts';
import type { UnixSituation } from './situation.ts';
import { normalSocket, socketIdentity } from './sockets.ts';
import { pinnedOver } from './targets.ts';

/** A declared socket with the file it really is. */
export interface Socket {
  readonly binding: Binding;
  /** Undefined where its place is not known. */
  readonly owner: Service | 'host' | undefined;
  readonly path: string;
  readonly identity: string | undefined;
}

/** Everything that may listen on sockets around this standpoint. */
export function appsAround(s: UnixSituation): Binding[] {
  const { declared, hosted } = s.world;
  const services = s.at.projects.flatMap((project) => [...project.services.values()]);
  const all = [...hosted, ...services.flatMap((service) => service.bindings)];
  return [...declared, ...pinnedOver(all, driftsAround(s.world, s.at.projects))];
}

/** The declared sockets around this standpoint. */
export function socketsAround(s: UnixSituation): Socket[] {
  return socketsOf(s, appsAround(s));
}

/** The sockets among some declarations. */
export function socketsOf(s: UnixSituation, bindings: readonly Binding[]): Socket[] {
  const aliases = aliasesOf(s);
  const services = s.at.projects.flatMap((project) => [...project.services.values()]);
  return bindings.flatMap((binding): Socket[] => {
    if (binding.listen.kind !== 'unix') return [];
    const { place } = binding;
    const path = normalSocket(binding.listen.path, aliases);
    if (place.kind === 'unknown') return [{ binding, owner: undefined, path, identity: undefined }];
    if (place.kind === 'host') {
      const app = hasOwnTmp(path) ? appOf(s, binding) : undefined;
      const identity = app?.privateTmp?.value
        ? `private:${app.name}:${path}`
        : socketIdentity(undefined, path, aliases);
      return [{ binding, owner: 'host', path, identity }];
    }
    if (place.kind !== 'container') return [];
    const owners = services.filter(
      (service) => service.name === place.service && (place.project === '' || place.project === service.project.name),
    );
    return owners.map((owner) => ({ binding, owner, path, identity: socketIdentity(owner, path, aliases) }));
  });
}

/** The file that nginx dials; undefined where mounts hide it that nobody can read. */
export function dialledIdentity(s: UnixSituation): string | undefined {
  const unit = hasOwnTmp(s.path) ? nginxUnit(s) : undefined;
  return unit && !s.at.files ? `private:${unit.name}:${s.path}` : socketIdentity(s.at.files, s.path, aliasesOf(s));
}

/** nginx's own unit, where it gives nginx a /tmp of its own. */
export function nginxUnit(s: UnixSituation): App | undefined {
  return s.world.apps.find(
    (app) => app.kind === 'unit' && /^nginx(\.service)?$/.test(app.name) && app.privateTmp?.value === true,
  );
}

/** The app that a binding belongs to. */
export function appOf(s: UnixSituation, binding: Binding): App | undefined {
  return s.world.apps.find((app) => app.bindings.includes(binding.of ?? binding));
}

/** The directories that `PrivateTmp=` replaces. */
export function hasOwnTmp(path: string): boolean {
  return /^\/(var\/)?tmp\//.test(path);
}

function aliasesOf(s: UnixSituation) {
  return s.world.request.config?.value.socketAliases ?? {};
}
