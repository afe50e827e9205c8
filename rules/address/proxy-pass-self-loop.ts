import { defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-pass-self-loop',
  category: 'address',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  prevents: { status: 502, log: 'worker_connections are not enough' },
  messages: {
    request:
      'requests for `{place}` come back to it: nginx itself listens on `{address}`, and they are answered there by the same server in the same way',
    connection: 'connections come back to this server: it is the one that listens on `{address}`',
  },

  *check({ selfDials }) {
    for (const { hop, peer, socket, comesBack } of selfDials()) {
      if (!comesBack) continue;
      const isStream = hop.family === 'stream';
      yield {
        message: isStream ? 'connection' : 'request',
        at: hop.target,
        in: hop.pass,
        label: 'dials nginx itself',
        data: { place: hop.label, address: peer.addressText },
        // the name decides which server answers, and another file may have one for it
        ...(socket.isShared && !isStream && { confidence: 'medium' as const }),
        related: [
          peer.directive === hop.pass ? undefined : labelled(peer.directive, 'through this group'),
          labelled(socket.lines[0]?.directive ?? socket.lines[0]?.server.block, 'nginx listens here'),
        ],
        help: 'dial the address of the app',
        ...(isStream && { prevents: { log: 'worker_connections are not enough' } }),
      };
    }
  },
});
