/** How likely is it that one address was meant by another? (bindings.md 13.6) */
import path from 'node:path/posix';
import { nearest } from '../../text/index.ts';
import type { Dial, Protocol } from '../types.ts';

/** Below this a candidate is not proposed. */
export const THRESHOLD = 40;
/** A best candidate must be this far ahead to be the only proposal. */
export const LEAD = 10;

/** Whether what a directive speaks and what a server speaks can meet (13.5, protocol compatibility). */
export function isCompatible(dial: Dial, protocol: Protocol): boolean {
  if (protocol === 'ajp') return false;
  if (protocol === 'unknown' || protocol === 'tcp' || dial.family === 'stream' || dial.family === 'tunnel') return true;
  switch (dial.family) {
    case 'proxy':
      return dial.tls ? protocol === 'https' || protocol === 'grpcs' : protocol === 'http' || protocol === 'h2c';
    case 'grpc':
      return dial.tls ? protocol === 'grpcs' || protocol === 'https' : /^(grpc|h2c|http)$/.test(protocol);
    case 'memcached':
      return false;
    default:
      return protocol === dial.family;
  }
}

/** Score of a socket path as the meaning of another. */
export function socketScore(dialled: string, candidate: string, dial: Dial, app: string, protocol: Protocol): number {
  const [a, b] = [path.basename(dialled), path.basename(candidate)];
  const sameDirectory = path.dirname(dialled) === path.dirname(candidate);
  let score = 0;
  if (sameDirectory && withoutVersion(a) === withoutVersion(b)) score = 60;
  else if (a === b) score = 45;
  else if (stem(a) === stem(b)) score = 40;
  // `app1.sock` and `app2.sock` are two instances, not a slip
  else if (nearest(a, [b]) !== undefined && a.replace(/\d/g, '') !== b.replace(/\d/g, '')) score = 30;
  else if (sameDirectory) score = 15;
  if (isNamedAfter(app, dial.hints)) score += 10;
  if (!isCompatible(dial, protocol)) score -= 60;
  return score;
}

/** Score of a port as the meaning of another, both of one app. */
export function portScore(dialled: number, candidate: number, dial: Dial, protocol: Protocol): number {
  const [a, b] = [String(dialled), String(candidate)];
  let score = 40;
  if (nearest(a, [b]) !== undefined) score += 15;
  if (USUAL_PAIRS.some(([x, y]) => (x === a && y === b) || (x === b && y === a))) score += 10;
  if (!isCompatible(dial, protocol)) score -= 60;
  return score;
}

const USUAL_PAIRS: readonly (readonly [string, string])[] = [
  ['80', '8080'],
  ['443', '8443'],
  ['9000', '9001'],
];

/** Whether a name near the dial (upstream, location, server) is the app's. */
export function isNamedAfter(app: string, hints: readonly string[]): boolean {
  const wanted = plain(app);
  if (wanted === '') return false;
  return hints.some((hint) => {
    const name = plain(hint);
    return name !== '' && (name === wanted || nearest(name, [wanted]) !== undefined);
  });
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** `php8.1-fpm.sock` and `php8.2-fpm.sock` are one name without their versions. */
function withoutVersion(name: string): string {
  return name.replace(/\d+(\.\d+)+|(?<=php-?)\d+/g, '').replace(/[.\-_]+/g, '');
}

function stem(name: string): string {
  return name.replace(/\.(sock|socket)$/, '');
}
