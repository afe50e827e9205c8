import { closeFirst, defineRule, keptLonger, keptPlaces, shorterThan, weightOf } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-keepalive-implicit',
  category: 'upstream',
  severity: 'info',
  confidence: 'medium',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: {
    status: 502,
    log: 'upstream prematurely closed connection while reading response header from upstream',
  },
  messages: {
    implicit:
      'nginx keeps idle connections to upstream `{group}` for 60s without being asked to, but `{app}` closes them after {idle}s: a POST now and then meets a closed one and is answered with 502',
  },

  *check(view) {
    if (view.version.before('1.29.7') !== 'no') return;
    for (const longer of keptLonger(view)) {
      const { upstream, timeout, app, idle } = longer;
      if (timeout.origin || upstream.scope.own('keepalive').length > 0) continue;
      yield {
        message: 'implicit',
        at: upstream.block,
        label: '32 connections of each location are kept, since nginx 1.29.7',
        data: { group: upstream.name, app: app.app, idle: idle.value, shorter: shorterThan(idle.value) },
        confidence: weightOf(app, idle).confidence,
        related: keptPlaces(longer),
        help: 'set `keepalive_timeout {shorter};` in the group, or `keepalive 0;` to have none kept (which nginx before 1.29.7 rejects)',
        fixes: [closeFirst(longer)],
      };
    }
  },
});
