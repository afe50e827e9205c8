/** Which settings of a location are made for another protocol than the one it dials with? */
import { variantsOf } from '../catalog/index.ts';
import type { Directive } from '../tree/index.ts';
import type { Hop } from './hop.ts';
import type { Scope } from './scope.ts';

export interface ForeignSetting {
  readonly directive: Directive;
  /** What the hop's own family calls it; undefined where it has no such directive. */
  readonly counterpart: string | undefined;
  /** Is the counterpart set at the same level? */
  readonly isDoubled: boolean;
}

const SETTING =
  /^(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_(connect_timeout|send_timeout|read_timeout|buffer_size|buffers|busy_buffers_size|buffering|request_buffering|next_upstream(?:_tries|_timeout)?|set_header|param)$/;

/** Looks through the hops once; then tells for each of them which settings of its location are foreign. */
export function foreignSettings(hops: readonly Hop[]): (hop: Hop) => readonly ForeignSetting[] {
  const within = new Map<Scope, Hop[]>();
  for (const hop of hops) {
    for (const scope of hop.scope.outward()) {
      if (scope.kind !== 'location') continue;
      const list = within.get(scope);
      if (list) list.push(hop);
      else within.set(scope, [hop]);
    }
  }
  return (hop) => foreignTo(hop, within.get(hop.scope) ?? []);
}

/**
 * The settings in the hop's own location that nothing reads: neither the hop nor one of a location, `if` or `limit_except`
 * inside, which would inherit them (the `merge_loc_conf` functions; each module has a configuration of its own). Empty where
 * the location may hold more than its text shows.
 */
function foreignTo(hop: Hop, inside: readonly Hop[]): readonly ForeignSetting[] {
  const { scope, family } = hop;
  if (scope.kind !== 'location' || family === 'stream' || family === 'tunnel') return [];
  const found = scope.directives.flatMap((directive) => {
    const [, other, what] = SETTING.exec(directive.name) ?? [];
    if (other === undefined || other === family) return [];
    const name = `${family}_${what}`;
    const counterpart = variantsOf(name).some((v) => v.src === 'oss' && v.ctx.includes('location')) ? name : undefined;
    return [
      { other, directive, counterpart, isDoubled: counterpart !== undefined && scope.own(counterpart).length > 0 },
    ];
  });
  if (found.length === 0 || hidesMore(scope)) return [];
  const families = new Set<string>(inside.flatMap((one) => (one === hop ? [] : [one.family])));
  return found.filter(({ other }) => !families.has(other));
}

/** Could a level or one inside it have pass directives that are not in the text? */
function hidesMore(scope: Scope): boolean {
  const stack = [scope];
  for (let level = stack.pop(); level; level = stack.pop()) {
    if (level.hidesDirectives) return true;
    for (const one of level.children) stack.push(one);
  }
  return false;
}
