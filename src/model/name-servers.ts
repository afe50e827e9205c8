/** Which name servers are asked while requests are served, and for which names? */

import type { Span } from '../text/index.ts';
import { type Directive, isOpenValue } from '../tree/index.ts';
import { isIpv4 } from './address.ts';
import type { Hop } from './hop.ts';
import { effectiveList, type ListSetting } from './inherit.ts';

/** One address of a `resolver` line. */
export interface NameServer {
  /** IPv6 without its brackets. */
  readonly host: string;
  readonly isIp: boolean;
  readonly port: number;
  readonly span: Span;
}

/** A `resolver` line that a hop needs. */
export interface AskedResolver {
  readonly hop: Hop;
  readonly directive: Directive;
  /** All of its addresses: nginx asks them in turn. */
  readonly servers: readonly NameServer[];
  /** A name that is looked up; a byte string. Undefined where only a request tells it. */
  readonly name: string | undefined;
}

/** The resolvers that the hops need: for names out of variables, and for `server … resolve`. */
export function askedResolvers(hops: readonly Hop[]): readonly AskedResolver[] {
  return hops.flatMap((hop) => {
    const asked: AskedResolver[] = [];
    const add = (list: ListSetting, name: string | undefined): void => {
      const [directive, ...others] = list.entries;
      const servers = directive && list.isKnown && others.length === 0 ? nameServers(directive) : undefined;
      if (directive && servers && servers.length > 0 && !asked.some((a) => a.directive === directive))
        asked.push({ hop, directive, servers, name });
    };
    for (const peer of hop.peers) {
      if (!peer.atRunTime || peer.address.kind !== 'tcp') continue;
      add(peer.upstream ? effectiveList(peer.upstream.scope, 'resolver') : hop.resolver, peer.address.host);
    }
    if (hop.openName !== undefined) add(hop.resolver, undefined);
    return asked;
  });
}

/** The addresses of a `resolver` line (ngx_resolver_create); undefined where one of them is not known. */
function nameServers(directive: Directive): readonly NameServer[] | undefined {
  const { args, file } = directive;
  const found: NameServer[] = [];
  for (const [i, arg] of args.entries()) {
    if (/^(?:valid|status_zone|ipv[46])=/.test(arg)) continue;
    const [, v6, name, port = '53'] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(arg) ?? [];
    const host = v6 ?? name;
    if (host === undefined || isOpenValue(arg, file.template)) return undefined;
    found.push({ host, isIp: v6 !== undefined || isIpv4(host), port: Number(port), span: directive.argSpan(i) });
  }
  return found;
}
