import { defineRule, removeComment, removeRule, replace, textOf } from '../../src/rule/index.ts';

export default defineRule({
  id: 'suppression-unknown-rule',
  category: 'suppression',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'findings',
  fixable: true,
  messages: {
    unknown: 'there is no rule `{id}`: this comment holds back nothing for it',
    misspelt: 'this comment does nothing: `{word}` is no word of nginx-vet',
  },

  *check({ suppressions: { unknown, misspelt } }) {
    for (const { comment, rule, meant } of unknown) {
      const edit = comment.rules.length > 1 ? removeRule(comment, rule) : removeComment(comment);
      const removal = { title: `remove \`${rule.id}\``, safety: 'safe', edits: [edit] } as const;
      yield {
        message: 'unknown',
        at: rule.span,
        label: 'no rule',
        data: { id: rule.id, meant: meant ?? '' },
        help: meant === undefined ? 'remove it; `nginx-vet rules` lists all rules' : 'did you mean `{meant}`?',
        fixes: [meant === undefined ? removal : replace(rule.span, meant, 'safe')],
      };
    }
    for (const { word, meant } of misspelt) {
      yield {
        message: 'misspelt',
        at: word,
        data: { word: textOf(word), meant },
        help: 'did you mean `nginx-vet-{meant}`?',
        fixes: [replace(word, `nginx-vet-${meant}`, 'safe')],
      };
    }
  },
});
