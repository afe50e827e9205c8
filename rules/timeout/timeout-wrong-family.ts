import { defineRule, labelled, replace, standingIn } from '../../src/rule/index.ts';

export default defineRule({
  id: 'timeout-wrong-family',
  category: 'timeout',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    other: '`{name}` does nothing here: `{pass}` looks at `{counterpart}` instead',
    none: '`{name}` does nothing here: `{pass}` does not look at it',
  },

  *check({ hops, foreignSettings, isShared }) {
    for (const hop of hops()) {
      for (const { directive, counterpart, isDoubled } of foreignSettings(hop)) {
        const { name } = directive;
        if (isShared(directive)) continue; // the other places may need it
        const place = standingIn(directive, hop.scope);
        const isTimeout = name.endsWith('_timeout') && !name.endsWith('_next_upstream_timeout');
        const isRenamed = counterpart !== undefined && !isDoubled && place === directive;
        yield {
          message: counterpart === undefined ? 'none' : 'other',
          at: place,
          label: 'read by nobody',
          data: { name, pass: hop.pass.name, counterpart: counterpart ?? '' },
          // the right one is there: this is only left over
          severity: isDoubled ? 'info' : 'warning',
          related: [labelled(hop.pass, 'dialled here')],
          help: isDoubled || counterpart === undefined ? 'remove the line' : 'write `{counterpart}`',
          fixes: [isRenamed ? replace(directive.nameSpan, counterpart, isTimeout ? 'safe' : 'suggestion') : undefined],
          ...(name.endsWith('_read_timeout') &&
            !isDoubled && {
              prevents: {
                status: 504,
                log: 'upstream timed out (110: Connection timed out) while reading response header from upstream',
              },
            }),
        };
      }
    }
  },
});
