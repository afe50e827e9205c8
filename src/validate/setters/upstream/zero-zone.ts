/** Is a zone used that nothing declares? ngx_init_cycle (src/core/ngx_cycle.c) looks when the whole text has been read. */
import { didYouMean, partOf } from '../../proposal.ts';
import type { Closer } from '../../setter.ts';
import { sharedZones } from './shared-zone.ts';

export const zeroSizeZones: Closer = {
  module: 'ngx_core_module',
  at: 'configuration',
  stage: 'servers',
  *check({ main, isPartial }) {
    if (isPartial) return;
    const zones = sharedZones(main);
    for (const zone of zones) {
      if (zone.size !== 0) continue;
      const others = [...zones]
        .filter((other) => other.size !== 0 && other.tag === zone.tag)
        .map((other) => other.name);
      const { first } = zone;
      const index = first.args.findIndex((arg) => arg === zone.name || arg.endsWith(`=${zone.name}`));
      yield {
        rule: 'zone-reference',
        message: `zero size shared memory zone "${zone.name}"`,
        span: index < 0 ? first.headSpan : first.argSpan(index),
        label: 'no directive declares this zone',
        help: 'declare it with its size',
        ...didYouMean(zone.name, others, index < 0 ? undefined : partOf(first, index, zone.name)),
        place: 'none',
      };
    }
  },
};
