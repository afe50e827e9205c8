/** How is a place written, as the settings write it? */
import type { Place } from './types.ts';

/**
 * `host`, `compose:PROJECT/SERVICE`, `k8s:NAMESPACE/WORKLOAD`, `k8s-service:NAMESPACE/SERVICE`,
 * `image:DOCKERFILE` or `unknown`; a byte string.
 */
export function placeText(place: Place): string {
  switch (place.kind) {
    case 'container':
      return written('compose', place.project, place.service);
    case 'pod':
      return written('k8s', place.namespace, place.workload);
    case 'service':
      return written('k8s-service', place.namespace, place.service);
    case 'image':
      return `image:${place.dockerfile}`;
    default:
      return place.kind;
  }
}

function written(kind: string, around: string, name: string): string {
  return around === '' ? `${kind}:${name}` : `${kind}:${around}/${name}`;
}
