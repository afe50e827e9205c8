import {
  defineRule,
  type Fix,
  type Hop,
  jointFix,
  labelled,
  type Peer,
  replace,
  setDirective,
  type Verdict,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-pass-localhost',
  category: 'address',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 502, log: 'no live upstreams while connecting to upstream' },
  messages: {
    twoPeers:
      '`localhost` is two peers wherever the hosts file names it for IPv4 and for IPv6: after one timeout of the app, nginx answers every request with 502 for 10 seconds',
    oneOfMany:
      '`localhost` is two peers wherever the hosts file names it for IPv4 and for IPv6: the one that nobody listens on fails again and again',
    noRetry:
      '`localhost` is two peers wherever the hosts file names it for IPv4 and for IPv6, and `{retry}` forbids trying the second: requests that meet the one nobody listens on get a 502',
    oneDead:
      '`localhost` is two peers wherever the hosts file names it for IPv4 and for IPv6, and `{app}` listens on `{alive}` only, so that `{dead}` is dead: {harm}',
    bothListen:
      '`localhost` is two peers wherever the hosts file names it for IPv4 and for IPv6: `{app}` listens on both, and two timeouts take both out of use for 10 seconds, in which every request is a 502',
    stream:
      '`localhost` is two peers wherever the hosts file names it for IPv4 and for IPv6: after one failure of the app, nginx closes every connection for 10 seconds',
  },

  *check({ hops, ownSocket, verdictOf }) {
    for (const hop of hops()) {
      const next = hop.effective('next_upstream');
      const tries = hop.effective('next_upstream_tries');
      const retry = next.is('off') === 'yes' ? next : tries.is('1') === 'yes' ? tries : undefined;

      for (const peer of hop.peers) {
        const { address, hostSpan, directive, server, upstream, atRunTime } = peer;
        if (address.kind !== 'tcp' || address.host.toLowerCase() !== 'localhost') continue;
        if (atRunTime) continue; // a resolver is asked, the hosts file is not read
        // never marked as failed, and the other peer is tried at once
        if (!retry && server?.directive.args.some((arg) => arg === 'max_fails=0')) continue;

        const verdict = verdictOf(hop, peer);
        if (verdict?.kind === 'mismatch') continue; // nothing of the kind is there: said by the rule that knows the app

        // another server of this nginx: it is there, perhaps for both addresses, and no timeout takes it out of use
        const own = ownSocket(peer);
        if (own && ownSocket({ atRunTime, address: { ...address, host: '::1' } })) continue;

        const isAlone = !upstream || upstream.servers.filter((s) => !s.isDown).length === 1;
        const plain =
          hop.family === 'stream' ? 'stream' : retry ? 'noRetry' : isAlone && !own ? 'twoPeers' : 'oneOfMany';
        const family = verdict?.kind === 'ok' && !own ? verdict.loopback : undefined;
        if (family === 'both' && plain === 'oneOfMany') continue; // both answer
        const known = family === undefined || family === 'both' ? undefined : KNOWN[family];
        const message = known ? 'oneDead' : family === 'both' && plain === 'noRetry' ? 'bothListen' : plain;
        const listening = verdict?.kind === 'ok' ? verdict.answering?.[0] : undefined;
        yield {
          message,
          at: hostSpan,
          in: directive,
          label: 'two peers',
          data: {
            retry: retry?.origin ? `${retry.directive} ${retry.origin.args.join(' ')}` : '',
            app: listening?.app ?? '',
            ...known,
            harm: HARM[plain],
          },
          // an app on one family only is sure to leave a peer dead; among other servers that is only a nuisance
          severity: message === 'noRetry' || (known && plain !== 'oneOfMany') ? 'error' : own ? 'info' : 'warning',
          related: [
            labelled(retry?.origin, 'no second try'),
            family && listening ? { span: listening.span, label: `\`${listening.app}\` listens here` } : undefined,
          ],
          help: known ? 'dial `{alive}`' : 'dial `127.0.0.1` (or `[::1]`), the address the app listens on',
          fixes: [fixOf(hop, peer, verdict)],
          ...(plain === 'stream' && { prevents: { log: 'no live upstreams while connecting to upstream' } }),
          ...((plain === 'oneOfMany' || (known && plain === 'noRetry')) && {
            prevents: { log: 'connect() failed (111: Connection refused) while connecting to upstream' },
          }),
        };
      }
    }
  },
});

/** The address that answers, and the one that does not. */
const KNOWN = {
  IPv4: { alive: '127.0.0.1', dead: '[::1]' },
  IPv6: { alive: '[::1]', dead: '127.0.0.1' },
} as const;

const HARM = {
  twoPeers: 'after one timeout of the app, nginx answers every request with 502 for 10 seconds',
  oneOfMany: 'it fails again and again',
  noRetry: 'requests that meet it get a 502, because no second try is allowed',
  stream: 'after one failure of the app, nginx closes every connection for 10 seconds',
};

/**
 * Safe where an app is declared to listen on that address and nothing else changes. An address in the pass directive itself
 * is sent as `Host`, too, and is the name that TLS asks for: the latter is kept.
 */
function fixOf(hop: Hop, { hostSpan, upstream }: Peer, verdict: Verdict | undefined): Fix | undefined {
  const isV6 = verdict?.kind === 'ok' && verdict.loopback === 'IPv6';
  const isDeclared = isV6 || (verdict?.kind === 'ok' && verdict.onIpv4Loopback === true);
  const host = hop.headers?.get('Host');
  const isSent = !upstream && host !== undefined && !host.origin;
  const safety = !isDeclared ? 'suggestion' : isSent ? 'unsafe' : 'safe';
  const address = replace(hostSpan, isV6 ? '[::1]' : '127.0.0.1', safety);
  if (upstream || hop.tls !== true || hop.tlsName.from !== 'pass directive') return address;
  const name = hop.effective('ssl_name').directive;
  return jointFix(`${address.title}, and keep the name for TLS`, [
    address,
    setDirective(hop, name, 'localhost', safety),
  ]);
}
