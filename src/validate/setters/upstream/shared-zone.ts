/**
 * Which shared memory zones does the configuration declare, and do two declarations contradict each other?
 * ngx_shared_memory_add (src/core/ngx_cycle.c); limits, caches, upstreams and SSL sessions all have theirs there.
 */
import type { Span } from '../../../text/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Complaint, Level } from '../../setter.ts';

export interface SharedZone {
  readonly name: string;
  /** nginx's tag: the module that uses it. */
  readonly tag: string;
  /** 0 until a directive gives one. */
  size: number;
  /** The statement that named it first. */
  readonly first: Directive;
  /** What its module keeps with it (`shm_zone->data`): the key of a limit, a cache's path …; undefined before. */
  data: unknown;
}

export class SharedZones {
  readonly #byName = new Map<string, SharedZone>();

  get(name: string): SharedZone | undefined {
    return this.#byName.get(name);
  }

  [Symbol.iterator](): IterableIterator<SharedZone> {
    return this.#byName.values();
  }

  /**
   * ngx_shared_memory_add: the zone, or nginx's complaint. `size` 0 refers to a zone without declaring its
   * size; `at` is the argument (or its span) to point at.
   */
  add(name: string, size: number, tag: string, directive: Directive, at?: number | Span): SharedZone | Complaint {
    const zone = this.#byName.get(name);
    if (!zone) {
      const made: SharedZone = { name, tag, size, first: directive, data: undefined };
      this.#byName.set(name, made);
      return made;
    }
    if (zone.tag === tag && (size === 0 || zone.size === 0 || size === zone.size)) {
      if (zone.size === 0) zone.size = size;
      return zone;
    }
    const span = typeof at === 'number' ? directive.argSpan(at) : at;
    const related = [{ span: zone.first.headSpan, label: 'first named here' }];
    if (zone.tag !== tag) {
      const message = `the shared memory zone "${name}" is already declared for a different use`;
      const label = 'this name is taken';
      return {
        rule: 'config-error',
        message,
        ...(span && { span }),
        label,
        related,
        help: 'give it a name of its own',
      };
    }
    const message = `the size ${size} of shared memory zone "${name}" conflicts with already declared size ${zone.size}`;
    return { rule: 'config-error', message, ...(span && { span }), label: 'another size than before', related };
  }
}

/** The configuration's zones: one set for http, stream and mail together. */
export function sharedZones(level: Level): SharedZones {
  let main = level;
  while (main.parent) main = main.parent;
  return main.fact('shared zones', () => new SharedZones());
}

export function isComplaint(result: SharedZone | Complaint): result is Complaint {
  return 'message' in result;
}

/** Pages of 4096 bytes: nginx wants at least eight in a zone. */
export const LEAST_ZONE = 8 * 4096;
