import { defineRule, labelled, limitIdleTime } from '../../src/rule/index.ts';

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

  *check({ keepaliveGroups, keepsConnections }) {
    for (const { upstream, keepalive, hops } of keepaliveGroups()) {
      const timeout = upstream.setting('keepalive_timeout');
      if (timeout.origin || timeout.values.length === 0) continue;
      // php-fpm and memcached do not close idle connections
      const kept = hops.flatMap((hop) => {
        const given = hop.family === 'proxy' ? keepsConnections(hop, upstream) : undefined;
        return given ? [{ hop, given }] : [];
      });
      if (kept.length === 0) continue;
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
