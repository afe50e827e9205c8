import { defineRule, removeComment, removeRule } from '../../src/rule/index.ts';

export default defineRule({
  id: 'suppression-unused',
  category: 'suppression',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'findings',
  fixable: true,
  messages: {
    comment: 'this comment holds back nothing: {names} here',
    rule: 'this comment holds back nothing of `{id}`',
    enable: 'this `enable` ends nothing: {names} disabled here',
  },

  *check({ suppressions }) {
    for (const { comment, rules, isAll, confidence } of suppressions.idle) {
      const isEnable = comment.kind === 'enable';
      const help = isEnable ? 'remove it' : 'remove it: what it held back is mended, or was never there';
      if (!isAll) {
        for (const rule of rules) {
          const fix = { title: `remove \`${rule.id}\``, safety: 'safe', edits: [removeRule(comment, rule)] } as const;
          yield { message: 'rule', at: rule.span, data: { id: rule.id }, help, confidence, fixes: [fix] };
        }
        continue;
      }
      const ids = rules.map(({ id }) => `\`${id}\``).join(' and ');
      const many = rules.length > 1;
      const said = isEnable ? (many ? 'are not' : 'is not') : many ? 'find nothing' : 'finds nothing';
      const names = rules.length > 0 ? `${ids} ${said}` : isEnable ? 'nothing is' : 'no rule finds anything';
      yield {
        message: isEnable ? 'enable' : 'comment',
        at: comment.span,
        data: { names },
        help,
        confidence,
        fixes: [{ title: 'remove the comment', safety: 'safe', edits: [removeComment(comment)] }],
      };
    }
  },
});
