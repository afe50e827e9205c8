/** Which apps are started outside of compose, and where do they listen? */
import path from 'node:path/posix';
import type { Project } from './compose/types.ts';
import { looseConfigs } from './configs/loose.ts';
import { variableApps } from './configs/variables.ts';
import type { FoundFiles } from './discover.ts';
import { createLocator } from './locate.ts';
import { pm2Apps } from './managers/pm2.ts';
import { procfileApps } from './managers/procfile.ts';
import { supervisorApps } from './managers/supervisord.ts';
import { poolApp, readPools } from './php-fpm.ts';
import { poolFiles } from './pool-files.ts';
import type { Reader } from './reader.ts';
import { unitApps } from './systemd/collect.ts';
import type { UnitSettings } from './systemd/load.ts';
import type { App, Place } from './types.ts';

/** Everything that units, pools and process managers start, and what configuration files of app servers say besides. */
export function collectApps(
  found: FoundFiles,
  projects: readonly Project[],
  reader: Reader,
  systemd: UnitSettings,
): App[] {
  const locator = createLocator(found, reader);
  const place = placeOutside(found, projects);
  const apps = [
    ...unitApps(found.units, found.system, reader, locator, systemd),
    ...loosePools(found, projects, reader),
    ...supervisorApps(found.supervisor, place, reader, locator),
    ...pm2Apps(found.pm2, place, reader, locator),
    ...procfileApps(found.procfiles, place, reader, locator),
  ];
  const services = projects.flatMap((project) => [...project.services.values()]);
  const used = new Set([...apps, ...services].flatMap((app) => app.bindings.map((binding) => binding.span.source)));
  const composeDirectories = new Set(found.compose.map((file) => path.dirname(file)));
  return [
    ...apps,
    ...looseConfigs(found.serverConfigs, used, place, reader),
    ...variableApps(found.files, (directory) => composeDirectories.has(directory), place, reader),
  ];
}

/** Where something runs of which no container is known: on the host where there are no containers at all. */
function placeOutside(found: FoundFiles, projects: readonly Project[]): Place {
  const noContainers = projects.length === 0 && !found.hasDockerfiles;
  return { kind: found.system || noContainers ? 'host' : 'unknown' };
}

/** Pools outside of containers. */
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
  const place = placeOutside(found, projects);
  const candidates = found.pools.filter((file) => !mounted(file));
  return poolFiles(candidates, found, reader).flatMap((files) =>
    readPools(files).flatMap((pool) => poolApp(pool, place) ?? []),
  );
}
