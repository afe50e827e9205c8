/** Do two socket paths, seen from two places, mean the same file? (bindings.md 13.3) */
import path from 'node:path/posix';
import type { Service } from '../compose/types.ts';

/** Path aliases of the config: the link and what it points to. */
export type SocketAliases = Readonly<Record<string, string>>;

/** Collapsed slashes, no dots, `/var/run` as `/run`, the config's aliases followed. */
export function normalSocket(socket: string, aliases: SocketAliases = {}): string {
  const clean = (text: string) =>
    path
      .normalize(`/${text}`)
      .replace(/^\/+/, '/')
      .replace(/^\/var\/run(?=\/|$)/, '/run');
  const plain = clean(socket);
  const alias = Object.entries(aliases).find(([from]) => clean(from) === plain);
  return alias ? clean(alias[1]) : plain;
}

/**
 * Where a path really lies: on the host, in a named volume, or only in one container. Undefined when mounts hide it that
 * nobody can read.
 */
export function socketIdentity(place: Service | undefined, socket: string, aliases: SocketAliases): string | undefined {
  const file = normalSocket(socket, aliases);
  if (!place) return `host:${file}`;
  if (place.volumesFrom) return undefined;
  const mount = [...place.mounts]
    .map((m) => ({ ...m, target: normalSocket(m.target) }))
    .filter((m) => file === m.target || file.startsWith(m.target === '/' ? '/' : `${m.target}/`))
    .sort((a, b) => b.target.length - a.target.length)[0];
  const rest = mount ? file.slice(mount.target === '/' ? 0 : mount.target.length) : file;
  if (!mount || mount.source.kind === 'tmpfs') return `container:${place.project.name}/${place.name}:${file}`;
  if (mount.source.kind === 'unknown' || mount.source.kind === 'content') return undefined;
  const base =
    mount.source.kind === 'bind' ? `host:${normalSocket(mount.source.path)}` : volume(place, mount.source.name);
  return `${base}${rest}`;
}

/** The path under which a place sees a file by its identity; undefined when it does not see it. */
export function visibleAs(place: Service | undefined, identity: string): string | undefined {
  if (!place) return identity.startsWith('host:') ? identity.slice('host:'.length) : undefined;
  const own = `container:${place.project.name}/${place.name}:`;
  if (identity.startsWith(own)) return identity.slice(own.length);
  for (const mount of place.mounts) {
    if (mount.source.kind !== 'bind' && mount.source.kind !== 'volume') continue;
    const base =
      mount.source.kind === 'bind' ? `host:${normalSocket(mount.source.path)}` : volume(place, mount.source.name);
    if (identity === base || identity.startsWith(`${base}/`)) return `${mount.target}${identity.slice(base.length)}`;
  }
  return undefined;
}

/** The directory or volume that holds a file, as an identity. */
export function holderOf(identity: string): string {
  return identity.slice(0, Math.max(identity.lastIndexOf('/'), identity.indexOf(':') + 1));
}

/** A volume with a name of its own is the same for every project. */
function volume(place: Service, name: string): string {
  const slash = name.indexOf('/');
  const key = slash < 0 ? name : name.slice(0, slash);
  const own = place.project.volumes.get(key)?.name;
  return own === undefined ? `volume:${place.project.name}_${name}` : `volume:${own}${name.slice(key.length)}`;
}
