import { defineRule, formatAddress, labelled, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-duplicate-server',
  category: 'upstream',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    twice:
      '`{server}` is in upstream `{group}` {count} times: it gets a share of the requests for each line, and a second try may go to it again',
  },

  *check({ upstreams }) {
    for (const { name, servers } of upstreams()) {
      // a `backup` with the address of a server is a second try on purpose
      const comparable = servers.flatMap(({ address, directive, isDown, isBackup, parameters }) => {
        if (address.kind === 'none' || isDown) return [];
        const written = formatAddress(address);
        const service = parameters.find((p) => p.startsWith('service=')) ?? '';
        return [{ written, directive, key: `${written.toLowerCase()} ${isBackup} ${service}` }];
      });
      for (const [first, second, ...more] of together(comparable, (c) => c.key)) {
        if (!second) continue;
        yield {
          message: 'twice',
          at: second.directive,
          label: 'the same server again',
          data: { server: first.written, group: name, count: 2 + more.length },
          related: [first, ...more].map(({ directive }) => labelled(directive, 'here, too')),
          help: 'keep one of the lines; a server gets a larger share with `weight=2`',
        };
      }
    }
  },
});
