import { closeFirst, defineRule, keptLonger, keptPlaces, shorterThan, weightOf } from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-keepalive-idle',
  category: 'bindings',
  severity: 'warning',
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
    longer:
      'idle connections to upstream `{group}` are kept for {kept}, but `{app}` closes them after {idle}s: a POST now and then meets a closed one and is answered with 502',
  },

  *check(view) {
    for (const longer of keptLonger(view)) {
      const { upstream, timeout, kept, app, idle } = longer;
      const asked = timeout.origin ?? upstream.scope.own('keepalive')[0];
      if (!asked) continue; // nobody asked for connections to be kept: upstream-keepalive-implicit
      yield {
        message: 'longer',
        at: asked,
        label: 'kept for longer than the app allows',
        data: {
          group: upstream.name,
          kept: timeout.origin?.args[0] ?? '60s, the default',
          app: app.app,
          idle: idle.value,
          shorter: shorterThan(idle.value),
        },
        ...weightOf(app, idle),
        given: kept[0]!.given,
        related: keptPlaces(longer),
        help: 'set `keepalive_timeout {shorter};` in the group, or let `{app}` keep idle connections for longer than nginx does',
        fixes: [closeFirst(longer)],
      };
    }
  },
});
