/** How many connections and open files may a worker have? */

import { decimal } from '../syntax/index.ts';
import type { Directive } from '../tree/index.ts';
import type { Scope } from './scope.ts';

export interface WorkerLimit {
  /** undefined for nginx's default. */
  readonly directive: Directive | undefined;
  readonly count: number;
}

export interface WorkerLimits {
  readonly connections: WorkerLimit;
  /** `worker_rlimit_nofile`; undefined where the system decides. */
  readonly files: WorkerLimit | undefined;
}

/** DEFAULT_CONNECTIONS of src/event/ngx_event.c. */
const DEFAULT_CONNECTIONS = 512;

/** The limits of the main level; undefined for fragments, and where the text does not tell them. */
export function workerLimits(main: Scope): WorkerLimits | undefined {
  if (main.isImplicit || main.hidesDirectives) return undefined;
  const events = main.own('events')[0];
  if (!events || events.children.some((d) => d.name === 'include')) return undefined;
  const connections = limit(events.children.find((d) => d.name === 'worker_connections')) ?? {
    directive: undefined,
    count: DEFAULT_CONNECTIONS,
  };
  const files = limit(main.own('worker_rlimit_nofile')[0]);
  if (connections.count < 0 || (files && files.count < 0)) return undefined;
  return { connections, files };
}

function limit(directive: Directive | undefined): WorkerLimit | undefined {
  return directive && { directive, count: decimal(directive.args[0] ?? '') };
}
