import {
  addToList,
  addToOwner,
  defineRule,
  type Fix,
  type Hop,
  jointFix,
  labelled,
  setDirective,
  together,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-websocket-headers',
  category: 'header',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    noConnection: '`Upgrade` is sent to the app without `Connection: upgrade`: no WebSocket begins like that',
    noUpgrade: '`Connection: upgrade` is sent to the app without `Upgrade`: no WebSocket begins like that',
    http10: 'the headers of a WebSocket are sent to the app with HTTP/1.0, where no WebSocket can begin',
    neither:
      '`{place}` looks like that of a WebSocket, but neither `Upgrade` nor `Connection: upgrade` is sent to the app',
    idle: 'a WebSocket that is silent for 60 seconds is closed: that is the default of `proxy_read_timeout`',
  },

  *check({ hops }) {
    const affected = hops().flatMap((hop) => {
      const { handshake } = hop;
      const version = hop.effective('http_version');
      if (!handshake || version.is('2') === 'yes') return [];
      const message = whatIsWrong(hop, version.when('1.0') !== undefined);
      return message ? [{ hop, message, line: handshake.upgrade ?? handshake.connection }] : [];
    });
    // one line can be taken over by many locations
    const key = ({ hop, message, line }: (typeof affected)[number]) => {
      const { source, start } = (message === 'idle' ? undefined : line)?.span ?? hop.target;
      return `${message} ${source.path}:${start}`;
    };
    for (const [{ hop, message, line }] of together(affected, key)) {
      const version = hop.effective('http_version');
      yield {
        message,
        at: message === 'idle' ? hop.pass : (line ?? hop.pass),
        label: LABELS[message],
        data: { place: hop.label },
        given: [
          message === 'http10' ? version.when('1.0') : undefined,
          message === 'idle' ? hop.effective('read_timeout').when('60s') : undefined,
          message === 'neither' ? hop.headers?.get('Upgrade').when(() => true) : undefined,
        ],
        related: [
          labelled(message === 'http10' ? version.origin : undefined, 'HTTP/1.0 is chosen here'),
          labelled(message === 'noConnection' ? hop.headers?.get('Connection').origin : undefined, 'sent instead'),
          labelled(hop.pass, 'dialled here'),
        ],
        help: HELP[message],
        ...((message === 'neither' || message === 'idle') && { severity: 'info' as const }),
        ...(message === 'idle'
          ? { prevents: { log: 'upstream timed out (110: Connection timed out) while proxying upgraded connection' } }
          : message !== 'neither' && { prevents: { status: message === 'http10' ? 400 : 426 } }),
        fixes: [fixOf(hop, message, version.when('1.0') !== undefined)],
      };
    }
  },
});

const LABELS = {
  noConnection: 'half of it',
  noUpgrade: 'half of it',
  http10: 'needs HTTP/1.1',
  neither: 'without the headers',
  idle: 'closed after 60 seconds of silence',
};
const HELP = {
  noConnection: 'add `proxy_set_header Connection "upgrade";` beside it',
  noUpgrade: 'add `proxy_set_header Upgrade $http_upgrade;` beside it',
  http10: 'add `proxy_http_version 1.1;`',
  neither: 'add `proxy_set_header Upgrade $http_upgrade;` and `proxy_set_header Connection "upgrade";`',
  idle: 'let one side send pings, or add `proxy_read_timeout 1h;`',
};

function whatIsWrong(hop: Hop, canBeHttp10: boolean): keyof typeof LABELS | undefined {
  const { upgrade, connection } = hop.handshake!;
  if (upgrade && !connection) return 'noConnection';
  if (connection && !upgrade) return 'noUpgrade';
  if (!upgrade) return hop.looksLikeWebSocket ? 'neither' : undefined;
  if (canBeHttp10) return 'http10';
  return hop.looksLikeWebSocket && hop.effective('read_timeout').when('60s') ? 'idle' : undefined;
}

function fixOf(hop: Hop, message: keyof typeof LABELS, canBeHttp10: boolean): Fix | undefined {
  const version = canBeHttp10 ? [setDirective(hop, 'proxy_http_version', '1.1', 'unsafe')] : [];
  const upgrade = 'Upgrade $http_upgrade';
  const connection = 'Connection "upgrade"';
  switch (message) {
    case 'noConnection':
      return jointFix('send both headers', [addToOwner(hop, [connection], 'unsafe'), ...version]);
    case 'noUpgrade':
      return jointFix('send both headers', [addToOwner(hop, [upgrade], 'unsafe'), ...version]);
    case 'neither':
      return jointFix('pass WebSockets on', [
        addToList(hop, [upgrade, connection], 'unsafe'),
        ...version,
        ...(hop.effective('read_timeout').when('60s') ? [setDirective(hop, 'proxy_read_timeout', '1h', 'unsafe')] : []),
      ]);
    case 'http10':
      return version[0];
    case 'idle':
      return setDirective(hop, 'proxy_read_timeout', '1h', 'suggestion');
  }
}
