import { defineRule, textOf } from '../../src/rule/index.ts';

export default defineRule({
  id: 'suppression-without-reason',
  category: 'suppression',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'findings',
  fixable: true,
  messages: {
    reason: 'this comment does not say why it holds back what nginx-vet finds',
    unmarked: 'the reason of this comment is not marked as one',
    rules: 'this comment holds back every rule: it does not say which ones it means',
  },

  *check({ suppressions }) {
    for (const comment of suppressions.comments) {
      const { span, word, kind, rules, reason, unmarked } = comment;
      if (kind === 'enable') continue;
      if (unmarked) {
        yield {
          message: 'unmarked',
          at: unmarked,
          help: 'write ` -- ` between the rules and the reason',
          fixes: [
            {
              title: 'write `--` before it',
              safety: 'safe',
              edits: [{ span: unmarked, text: `-- ${textOf(unmarked)}` }],
            },
          ],
        };
      } else if (reason === undefined) {
        const edits = [{ span, text: `${textOf(span).replace(/[ \t]--+$/, '')} -- why` }];
        yield {
          message: 'reason',
          at: span,
          help: 'write it at the end, after ` -- `',
          fixes: [{ title: 'make room for the reason', safety: 'suggestion', edits }],
        };
      }
      const held = suppressions.heldBy(comment).join(', ');
      if (rules.length > 0) continue;
      const edit = { span: word, text: `${textOf(word)} ${held}` };
      yield {
        message: 'rules',
        at: word,
        data: { held },
        help: held === '' ? 'name the rules that it is there for' : 'name the rules: `{held}`',
        fixes: [held === '' ? undefined : { title: `name \`${held}\``, safety: 'safe', edits: [edit] }],
      };
    }
  },
});
