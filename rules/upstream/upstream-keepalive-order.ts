import { defineRule, labelled, moveAfter } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-keepalive-order',
  category: 'upstream',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    lost: '`keepalive {count}` of upstream `{group}` is lost: the method `{method}` that comes after it takes its place',
  },

  *check({ keepaliveGroups, version }) {
    if (version.before('1.29.7') === 'no') return;
    for (const { upstream, keepalive, count } of keepaliveGroups()) {
      const method = upstream.methodAfterKeepalive;
      if (!method) continue;
      yield {
        message: 'lost',
        at: keepalive,
        label: 'no connection is kept',
        data: { count, group: upstream.name, method: method.name },
        given: [
          version.before('1.29.7') === 'yes'
            ? undefined
            : { directive: 'keepalive', versions: 'before 1.29.7', unseenOuter: 0 as const },
        ],
        related: [labelled(method, 'takes the place of `keepalive`')],
        help: 'write `keepalive` after `{method}`',
        fixes: [moveAfter(keepalive, method, 'safe')],
      };
    }
  },
});
