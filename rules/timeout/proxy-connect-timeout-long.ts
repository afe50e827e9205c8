import { defineRule, labelled, replace } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-connect-timeout-long',
  category: 'timeout',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (110: Connection timed out) while connecting to upstream' },
  messages: {
    long: '`{written}` is longer than a connection can take: the system gives up by itself, and requests to an app that is away wait until then',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      const { origin, milliseconds } = hop.effective('connect_timeout');
      if (!origin || milliseconds === undefined || milliseconds <= LONGEST) continue;
      // a unix socket answers at once, also when nobody listens
      if (hop.peers.length > 0 && hop.peers.every(({ address }) => address.kind === 'unix')) continue;
      yield {
        message: 'long',
        at: origin,
        label: 'more than 130 seconds',
        data: { written: [origin.name, ...origin.args].join(' ') },
        related: [labelled(hop.pass, 'dialled with it')],
        help: 'a few seconds are enough to connect; how long the app may take to answer is the read timeout',
        fixes: [replace(origin.argSpan(0), '5s', 'suggestion')],
      };
    }
  },
});

/** After this Linux gives up: 6 repetitions, `net.ipv4.tcp_syn_retries`, in 1 + 2 + 4 + … + 64 seconds. In milliseconds. */
const LONGEST = 130_000;
