/** Which settings change nothing for any place that dials? */
import type { NginxVersion } from '../catalog/index.ts';
import type { Directive } from '../tree/index.ts';
import type { Hop } from './hop.ts';
import { effective, type Setting } from './inherit.ts';

export type EffectlessReason = 'same' | 'ssl_verify' | 'cache' | 'buffering';

export interface Effectless {
  readonly directive: Directive;
  /** `same`: it holds without the line, too. Else the feature that is off, without the family's prefix. */
  readonly reason: EffectlessReason;
  readonly hop: Hop;
  /** What holds at the next outer level, or the switch that is off. */
  readonly because: Setting;
}

/** Settings that only count while a feature of the same family is on, by the directive that switches it on. */
const PART_OF: Readonly<Record<string, Exclude<EffectlessReason, 'same'>>> = {
  ssl_trusted_certificate: 'ssl_verify',
  ssl_verify_depth: 'ssl_verify',
  ssl_crl: 'ssl_verify',
  cache_key: 'cache',
  cache_valid: 'cache',
  cache_min_uses: 'cache',
  cache_use_stale: 'cache',
  cache_lock: 'cache',
  cache_lock_timeout: 'cache',
  cache_background_update: 'cache',
  cache_revalidate: 'cache',
  cache_methods: 'cache',
  buffers: 'buffering',
  busy_buffers_size: 'buffering',
};

const TIMEOUTS = ['connect_timeout', 'send_timeout', 'read_timeout'];

/** Every such setting, once: one that a single place needs is left out, as is one whose effect is not known. */
export function effectlessSettings(hops: readonly Hop[], version: NginxVersion): readonly Effectless[] {
  const found = new Map<Directive, Effectless | null>();
  for (const hop of hops) {
    for (const name of [...TIMEOUTS, ...Object.keys(PART_OF)]) {
      const { origin: directive } = hop.effective(name);
      if (!directive || found.get(directive) === null) continue;
      const why = TIMEOUTS.includes(name) ? sameOutside(hop, name, directive, version) : switchedOff(hop, name);
      found.set(directive, why ? { directive, hop, ...why } : null);
    }
  }
  return [...found.values()].filter((one) => one !== null);
}

/** The value in effect without the line; undefined where it is another one or not certain. */
function sameOutside(hop: Hop, name: string, directive: Directive, version: NginxVersion) {
  const { milliseconds, directive: fullName } = hop.effective(name);
  const owner = [...hop.scope.outward()].find((level) => level.own(fullName).includes(directive));
  if (!owner?.parent || milliseconds === undefined) return undefined;
  const because = effective(owner.parent, fullName, owner.family, version);
  const isSure = because.unseenOuter === 0 && because.milliseconds === milliseconds;
  return isSure ? { reason: 'same' as const, because } : undefined;
}

/** The switch of the feature that a setting is a part of; undefined where it is on or not known, or TLS may not be spoken. */
function switchedOff(hop: Hop, name: string) {
  const reason = PART_OF[name]!;
  const because = hop.effective(reason);
  if (because.is('off') !== 'yes' || because.unseenOuter > 0) return undefined;
  return { reason, because };
}
