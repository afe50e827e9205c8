/** What does nginx-vet's own config declare: apps, places, complete places? (bindings.md §2) */
import path from 'node:path/posix';
import { standing } from '../yaml/index.ts';
import type { ConfigSource, DeclaredConfig, PlaceConfig } from './config-types.ts';
import { matchesGlob } from './glob.ts';
import { portNumber, tcpListen } from './listen.ts';
import { pinnedFacts } from './own-facts.ts';
import type { Binding, Listen, Place } from './types.ts';

/** The place that a `place` value names. A compose service without project has the project `''`: any. */
export function placeOf(config: PlaceConfig): Place {
  if (typeof config === 'object') {
    if (config.kind === 'k8s' || config.kind === 'pod') {
      const [namespace, workload] = [config.namespace ?? '', config.workload];
      return workload === undefined ? { kind: 'unknown' } : { kind: 'pod', namespace, workload };
    }
    if (config.kind === 'image') return imagePlace(config.dockerfile);
    if (config.kind !== 'container') return { kind: config.kind };
    return config.service === undefined
      ? { kind: 'unknown' }
      : { kind: 'container', project: config.project ?? '', service: config.service };
  }
  const match = /^compose:(?:([^/]+)\/)?([^/]+)$/.exec(config);
  if (match) return { kind: 'container', project: match[1] ?? '', service: match[2]! };
  const pod = /^k8s:(?:([^/]+)\/)?([^/]+)$/.exec(config);
  if (pod) return { kind: 'pod', namespace: pod[1] ?? '', workload: pod[2]! };
  if (config.startsWith('image:')) return imagePlace(config.slice('image:'.length));
  return config === 'host' ? { kind: 'host' } : { kind: 'unknown' };
}

function imagePlace(dockerfile: string | undefined): Place {
  if (!dockerfile) return { kind: 'unknown' };
  return { kind: 'image', dockerfile: path.normalize(dockerfile) };
}

/** Whether a place of the config means this one. */
export function samePlace(config: Place, place: Place): boolean {
  if (config.kind === 'pod' && place.kind === 'pod') {
    const isSpace = config.namespace === '' || place.namespace === '' || config.namespace === place.namespace;
    return isSpace && config.workload === place.workload;
  }
  if (config.kind !== 'container' || place.kind !== 'container')
    return config.kind === place.kind && config.kind === 'host';
  return config.service === place.service && (config.project === '' || config.project === place.project);
}

/** The apps declared in the config. */
export function declaredBindings(config: ConfigSource | undefined): Binding[] {
  if (!config) return [];
  const byDefault = config.value.place === undefined ? ({ kind: 'host' } as const) : placeOf(config.value.place);
  return (config.value.declared ?? []).flatMap((declared, index) => {
    const many = Array.isArray(declared.listen);
    const values: readonly (string | number)[] = many
      ? (declared.listen as readonly string[])
      : [declared.listen as string];
    return values.map((value, at): Binding => {
      const span = config.spanOf(['declared', index, 'listen', ...(many ? [at] : [])]);
      const listen = listenOf(value, span);
      return {
        listen,
        protocol: declared.protocol ?? 'unknown',
        evidence: 'declared',
        place: declared.container === undefined ? byDefault : placeOf(declared.container),
        app: appName(declared, value),
        span,
        pinned: true,
        ...pinnedFacts(config, index, listen),
      };
    });
  });
}

function appName(declared: DeclaredConfig, value: string | number): string {
  if (declared.name !== undefined) return declared.name;
  const place = declared.container === undefined ? undefined : placeOf(declared.container);
  return place?.kind === 'container' ? place.service : String(value);
}

/** `3000` and `"3000"` mean `*:3000`. */
function listenOf(value: string | number, span: Binding['span']): Listen {
  const text = String(value);
  const port = portNumber(text);
  if (port !== undefined && port > 0) return { kind: 'tcp', host: '*', port };
  if (text.startsWith('unix:')) {
    const socket = text.slice('unix:'.length).replace(/^\/+/, '/');
    return socket.startsWith('/') ? { kind: 'unix', path: socket } : { kind: 'unresolved', text };
  }
  return tcpListen(standing(span, text), { host: '*' });
}

/** Where the config says that nginx runs, for one of its files; with the path of the value in the config. */
export function configuredPlace(
  config: ConfigSource | undefined,
  file: string,
): { place: Place; span: Binding['span'] } | undefined {
  if (!config) return undefined;
  const relative = path.relative(path.dirname(config.file), file);
  for (const [glob, place] of Object.entries(config.value.places ?? {})) {
    if (matchesGlob(glob, relative)) return { place: placeOf(place), span: config.spanOf(['places', glob]) };
  }
  const place = config.value.place;
  return place === undefined ? undefined : { place: placeOf(place), span: config.spanOf(['place']) };
}
