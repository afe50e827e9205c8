/** Which apps are started outside of compose, and where do they listen? */
import path from 'node:path/posix';
import type { SourceText } from '../text/index.ts';
import type { Project } from './compose/types.ts';
import { looseConfigs } from './configs/loose.ts';
import type { FoundFiles } from './discover.ts';
import { createLocator } from './locate.ts';
import { pm2Apps } from './managers/pm2.ts';
import { procfileApps } from './managers/procfile.ts';
import { supervisorApps } from './managers/supervisord.ts';
import { looksLikePool, poolApp, readPools } from './php-fpm.ts';
import type { Reader } from './reader.ts';
import { unitApps } from './systemd/collect.ts';
import type { App, Place } from './types.ts';

/** Everything that units, pools and process managers start, and what configuration files of app servers say besides. */
export function collectApps(found: FoundFiles, projects: readonly Project[], reader: Reader): App[] {
  const locator = createLocator(found, reader);
  const place = placeOutside(found, projects);
  const apps = [
    ...unitApps(found.units, found.system, reader, locator),
    ...loosePools(found, projects, reader),
    ...supervisorApps(found.supervisor, place, reader, locator),
    ...pm2Apps(found.pm2, place, reader, locator),
    ...procfileApps(found.procfiles, place, reader, locator),
  ];
  const services = projects.flatMap((project) => [...project.services.values()]);
  const used = new Set([...apps, ...services].flatMap((app) => app.bindings.map((binding) => binding.span.source)));
  return [...apps, ...looseConfigs(found.serverConfigs, used, place, reader)];
}

/** Where something runs of which no container is known: on the host where there are no containers at all. */
function placeOutside(found: FoundFiles, projects: readonly Project[]): Place {
  const noContainers = projects.length === 0 && !found.hasDockerfiles;
  return { kind: found.system || noContainers ? 'host' : 'unknown' };
}

/** Pools outside of containers. All files of one directory are read by one php-fpm, in the order of their names. */
function loosePools(found: FoundFiles, projects: readonly Project[], reader: Reader): App[] {
  const mounted = (file: string) =>
    projects.some((project) =>
      [...project.services.values()].some((service) =>
        service.mounts.some(
          ({ source, target }) =>
            source.kind === 'bind' &&
            (file === source.path || (file.startsWith(`${source.path}/`) && /php|pool/.test(target))),
        ),
      ),
    );
  const directories = new Map<string, SourceText[]>();
  for (const file of found.pools) {
    if (mounted(file)) continue;
    const source = reader.read(file);
    if (!source || !looksLikePool(source.text)) continue;
    const directory = path.dirname(file);
    directories.set(directory, [...(directories.get(directory) ?? []), source]);
  }
  const place = placeOutside(found, projects);
  return [...directories.values()].flatMap((files) => readPools(files).flatMap((pool) => poolApp(pool, place) ?? []));
}
