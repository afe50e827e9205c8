import { defineRule, labelled, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-bind-address',
  category: 'address',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: {
    status: 500,
    log: 'bind({address}) failed (99: Cannot assign requested address) while connecting to upstream',
  },
  messages: {
    foreign:
      '{where} does not have the address `{address}` that nginx shall dial from: the system refuses it, and no app is dialled',
  },

  *check({ foreignAddress, hops }) {
    const bound = hops().flatMap((hop) => {
      const { origin } = hop.effective('bind');
      const address = hop.boundTo;
      return origin && address !== undefined ? [{ hop, origin, address }] : [];
    });
    for (const [{ hop, origin, address }, ...others] of together(bound, (one) => one.origin)) {
      const found = foreignAddress(address, origin);
      if (!found) continue;
      yield {
        message: 'foreign',
        at: origin.argSpan(0),
        in: origin,
        label: 'not one of its addresses',
        data: { address, where: found.where, own: found.own.slice(0, 3).join(', ') },
        related: [
          ...found.evidence,
          ...[hop, ...others.map((other) => other.hop)]
            .slice(0, 2)
            .map(({ pass }) => labelled(pass, 'dialled from it')),
        ],
        help:
          found.own.length > 0
            ? 'dial from an address that is there ({own}), or leave the line out'
            : 'leave the line out',
        ...(hop.family === 'stream' && {
          prevents: {
            log: 'bind({address}) failed (99: Cannot assign requested address) while connecting to upstream',
          },
        }),
      };
    }
  },
});
