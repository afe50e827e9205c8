import { addToList, argumentNames, defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'fastcgi-split-path-info',
  category: 'fastcgi',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: [],
  reads: 'model',
  fixable: true,
  messages: {
    unused:
      'the path behind the script is cut off here, and no `fastcgi_param` in effect passes it on: the app gets no `PATH_INFO`',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      const { origin } = hop.effective('split_path_info');
      const list = hop.parameters;
      if (!origin || !list?.isKnown || list.entries.length === 0) continue;
      if (argumentNames(list.entries).has('PATH_INFO')) continue;
      if (list.entries.some((entry) => /\$\{?fastcgi_path_info\b/i.test(entry.args[1] ?? ''))) continue;
      yield {
        message: 'unused',
        at: origin,
        label: 'its second group goes nowhere',
        related: [labelled(hop.pass, 'dialled without `PATH_INFO`')],
        help: 'add `fastcgi_param PATH_INFO $fastcgi_path_info;`, or remove this line if no address goes on behind the script',
        fixes: [addToList(hop, ['PATH_INFO $fastcgi_path_info'], 'suggestion')],
      };
    }
  },
});
