/** What starts nginx and the apps behind it, does it start them again, and does nginx wait for them? */
import { spanOf } from '../yaml/index.ts';
import type { Service } from './compose/types.ts';
import type { Standpoint } from './judge/standpoints.ts';
import type { App, Binding, Fact, Runner, Start } from './types.ts';
import type { World } from './world.ts';

/** What starts nginx: the one service that has its configuration, on the host its unit. undefined where that is not known. */
export function nginxRunner(world: World, standpoints: readonly Standpoint[]): Runner | undefined {
  const certain = standpoints.filter(({ certainty }) => certainty !== 'guessed');
  const [first, ...others] = certain.map(({ files }) => files);
  // pods start containers again by themselves; how the container of a lone image is started, no file says
  if (certain.some(({ files, pod }) => pod || files?.project.dockerfile !== undefined)) return undefined;
  if (certain.length === 0 || others.some((service) => service?.name !== first?.name)) return undefined;
  if (first) return ofService([first, ...others.flatMap((service) => service ?? [])]);
  const [app, another] = world.apps.filter((one) => one.kind !== 'config' && isNginx(one));
  return app && !another ? ofApp(app) : undefined;
}

function isNginx({ name, server }: App): boolean {
  return server === 'nginx' || name === 'nginx' || name === 'openresty';
}

/** How the app behind a dial is started; undefined where nothing is known to start it. */
export function startOf(world: World, standpoints: readonly Standpoint[], binding: Binding): Start | undefined {
  const { place } = binding;
  if (place.kind !== 'container') {
    const app = world.apps.find(({ bindings }) => bindings.includes(binding.of ?? binding));
    const nginx = app && nginxRunner(world, standpoints);
    if (!app) return undefined;
    const waits = nginx?.kind === 'unit' && app.kind === 'unit' ? unitWaits(world, nginx.name, app) : undefined;
    return { app: ofApp(app), ...(nginx && { nginx }), ...(waits && { waits }) };
  }
  // every variant of the deployment has a say
  const apps = world.projects
    .filter(({ name }) => name === place.project)
    .flatMap(({ services }) => services.get(place.service) ?? []);
  if (apps.length === 0) return undefined;
  const nginx = nginxRunner(world, standpoints);
  const pairs = standpoints.flatMap(({ certainty, files }) => {
    const app = certainty === 'guessed' ? undefined : files?.project.services.get(place.service);
    return files && app && files.project.name === place.project ? [serviceWaits(files, app)] : [];
  });
  const waits =
    pairs.length === 0 || pairs.includes('ready') ? undefined : pairs.includes('started') ? 'started' : 'no';
  return { app: ofService(apps), ...(nginx && { nginx }), ...(waits && { waits }) };
}

/** A unit that is ordered after the app's (`After=`), or before which the app's is (`Before=`), waits until that is started. */
function unitWaits(world: World, nginx: string, app: App): 'no' | undefined {
  const units = world.apps.filter(({ kind, name }) => kind === 'unit' && name === nginx);
  if (app.before?.includes(`${nginx}.service`) || units.some(({ after }) => after?.includes(`${app.name}.service`)))
    return undefined;
  // a drop-in alone does not show what the unit itself is ordered after
  return units.some(({ restarts }) => restarts) ? 'no' : undefined;
}

/** `ready`: a chain of `depends_on` leads to the app, and what depends on it directly wants it healthy (or done). */
function serviceWaits(nginx: Service, app: Service): 'no' | 'started' | 'ready' {
  if (nginx === app || nginx.networkMode?.text === `service:${app.name}`) return 'ready';
  const { services } = nginx.project;
  const reached = new Set([nginx]);
  let waits: 'no' | 'started' = 'no';
  for (const service of reached) {
    for (const [name, { condition }] of service.dependsOn) {
      const next = services.get(name);
      if (next === app && condition !== 'service_started') return 'ready';
      if (next === app) waits = 'started';
      if (next) reached.add(next);
    }
  }
  return waits;
}

function ofApp(app: App): Runner {
  const { name, kind, span, restarts, startsAtBoot, openFiles } = app;
  return {
    name,
    kind,
    span,
    ...(restarts && { restarts }),
    ...(startsAtBoot && { startsAtBoot }),
    ...(openFiles && { openFiles }),
  };
}

/** A service in all variants of its deployment: what one of them says holds. */
function ofService(variants: readonly Service[]): Runner {
  const [first] = variants;
  const restarts = variants.map(restartsOf);
  const openFiles = agreed(variants.map((service) => limitOf(service.openFiles)));
  const openFilesMost = agreed(variants.map((one) => (one.mayRaiseLimits ? undefined : limitOf(one.openFilesMost))));
  return {
    name: first!.name,
    kind: 'service',
    span: first!.span,
    restarts: restarts.find(({ value }) => value) ?? restarts[0]!,
    ...(openFiles && { openFiles }),
    ...(openFilesMost && { openFilesMost }),
  };
}

/** `restart` says it, else `deploy.restart_policy`; docker's own default is `no`. */
function restartsOf({ restart, restartCondition, span }: Service): Fact<boolean> {
  const said = restart ?? restartCondition;
  if (!said) return { value: false, by: 'default', span };
  return { value: !/^(no|none|false)$/.test(said.text), by: 'declared', span: spanOf(said) };
}

function limitOf(text: Service['openFiles']): Fact<number> | undefined {
  if (!text || !/^\d+$/.test(text.text)) return undefined;
  return { value: Number(text.text), by: 'declared', span: spanOf(text) };
}

/** What all variants say. */
function agreed(facts: readonly (Fact<number> | undefined)[]): Fact<number> | undefined {
  return facts.every((fact) => fact?.value === facts[0]?.value) ? facts[0] : undefined;
}
