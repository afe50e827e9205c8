/** How is it told that something of a directory was not looked at? Nothing passes in silence because it could not be read. */
import { errnoText } from '../fs/index.ts';
import type { Finding, Rule } from '../rule/index.ts';
import { SourceText, type Span } from '../text/index.ts';
import type { NotSearched } from './search.ts';

/** The rule whose findings these are; where it is not chosen, nobody wants to hear of them. */
const RULE = 'unreadable-file';

/** One finding for each thing; `show` gives the path that people are shown. */
export function tellNotSearched(
  all: readonly NotSearched[],
  rules: readonly Rule[],
  show: (absolute: string) => string,
): readonly Finding[] {
  return all.flatMap((item) => {
    const shown = show(item.path);
    return unreadableFinding(rules, {
      span: SourceText.fromString(shown, '').span(0, 0),
      // only a file that a configuration includes is surely missed by nginx, too
      severity: item.kind === 'directory' || item.kind === 'deep' ? 'info' : 'warning',
      ...wordsFor(item, shown),
    });
  });
}

function wordsFor({ kind, code }: NotSearched, shown: string): { readonly message: string; readonly help: string } {
  switch (kind) {
    case 'rest':
      return {
        message: `there are too many files to look through: from \`${shown}\` on, nothing was searched`,
        help: 'name the directories that hold nginx configuration',
      };
    case 'deep':
      return {
        message: `the directory \`${shown}\` lies too deep: nothing in it was searched`,
        help: 'name it if it holds nginx configuration, or leave it out with `ignore` in the settings',
      };
    case 'large':
      return {
        message: `the file \`${shown}\` is very large: it was not looked at`,
        help: 'name it if it is nginx configuration, or leave it out with `ignore` in the settings',
      };
    default:
      return {
        message: `the ${kind} \`${shown}\` was not looked at${code === undefined ? '' : `: ${errnoText(code).toLowerCase()}`}`,
        help: 'run nginx-vet as a user who may read it, or leave it out with `ignore` in the settings',
      };
  }
}

/** What could not be read of `span`'s file, as the one finding of the rule for it. */
export function unreadableFinding(
  rules: readonly Rule[],
  { span, ...said }: Pick<Finding, 'severity' | 'message'> & { readonly span: Span; readonly help: string },
): readonly Finding[] {
  const rule = rules.find(({ id }) => id === RULE);
  if (!rule) return [];
  const { path } = span.source;
  return [
    {
      key: `${RULE}\n${path}\n${span.start}\n${said.message}`,
      rule: RULE,
      category: rule.category,
      confidence: 'high',
      root: path,
      ...said,
      primary: { span, label: '' },
      related: [],
      scope: [],
      directive: '',
      occurrences: 1,
      fixes: [],
    },
  ];
}
