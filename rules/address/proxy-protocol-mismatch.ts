import { defineRule, labelled, type SelfDial } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-protocol-mismatch',
  category: 'address',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    notSent: '`{address}` is a `listen` of this nginx with `proxy_protocol`, and `{pass}` cannot send that header',
    notSentByStream:
      '`{address}` is a `listen` of this nginx with `proxy_protocol`, and this server does not send that header',
    notExpected: 'the PROXY protocol header is sent to `{address}`, a `listen` of this nginx without `proxy_protocol`',
  },

  *check({ selfDials }) {
    for (const dial of selfDials()) {
      const { hop, peer, socket } = dial;
      const message = whatIsWrong(dial);
      if (!message) continue;
      const isExtra = message === 'notExpected';
      yield {
        message,
        at: peer.addressSpan ?? peer.span,
        in: peer.directive,
        label: 'dials nginx itself',
        data: { address: peer.addressText, pass: hop.pass.name },
        // a client of the stream, such as a load balancer, may have sent it
        ...(message === 'notSentByStream' && { severity: 'warning' as const }),
        ...(isExtra && socket.isShared && { confidence: 'medium' as const }),
        related: [
          peer.directive === hop.pass ? undefined : labelled(hop.pass, 'dialled from here'),
          labelled(hop.effective('protocol').origin, 'sent because of this'),
          labelled(socket.lineOf('proxy_protocol') ?? socket.lines[0]?.directive, 'nginx listens here'),
        ],
        help: HELP[message],
        prevents:
          message === 'notSent'
            ? { status: 502, log: 'upstream prematurely closed connection while reading response header from upstream' }
            : isExtra
              ? { status: 400 }
              : { log: 'broken header: "…" while reading PROXY protocol' },
      };
    }
  },
});

const HELP = {
  notSent: 'dial a `listen` without `proxy_protocol`, one of its own for nginx itself',
  notSentByStream: 'add `proxy_protocol on;` here, or take it off that `listen`',
  notExpected: 'add `proxy_protocol` to that `listen`, or take `proxy_protocol on;` away here',
};

function whatIsWrong({ hop, socket }: SelfDial): keyof typeof HELP | undefined {
  const expected = socket.has('proxy_protocol');
  if (hop.family !== 'stream') return expected === 'yes' ? 'notSent' : undefined;
  const sends = hop.effective('protocol');
  if (expected === 'yes') return sends.is('off') === 'yes' ? 'notSentByStream' : undefined;
  // a stream server without it passes the header on, perhaps to an app that wants it
  const isSent = sends.is('on') === 'yes' || sends.is('v2') === 'yes';
  return expected === 'no' && socket.family === 'http' && isSent ? 'notExpected' : undefined;
}
