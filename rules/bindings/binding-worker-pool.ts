import { defineRule, labelled, starvedPools, weightOf } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-worker-pool',
  category: 'bindings',
  severity: 'warning',
  confidence: 'medium',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  prevents: {
    status: 504,
    log: 'upstream timed out (110: Connection timed out) while reading response header from upstream',
  },
  messages: {
    starved:
      'nginx keeps up to {total} idle connections to `{app}`, and each holds one of its {processes} processes: when all are held, a request on another connection waits until it is answered with 504',
  },

  *check(view) {
    for (const { app, processes, groups, total, workers } of starvedPools(view)) {
      const [{ given, count }] = groups;
      const lines = groups.map((group) => group.upstream.scope.own('keepalive')[0] ?? group.upstream.block);
      yield {
        message: 'starved',
        at: lines[0]!,
        label: workers > 1 ? '{count} for each of {workers} worker processes' : '{count} for each worker process',
        data: { total, app: app.app, processes: processes.value, count, workers },
        ...weightOf(app, processes),
        given,
        related: [
          labelled(processes.span, 'so many processes'),
          ...lines.slice(1).map((line) => labelled(line, 'more connections that are kept')),
          ...groups.flatMap(({ hops }) =>
            hops.map((hop) => labelled(hop.effective('keep_conn').origin, 'asks php-fpm to keep connections')),
          ),
        ],
        help: 'take `fastcgi_keep_conn` out, or keep fewer connections than the pool has processes',
      };
    }
  },
});
