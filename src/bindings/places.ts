/** How is a place written, as the settings write it? */
import type { Place } from './types.ts';

/** `host`, `compose:PROJECT/SERVICE` or `unknown`; a byte string. */
export function placeText(place: Place): string {
  if (place.kind !== 'container') return place.kind;
  return place.project === '' ? `compose:${place.service}` : `compose:${place.project}/${place.service}`;
}
