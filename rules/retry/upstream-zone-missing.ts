import { defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-zone-missing',
  category: 'retry',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: [],
  reads: 'model',
  messages: {
    failures:
      'each worker of `worker_processes {workers}` counts the failures of upstream `{group}` for itself: a server that one has taken out of use is still dialled by the others',
    connections:
      '`{limit}` holds for each worker of `worker_processes {workers}` by itself: together they open as many connections to the server as there are workers times that',
  },

  *check({ upstreams, hopsOf, directives }) {
    const line = directives('worker_processes')[0];
    const workers = line?.args[0];
    if (workers === undefined || (workers !== 'auto' && !(Number(workers) > 1))) return;
    for (const upstream of upstreams()) {
      const { name, scope, servers, isComplete, isSingle } = upstream;
      if (!isComplete || scope.own('zone').length > 0 || hopsOf(upstream).length === 0) continue;
      const limited = servers.find((s) => s.parameters.some((p) => /^max_conns=[1-9]/.test(p)));
      const limit = limited?.parameters.find((p) => p.startsWith('max_conns='));
      const counts = servers.length > 1 && !isSingle && servers.some((s) => s.maxFails !== 0 && !s.isDown);
      if (!limit && !counts) continue;
      yield {
        message: limit ? 'connections' : 'failures',
        at: limited?.directive ?? upstream.block,
        label: 'counted by each worker alone',
        data: { group: name, workers, limit: limit ?? '' },
        related: [labelled(line, 'the workers')],
        help: 'add `zone {group} 64k;` to the group: its counters then lie in memory that all workers share',
      };
    }
  },
});
