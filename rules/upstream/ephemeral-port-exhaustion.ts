import {
  defineRule,
  type Hop,
  LOCAL_PORTS,
  labelled,
  onlyRemotePeer,
  placesOf,
  together,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'ephemeral-port-exhaustion',
  category: 'upstream',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: [],
  reads: 'model',
  prevents: {
    status: 502,
    log: 'connect() to … failed (99: Cannot assign requested address) while connecting to upstream',
  },
  options: {
    localPorts: {
      type: 'integer',
      default: LOCAL_PORTS,
      minimum: 1,
      maximum: 65535,
      description:
        'How many local ports the system has for connections to one address (`net.ipv4.ip_local_port_range`).',
    },
  },
  messages: {
    ports:
      'nginx may have {connections} connections, but not so many to `{server}`: each request of {places} opens one, and Linux has {ports} local ports for one address',
  },

  *check({ hops, keepsConnections, directives }, { localPorts }) {
    const [processes, perWorker] = [directives('worker_processes')[0], directives('worker_connections')[0]];
    // `auto` is at least one
    const connections = Number(perWorker?.args[0]) * Math.max(1, Number(processes?.args[0]) || 1);
    if (!perWorker || !(connections > localPorts)) return;
    const affected = hops().flatMap((hop) => {
      const peer = onlyRemotePeer(hop);
      const isKept = peer?.upstream && keepsConnections(hop, peer.upstream) !== undefined;
      return peer && !isKept ? [{ hop, peer }] : [];
    });
    for (const same of together(affected, ({ peer: { span } }) => `${span.source.path} ${span.start}`)) {
      const [{ peer }] = same;
      const hops = same.map((a) => a.hop) as [Hop, ...Hop[]];
      yield {
        message: 'ports',
        at: peer.hostSpan,
        in: peer.directive,
        label: 'one address, a connection for each request',
        data: {
          connections,
          ports: localPorts,
          server: peer.directive.args[0] ?? '',
          places: placesOf(hops),
        },
        related: [
          labelled(perWorker, 'so many for each worker'),
          ...hops.map((hop) => labelled(hop.pass, 'dialled here')),
        ],
        help: 'keep connections: a group with `keepalive`, and HTTP/1.1 without `Connection: close`',
      };
    }
  },
});
