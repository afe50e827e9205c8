/** How is a dial changed to speak TLS, or not to? */
import type { Hop, Peer } from '../model/index.ts';
import type { Fix } from './finding.ts';
import { replace, setDirective } from './fixes.ts';
import { jointFix } from './joint-fixes.ts';

/**
 * `http` for `https` and the other way round; undefined where the scheme is not written out. TLS to a name needs SNI as well,
 * and for a group the name of its servers.
 */
export function otherScheme(hop: Hop, { address, upstream }: Peer): Fix | undefined {
  const { scheme, target, memberHosts, isOneHost } = hop;
  const { source, start } = target;
  const to = scheme && OTHER.get(scheme);
  if (!to || !source.text.startsWith(`${scheme}://`, start)) return undefined;
  const swap = replace(source.span(start, start + scheme.length), to, 'suggestion');
  if (hop.tls || address.kind !== 'tcp' || address.isIp) return swap;
  if (upstream && !isOneHost) return undefined;
  return jointFix(`speak TLS: \`${to}\``, [
    swap,
    setDirective(hop, hop.effective('ssl_server_name').directive, 'on', 'suggestion'),
    ...(upstream ? [setDirective(hop, hop.effective('ssl_name').directive, memberHosts[0]!, 'suggestion')] : []),
  ]);
}

const OTHER: ReadonlyMap<string, string> = new Map([
  ['http', 'https'],
  ['https', 'http'],
  ['grpc', 'grpcs'],
  ['grpcs', 'grpc'],
]);
