import { defineRule, labelled, SEVERITY, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'resolver-unreachable',
  category: 'dns',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: { status: 502, log: 'send() failed (111: Connection refused) while resolving, resolver: {address}' },
  messages: {
    docker:
      'nobody answers on `{host}` {where}: that is the name server that Docker puts into containers of networks of their own',
    stub: 'nobody answers on `{host}` {where}: systemd-resolved listens there on the host only',
    loopback: 'nobody answers on `{host}` {where}: nothing but nginx runs there',
    observed: 'nobody listens on `{address}` {where}, going by the snapshot of its sockets',
    cluster:
      '`{host}` is a name of a Kubernetes cluster, and nginx runs {where}: it does not start without the address',
    service:
      'no service that `{client}` reaches is called `{host}`: nginx looks the name up when it starts, and does not start without it',
  },

  *check({ askedResolvers, missingNameServer }) {
    for (const [line, ...others] of together(askedResolvers(), ({ directive }) => directive)) {
      const dead = line.servers.map((server) => ({ server, found: missingNameServer(line, server) }));
      // a name that cannot be looked up stops nginx; of dead addresses, one that answers is enough
      const [first] = dead.filter(({ server, found }) => found && !server.isIp);
      const { server, found } = first ?? (dead.every((one) => one.found) ? dead[0]! : {});
      if (!server || !found) continue;
      const isAtStart = found.kind === 'cluster' || found.kind === 'service';
      const address = `${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`;
      yield {
        message: found.kind,
        at: server.span,
        in: line.directive,
        label: isAtStart ? 'leads nowhere' : 'nobody answers',
        data: { host: server.host, address, where: found.where, client: found.client ?? '' },
        related: [
          ...found.evidence,
          ...[line, ...others]
            .slice(0, 2)
            .map(({ hop, name }) =>
              labelled(hop.pass, name === undefined ? 'looks names up' : 'looks `{name}` up'.replace('{name}', name)),
            ),
        ],
        help: HELP[found.kind],
        severity: SEVERITY[found.confidence],
        confidence: found.confidence,
        ...(isAtStart && { prevents: { log: 'host not found in resolver "{host}"' } }),
      };
    }
  },
});

const HOST = 'ask the `nameserver` of /etc/resolv.conf';
const CONTAINER = 'ask the `nameserver` of the /etc/resolv.conf of the container: 127.0.0.11 in a network of Docker';
const HELP = {
  docker: HOST,
  stub: CONTAINER,
  loopback: CONTAINER,
  observed: HOST,
  cluster: 'give the address of a name server',
  service: 'give the address of a name server',
};
