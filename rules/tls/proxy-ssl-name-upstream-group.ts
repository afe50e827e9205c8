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
    verify:
      'the certificates of upstream `{group}` are checked against the name `{group}`, which is only the name of the group',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      if (hop.tls !== true || hop.tlsName.from !== 'upstream group') continue;
      const group = hop.tlsName.value;
      const sni = hop.effective('ssl_server_name');
      const verify = hop.effective('ssl_verify');
      const on = verify.when('on') ?? sni.when('on');
      if (!on) continue;

      const hosts = hop.memberHosts;
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
        fixes: [hosts.length === 1 ? setDirective(hop, nameDirective, hosts[0]!, 'safe') : undefined],
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
