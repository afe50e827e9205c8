import { argumentNames, defineRule, isPhp, labelled, lostFrom, repeatLost, standingIn } from '../../src/rule/index.ts';

export default defineRule({
  id: 'fastcgi-param-inheritance',
  category: 'fastcgi',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    php: 'this `{directive}` replaces the whole outer list: PHP gets no {lost} and answers {outcome}',
    lost: 'this `{directive}` replaces the whole outer list: the app gets no {lost}',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      const list = hop.parameters;
      if (!list?.isKnown || !list.scope) continue;
      const lost = lostFrom(list);
      if (lost.length === 0) continue;
      const names = [...argumentNames(lost)];
      const own = argumentNames(list.entries);
      const isBlank = names.includes('REQUEST_METHOD');
      const isBroken = isPhp(hop) && (isBlank || (names.includes('SCRIPT_FILENAME') && !own.has('PATH_TRANSLATED')));
      yield {
        message: isBroken ? 'php' : 'lost',
        at: standingIn(list.entries[0]!, list.scope),
        label: 'from here on, the outer list does not hold',
        data: {
          directive: list.directive,
          lost: named(names),
          outcome: isBlank ? 'with an empty page' : '`File not found.` (404)',
        },
        severity: isBroken ? 'error' : names.some((name) => ESSENTIAL.has(name)) ? 'warning' : 'info',
        related: [
          labelled(standingIn(lost[0]!, list.droppedScope!), 'not inherited'),
          labelled(hop.pass, 'dialled without them'),
        ],
        help: 'repeat the outer lines beside this one',
        fixes: [repeatLost(hop)],
        ...(isBroken &&
          !isBlank && {
            prevents: {
              status: 404,
              log: 'FastCGI sent in stderr: "Primary script unknown" while reading response header from upstream',
            },
          }),
      };
    }
  },
});

/** What apps cannot do without: which script, which method, which path. */
const ESSENTIAL = new Set(['SCRIPT_FILENAME', 'REQUEST_METHOD', 'REQUEST_URI', 'PATH_INFO', 'SCRIPT_NAME']);

/** The essential names first; of many, three. */
function named(names: readonly string[]): string {
  const sorted = names.toSorted((a, b) => Number(ESSENTIAL.has(b)) - Number(ESSENTIAL.has(a)));
  const shown = sorted.slice(0, names.length > 4 ? 3 : 4).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  const last = more > 0 ? `${more} more` : shown.pop()!;
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}
