/** What do the snapshots named in nginx-vet's config show of the machines where everything runs? (bindings.md §11) */
import path from 'node:path/posix';
import type { SourceText, Span } from '../../text/index.ts';
import type { ConfigSource, SnapshotConfig } from '../config-types.ts';
import { placeOf } from '../own-config.ts';
import type { Reader } from '../reader.ts';
import type { Binding, Place } from '../types.ts';
import { looksLikeAddresses, type SeenAddresses, seenAddresses } from './addresses.ts';
import { type ComposeModel, composeModel, looksLikeComposeConfig } from './compose-config.ts';
import { type DockerFormat, dockerFormat, type SeenContainer, seenContainers } from './docker.ts';
import { readSelinux, type Selinux } from './selinux.ts';
import { type SeenDatagram, type SocketFormat, seenDatagrams, seenListeners, socketFormat } from './sockets.ts';

export interface Snapshots {
  /** Listeners that were seen, and what is published on the host. */
  readonly bindings: readonly Binding[];
  readonly containers: readonly SeenContainer[];
  /** Places of which every listener is in `bindings`. */
  readonly complete: readonly { readonly place: Place; readonly span: Span }[];
  /** Projects as compose puts them together. */
  readonly models: readonly ComposeModel[];
  /** The files of all snapshots, absolute. */
  readonly files: ReadonlySet<string>;
  /** All addresses of the host; undefined where nobody took a snapshot of them. */
  readonly addresses: SeenAddresses | undefined;
  /** Every datagram socket of the host; undefined where no complete snapshot shows them. */
  readonly datagrams: readonly SeenDatagram[] | undefined;
  /** Undefined where nobody took a snapshot of it. */
  readonly selinux: Selinux | undefined;
}

const SOCKETS: ReadonlySet<string> = new Set(['ss', 'netstat', 'lsof', 'proc-net']);
const DOCKER: ReadonlySet<string> = new Set(['docker-ps', 'docker-inspect', 'compose-ps']);
const SELINUX: ReadonlySet<string> = new Set(['getsebool', 'semanage-port']);

/** Reads every snapshot; one that shows nothing of its format is noted as skipped. */
export function readSnapshots(config: ConfigSource | undefined, reader: Reader, root: string): Snapshots {
  const bindings: Binding[] = [];
  const containers: SeenContainer[] = [];
  const complete: { place: Place; span: Span }[] = [];
  let addresses: SeenAddresses | undefined;
  let datagrams: SeenDatagram[] | undefined;
  const selinux: SourceText[] = [];
  const models: ComposeModel[] = [];
  const files = new Set<string>();
  for (const snapshot of config?.value.snapshots ?? []) {
    const file = path.resolve(path.dirname(config!.file), snapshot.file);
    files.add(file);
    const source = reader.read(file);
    if (!source) continue;
    const place = snapshot.place === undefined ? ({ kind: 'host' } as const) : placeOf(snapshot.place);
    const format = formatOf(snapshot, source);
    const skip = (why: string) => reader.skip({ source, file, path: reader.shown(file), why, span: source.span(0, 0) });
    if (format === undefined) {
      skip('the format of the snapshot is not known');
    } else if (SOCKETS.has(format)) {
      const seen = seenListeners(source, format as SocketFormat);
      if (seen.length === 0) skip('no listening socket in it');
      for (const { program, ...one } of seen) bindings.push({ ...one, place, app: program ?? 'a process' });
      if (snapshot.complete && seen.length > 0) complete.push({ place, span: source.span(0, source.lineEnd(1)) });
      const udp = snapshot.complete && place.kind === 'host' ? seenDatagrams(source) : [];
      if (udp.length > 0) datagrams = [...(datagrams ?? []), ...udp];
    } else if (DOCKER.has(format)) {
      const seen = seenContainers(source, format as DockerFormat);
      if (!seen) skip('neither the JSON nor the table that docker prints');
      for (const container of seen ?? []) {
        containers.push(container);
        for (const binding of publishedBindings(container)) bindings.push(binding);
      }
    } else if (format === 'compose-config') {
      const model = composeModel(source, file, root, reader.fs);
      if (model) models.push(model);
      else skip('no model of a project, as `docker compose config` prints it');
    } else if (format === 'ip-addr') {
      const seen = seenAddresses(source);
      if (!seen) skip('not the addresses of all interfaces');
      else if (place.kind === 'host') addresses = seen;
    } else if (SELINUX.has(format)) selinux.push(source);
  }
  return {
    bindings,
    containers,
    complete,
    models,
    files,
    addresses,
    datagrams,
    selinux: selinux.length > 0 ? readSelinux(selinux) : undefined,
  };
}

function formatOf(snapshot: SnapshotConfig, source: SourceText): string | undefined {
  if (snapshot.format !== undefined && snapshot.format !== 'auto') return snapshot.format;
  if (looksLikeComposeConfig(source.text)) return 'compose-config';
  return (
    dockerFormat(source) ??
    socketFormat(source) ??
    (looksLikeAddresses(source) ? 'ip-addr' : undefined) ??
    (/^\w+ --> (on|off)$|^\w+_t\s+tcp\s/m.test(source.text) ? 'getsebool' : undefined)
  );
}

/** What a container publishes is seen on the host; what it exposes is only spoken of. */
function publishedBindings(container: SeenContainer): Binding[] {
  const app = container.service ?? container.name;
  const inside: Place =
    container.service === undefined
      ? { kind: 'unknown' }
      : { kind: 'container', project: container.project ?? '', service: container.service };
  return [
    ...container.published.map(({ host }): Binding => ({ ...host, place: { kind: 'host' }, app })),
    ...container.exposed.map((one): Binding => ({ ...one, place: inside, app })),
  ];
}
