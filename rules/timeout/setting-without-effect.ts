import { defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'setting-without-effect',
  category: 'timeout',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    same: '`{written}` changes nothing: the same holds without it',
    off: '`{name}` changes nothing: `{switch}` is off',
  },

  *check({ effectlessSettings, isShared }) {
    for (const { directive, reason, hop, because } of effectlessSettings()) {
      if (isShared(directive)) continue; // elsewhere it may be needed
      yield {
        message: reason === 'same' ? 'same' : 'off',
        at: directive,
        label: reason === 'same' && !because.origin ? 'the default' : 'without effect',
        data: {
          written: [directive.name, ...directive.args].join(' '),
          name: directive.name,
          switch: because.directive,
        },
        related: [
          labelled(because.origin, reason === 'same' ? 'set here already' : 'switched off here'),
          labelled(hop.pass, 'dialled with it'),
        ],
        help:
          reason === 'same'
            ? 'remove the line, or write the value that was meant'
            : reason === 'cache'
              ? 'name a zone with `{switch}`, or remove the line'
              : 'add `{switch} on;`, or remove the line',
      };
    }
  },
});
