import { defineRule, labelled, SEVERITY } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-host-unresolvable',
  category: 'dns',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: { log: 'host not found in upstream "{host}"' },
  messages: {
    service:
      'no service that `{client}` reaches is called `{host}`: nginx looks the name up when it starts, and does not start without it',
    serviceLater: 'no service that `{client}` reaches is called `{host}`: the lookup fails for each request',
    cluster:
      '`{host}` is a name of a Kubernetes cluster, and nginx runs {where}: it does not start without the address',
    clusterLater:
      '`{host}` is a name of a Kubernetes cluster, and nginx runs {where}: the lookup fails for each request',
  },

  *check({ hops, missing }) {
    for (const hop of hops()) {
      for (const peer of hop.peers) {
        const found = missing(hop, peer);
        if (!found || peer.address.kind !== 'tcp') continue;
        const kind = found.kind === 'cluster' ? 'cluster' : 'service';
        yield {
          message: peer.atRunTime ? (`${kind}Later` as const) : kind,
          at: peer.hostSpan,
          in: peer.directive,
          label: 'leads nowhere',
          data: { host: peer.address.host, where: found.where, client: found.client ?? '' },
          related: [
            ...found.evidence,
            peer.directive === hop.pass ? undefined : labelled(hop.pass, 'through this group'),
          ],
          help: HELP[kind],
          severity: SEVERITY[found.confidence],
          confidence: found.confidence,
          ...(peer.atRunTime && {
            prevents: {
              ...(hop.family !== 'stream' && { status: 502 }),
              log: '{host} could not be resolved (3: Host not found)',
            },
          }),
        };
      }
    }
  },
});

const HELP = {
  service: 'dial the name of a service, give one this name as an alias, or write the name into `extra_hosts`',
  cluster: 'dial an address that is reachable from there, or run nginx in the cluster',
};
