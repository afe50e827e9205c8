import { defineRule, idleApps, keptBy, labelled, limitIdleTime } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-keepalive-timeout-mismatch',
  category: 'upstream',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: {
    status: 502,
    log: 'upstream prematurely closed connection while reading response header from upstream',
  },
  messages: {
    default:
      'idle connections to upstream `{group}` are kept for 60s, the default: with an app that closes them earlier a POST now and then meets a closed one and is answered with 502',
  },

  *check(view) {
    for (const { upstream, keepalive, hops } of view.keepaliveGroups()) {
      const timeout = upstream.setting('keepalive_timeout');
      if (timeout.origin || timeout.values.length === 0) continue;
      const kept = keptBy(view, upstream);
      if (kept.length === 0) continue;
      // an app whose time is known is compared by binding-keepalive-idle
      const { first, allKnown } = idleApps(view, upstream, hops, 60);
      if (first || allKnown) continue;
      yield {
        message: 'default',
        at: keepalive,
        label: 'kept for 60s',
        data: { group: upstream.name },
        given: kept[0]!.given,
        related: kept.map(({ hop }) => labelled(hop.pass, 'connections are kept here')),
        help: 'set `keepalive_timeout` in the group to less than the idle timeout of the app (node before 26: 5s, uvicorn: 5s, gunicorn: 2s)',
        fixes: [limitIdleTime(upstream, 'suggestion')],
      };
    }
  },
});
