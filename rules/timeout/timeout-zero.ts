import { defineRule, type Hop, labelled, replace } from '../../src/rule/index.ts';

export default defineRule({
  id: 'timeout-zero',
  category: 'timeout',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    read: '`{written}` is no time at all, not an unlimited one: every answer that is not there yet is a 504',
    connect: '`{written}` is no time at all, not an unlimited one: every connection that is not made at once is a 504',
    send: '`{written}` is no time at all, not an unlimited one: every request that cannot be sent in one go is a 504',
    stream: '`{written}` is no time at all, not an unlimited one: connections are closed at once',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      for (const [name, message] of hop.family === 'stream' ? STREAM : HTTP) {
        const setting = hop.effective(name);
        const { origin, milliseconds } = setting;
        if (!origin || milliseconds !== 0) continue;
        if (name === 'connect_timeout' && isOnlySockets(hop)) continue; // connect() to a socket file does not wait
        const log =
          name === 'timeout'
            ? 'connection timed out (110: Connection timed out) while proxying connection'
            : `upstream timed out (110: Connection timed out) while ${ACTION[name]}`;
        yield {
          message,
          at: origin,
          label: 'at once',
          data: { written: `${origin.name} ${origin.args[0]}` },
          severity: message === 'send' ? 'warning' : 'error',
          related: [labelled(hop.pass, 'dialled with it')],
          help: 'write the longest time that may pass; for one without an end there is no value, so take a long one',
          fixes: [replace(origin.argSpan(0), name === 'connect_timeout' ? '60s' : '1h', 'suggestion')],
          prevents: hop.family === 'stream' ? { log } : { status: 504, log },
        };
      }
    }
  },
});

const HTTP = [
  ['connect_timeout', 'connect'],
  ['send_timeout', 'send'],
  ['read_timeout', 'read'],
] as const;
const STREAM = [
  ['connect_timeout', 'stream'],
  ['timeout', 'stream'],
] as const;
const ACTION = {
  connect_timeout: 'connecting to upstream',
  send_timeout: 'sending request to upstream',
  read_timeout: 'reading response header from upstream',
};

function isOnlySockets({ isComplete, peers }: Hop): boolean {
  return isComplete && peers.length > 0 && peers.every((peer) => peer.address.kind === 'unix');
}
