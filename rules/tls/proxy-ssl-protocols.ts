import { defineRule, labelled, replaceArguments, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-ssl-protocols',
  category: 'tls',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: {
    status: 502,
    log: 'SSL_do_handshake() failed … tlsv1 alert protocol version:SSL alert number 70 while SSL handshaking to upstream',
  },
  messages: {
    old: '`{directive}` allows {protocols} only, which apps no longer speak',
    new: '`{directive}` allows TLSv1.3 only: an app that speaks no more than TLSv1.2 refuses the connection',
  },

  *check({ hops }) {
    const settings = hops().flatMap((hop) => {
      const { origin, values, directive } = hop.effective('ssl_protocols');
      const protocols = values[0]?.value?.split(' ') ?? [];
      const isModern = protocols.some((p) => p === 'TLSv1.2' || p === 'TLSv1.3');
      const isOnly13 = protocols.every((p) => p === 'TLSv1.3');
      if (hop.tls !== true || !origin || protocols.length === 0 || (isModern && !isOnly13)) return [];
      return [{ hop, origin, directive, protocols }];
    });
    for (const [{ hop, origin, directive, protocols }] of together(
      settings,
      (s) => s.origin.file.path + s.origin.index,
    )) {
      const isOld = !protocols.includes('TLSv1.3');
      yield {
        message: isOld ? 'old' : 'new',
        at: origin,
        label: isOld ? 'too old' : 'nothing older',
        data: { directive, protocols: protocols.join(' and ') },
        related: [labelled(hop.pass, 'dialled with it')],
        help: 'write `{directive} TLSv1.2 TLSv1.3;`',
        ...(!isOld && { severity: 'info' as const }),
        fixes: [replaceArguments(origin, 'TLSv1.2 TLSv1.3', 'unsafe')],
      };
    }
  },
});
