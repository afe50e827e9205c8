/** One dial seen from one place, with everything the decision table asks about it. */

import type { TextEdit } from '../../text/index.ts';
import type { Confidence, Dial, EvidencePlace, MismatchCode } from '../types.ts';
import type { World } from '../world.ts';
import { normalSocket } from './sockets.ts';
import type { Standpoint } from './standpoints.ts';
import { containerTarget, hostTarget, type Meaning, meaningOf, type Target } from './targets.ts';

export interface Situation {
  readonly world: World;
  readonly dial: Dial;
  readonly at: Standpoint;
  /** How the message names what is dialled: `app:8000`, `unix:/run/app.sock`. */
  readonly dialled: string;
}

/** A TCP dial: what its host means and the namespaces it may reach (one per service of that name). */
export interface TcpSituation extends Situation {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly meaning: Meaning;
  readonly targets: readonly Target[];
  /** The dial leaves nginx's own network namespace. */
  readonly crossing: boolean;
}

export interface UnixSituation extends Situation {
  readonly kind: 'unix';
  /** Normalised. */
  readonly path: string;
}

/** A contradiction found by a row that is reported. */
export interface Mismatch {
  readonly code: MismatchCode;
  readonly confidence: Confidence;
  readonly data: Readonly<Record<string, string>>;
  readonly evidence: readonly EvidencePlace[];
  readonly suggestions: readonly string[];
  readonly changes?: readonly TextEdit[];
}

/** Why a row that applies says nothing for certain, so that no later row is asked either: for people who wonder. */
export interface Doubt {
  readonly why: string;
}

/** A row of the decision table. */
export type Row<S> = (situation: S) => Mismatch | Doubt | undefined;

/** The situation of a dial at a standpoint. */
export function situationOf(world: World, dial: Dial, at: Standpoint): TcpSituation | UnixSituation {
  const { target } = dial;
  if (target.kind === 'unix') {
    const path = normalSocket(target.path, world.request.config?.value.socketAliases);
    return { kind: 'unix', world, dial, at, path, dialled: `unix:${target.path}` };
  }
  const meaning = meaningOf(world, at, target.host);
  const host = target.host.includes(':') && !target.host.startsWith('[') ? `[${target.host}]` : target.host;
  return {
    kind: 'tcp',
    world,
    dial,
    at,
    host: target.host,
    port: target.port,
    meaning,
    targets: targetsOf(world, at, meaning),
    crossing: meaning.kind !== 'own',
    dialled: `${host}:${target.port}`,
  };
}

function targetsOf(world: World, at: Standpoint, meaning: Meaning): readonly Target[] {
  switch (meaning.kind) {
    case 'own':
      return [at.net ? containerTarget(world, at.net) : hostTarget(world, at.projects)];
    case 'host':
      return [hostTarget(world, at.projects)];
    case 'services':
      return meaning.services.map((service) => containerTarget(world, service));
    default:
      return [];
  }
}
