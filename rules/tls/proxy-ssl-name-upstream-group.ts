import { defineRule, labelled, setDirective } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-ssl-name-upstream-group',
  category: 'tls',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 502, log: 'SSL_do_handshake() failed … while SSL handshaking to upstream' },
  messages: {
    sni: 'TLS to upstream `{group}` asks for the name `{group}`, which is only the name of the group',
    address: '`{sni} on` sends no name to `{address}`: TLS has names for host names only',
    verify:
      'the certificates of upstream `{group}` are checked against the name `{group}`, which is only the name of the group',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      if (hop.tls !== true) continue;
      const { from, kind, value: group } = hop.tlsName;
      const sni = hop.effective('ssl_server_name');
      // said at this very level the name is meant to be sent, but to an address none ever is
      if (kind === 'address' && sni.origin && sni.is('on') === 'yes' && hop.scope.own(sni.directive).length > 0) {
        yield {
          message: 'address',
          at: hop.target,
          in: hop.pass,
          label: 'an address',
          data: { address: group, sni: sni.directive, nameDirective: sni.directive.replace(/_server_name$/, '_name') },
          severity: 'warning',
          related: [labelled(sni.origin, 'without effect')],
          help: 'add `{nameDirective} NAME;` with the name in the certificate of the app',
        };
      }
      if (from !== 'upstream group') continue;
      const verify = hop.effective('ssl_verify');
      const on = verify.when('on') ?? sni.when('on');
      if (!on) continue;

      const { memberHosts: hosts, isOneHost } = hop;
      if (hosts.length === 0 && group.includes('.')) continue; // a group of addresses named after the host they serve
      if (hosts.includes(group.toLowerCase())) continue;
      const isVerified = verify.when('on') !== undefined;
      const nameDirective = sni.directive.replace(/_server_name$/, '_name');
      yield {
        message: isVerified ? 'verify' : 'sni',
        at: hop.target,
        in: hop.pass,
        label: 'the name of a group',
        data: { group, nameDirective, host: hosts[0] ?? 'NAME' },
        given: [
          on,
          hop.effective('ssl_name').values.length > 0 ? hop.effective('ssl_name').when('$proxy_host') : undefined,
        ],
        // apps that are dialled by address and show one certificate to everybody do not look at the name
        ...(hosts.length === 0 && !isVerified && { severity: 'warning' as const }),
        related: [
          labelled((isVerified ? verify : sni).origin, isVerified ? 'checked because of this' : 'sent because of this'),
          ...hop.upstreams.map((upstream) => labelled(upstream.block, 'the group')),
        ],
        help: 'add `{nameDirective} {host};` with the name in the certificate of the app (`proxy_set_header Host` does not change it)',
        fixes: [isOneHost ? setDirective(hop, nameDirective, hosts[0]!, 'unsafe') : undefined],
        ...(isVerified && {
          prevents: {
            status: 502,
            log: 'upstream SSL certificate does not match "{group}" while SSL handshaking to upstream',
          },
        }),
      };
    }
  },
});
