import { defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'stream-proxy',
  category: 'address',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    url: '`{written}` {is} `{value}`, but a stream dials an address with a port, without scheme and path',
    preread:
      '`{written}` is chosen by `{variable}`, which is always empty here: `ssl_preread` is off, so every connection is treated alike',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      if (hop.family !== 'stream' || hop.isLiteral) continue;
      const written = hop.pass.args[0] ?? '';
      const url = hop.destinations.find((d) => d.address.kind === 'none' && d.value !== '');
      if (url) {
        yield {
          message: 'url',
          at: hop.target,
          in: hop.pass,
          label: 'no address',
          data: { written, value: url.value, is: hop.isComplete && hop.destinations.length === 1 ? 'is' : 'can be' },
          related: url.origins.map((origin) => labelled(origin, 'the value comes from here')),
          help: 'write `host:port`, `unix:/path` or the name of an upstream group of the stream block',
          prevents: { log: 'invalid host in upstream "{value}"' },
        };
      }

      const used = hop.deciding.find(({ name }) => name.startsWith('ssl_preread_'));
      const off = used && hop.setting('ssl_preread').when('off');
      if (!off) continue;
      yield {
        message: 'preread',
        at: hop.target,
        in: hop.pass,
        label: 'always the value for an empty name',
        data: { written, variable: `$${used.name}` },
        given: [off],
        related: [used.origin === hop.pass ? undefined : labelled(used.origin, 'the variable is used here')],
        help: 'add `ssl_preread on;` to this server',
      };
    }
  },
});
