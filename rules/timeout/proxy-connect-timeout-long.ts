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
  options: {
    longerThan: {
      type: 'time',
      // Linux gives up then: 6 repetitions, `net.ipv4.tcp_syn_retries`, in 1 + 2 + 4 + … + 64 seconds
      default: '130s',
      description: 'The longest connect timeout that is not told.',
    },
  },
  messages: {
    longerThanAllowed: '`{written}` is longer than {seconds} seconds: requests to an app that is away wait until then',
    long: '`{written}` is longer than a connection can take: the system gives up by itself, and requests to an app that is away wait until then',
  },

  *check({ hops }, { longerThan }) {
    for (const hop of hops()) {
      const { origin, milliseconds } = hop.effective('connect_timeout');
      if (!origin || milliseconds === undefined || milliseconds <= longerThan) continue;
      // a unix socket answers at once, also when nobody listens
      if (hop.peers.length > 0 && hop.peers.every(({ address }) => address.kind === 'unix')) continue;
      yield {
        message: milliseconds > SYSTEM_LIMIT ? 'long' : 'longerThanAllowed',
        at: origin,
        label: 'more than {seconds} seconds',
        data: {
          written: [origin.name, ...origin.args].join(' '),
          seconds: (milliseconds > SYSTEM_LIMIT ? SYSTEM_LIMIT : longerThan) / 1000,
        },
        related: [labelled(hop.pass, 'dialled with it')],
        help: 'a few seconds are enough to connect; how long the app may take to answer is the read timeout',
        fixes: [replace(origin.argSpan(0), '5s', 'suggestion')],
      };
    }
  },
});

/** After this Linux gives up. In milliseconds. */
const SYSTEM_LIMIT = 130_000;
