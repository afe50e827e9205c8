import { defineRule, removeArguments } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-single-server-max-fails',
  category: 'retry',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: [],
  reads: 'model',
  fixable: true,
  messages: {
    ignored:
      '`{parameter}` does nothing: `{server}` is the only peer of upstream `{group}`, and nginx never takes the only one out of use',
  },

  *check({ upstreams, version }) {
    for (const { name, servers, isSingle, scope } of upstreams()) {
      const [server] = servers;
      // the API of NGINX Plus can add servers to a group in shared memory
      if (!isSingle || !server || (version.edition === 'plus' && scope.own('zone').length > 0)) continue;
      const ignored = server.directive.args.flatMap((arg, i) =>
        i > 0 && /^(?:max_fails=[1-9]|fail_timeout=)/.test(arg) ? [i] : [],
      );
      const [index] = ignored;
      if (index === undefined) continue;
      yield {
        message: 'ignored',
        at: server.directive.argSpan(index),
        in: server.directive,
        label: 'without effect',
        data: { group: name, server: server.directive.args[0] ?? '', parameter: server.directive.args[index] ?? '' },
        help: 'take it out, or add a second server',
        fixes: [removeArguments(server.directive, ignored, 'suggestion')],
      };
    }
  },
});
