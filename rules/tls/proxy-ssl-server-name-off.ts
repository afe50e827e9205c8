import { defineRule, isPrivateName, labelled, setDirective } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-ssl-server-name-off',
  category: 'tls',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: {
    status: 502,
    log: 'SSL_do_handshake() failed … alert handshake failure … while SSL handshaking to upstream',
  },
  messages: {
    off: 'TLS to `{name}` begins without its name (SNI): `{directive}` is off here',
    group: 'TLS to the servers of upstream `{group}` begins without a name (SNI): `{directive}` is off here',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      if (hop.tls !== true) continue;
      const name = hop.tlsName;
      if (name.kind !== 'hostname') continue; // nginx sends no SNI for addresses
      const sni = hop.effective('ssl_server_name');
      const off = sni.when('off');
      if (!off) continue;

      const isGroup = name.from === 'upstream group';
      const hosts = isGroup ? hop.memberHosts : [name.value];
      if (hosts.length === 0) continue; // a group of addresses only: no name that the app could expect
      const nameDirective = sni.directive.replace(/_server_name$/, '_name');
      yield {
        message: isGroup ? 'group' : 'off',
        at: hop.target,
        in: hop.pass,
        label: 'TLS to a name',
        data: { name: name.value, group: name.value, directive: sni.directive, nameDirective, host: hosts[0]! },
        given: [off],
        // an app of one's own network mostly has one certificate, whatever name it is asked for
        ...(hosts.every(isPrivateName) && { severity: 'info' as const }),
        related: [labelled(sni.origin, 'switched off here')],
        help: isGroup
          ? 'add `{directive} on;` and `{nameDirective} {host};`: without the second, the name of the group would be sent'
          : 'add `{directive} on;`',
        fixes: [
          isGroup ? undefined : setDirective(hop, sni.directive, 'on', isQualified(name.value) ? 'safe' : 'unsafe'),
        ],
      };
    }
  },
});

/** With a dot a name can only be meant as one: no single word is in a public certificate. */
function isQualified(name: string): boolean {
  return name.replace(/\.$/, '').includes('.');
}
