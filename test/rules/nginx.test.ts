// What nginx itself says about the examples: all but the broken ones load, and a syntax finding quotes nginx word for word.
import { describe, expect, test } from 'vitest';
import { nginxVersion } from '../truth/harness/tools.ts';
import { isHere, knowsStream, nginxSays } from './ask-nginx.ts';
import { casesIn, proseOf } from './prose.ts';
import { type Case, fixturesOf, rules, run } from './support.ts';

test.runIf(process.env.CI === 'true')('CI has an nginx', () => expect(isHere).toBe(true));
if (!isHere)
  console.warn('NO NGINX HERE: what nginx says about the examples was NOT compared. Install it or set NGINX_BIN.');

/** Cases about which nginx and nginx-vet may differ. */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  'unknown-directive/version-unknown.conf': 'for some other version',
  'unknown-directive/known-modules.conf': 'modules that this nginx does not have',
  'upstream-reference/near-name.conf': 'the name, which is no group, becomes an address here',
  'upstream-reference/port-of-a-group.conf': 'the name with a port, which is no group, becomes an address here',
  'include-missing/elsewhere-on-the-machine.conf': 'what lies on the machine of that configuration is not known',
  'auth-request-upstream/healthy.conf': 'modules that this nginx does not have',
  'suppression-unknown-rule/lua.conf': 'modules that this nginx does not have',
  'suppression-unused/template.conf': 'a template: nginx never sees it like that',
  'resolver-unreachable/cluster-name-in-compose': 'the name of a name server that is not there in either place',
  'resolver-unreachable/in-a-pod': 'the name of a name server of the cluster',
  'resolver-unreachable/no-such-service': 'the name of a name server that is not there in either place',
  'resolver-unreachable/service-is-there': 'the name of a name server of the compose project',
  'include-missing/checkout-of-etc-nginx': "another machine's /etc/nginx",
};

/** The cases that this nginx can judge: whole configurations for its version. */
function judgeable(all: readonly Case[]): readonly Case[] {
  return all.filter(({ name, files, main, options }) => {
    const text = files[main] ?? '';
    const isForThis = options.version === undefined || `${nginxVersion}.`.startsWith(`${options.version}.`);
    // root may read everything
    const isReadable = !Object.keys(files).some((file) => file.endsWith('.unreadable'));
    const isKnown = knowsStream() || !/^stream\b/m.test(text);
    const isWhole = /\bevents\b/.test(text) && options.context === undefined;
    // what lies on the machine of that configuration is not known
    if (name.endsWith('/unreadable-include-keeps-silent.conf')) return false;
    return isWhole && isForThis && isReadable && isKnown && !(name in NOT_COMPARED);
  });
}

describe.skipIf(!isHere)(`nginx ${nginxVersion}`, () => {
  test('is asked', () => expect(isHere).toBe(true));
  if (!isHere) return; // the body runs even where its tests are skipped
  for (const rule of rules) {
    const prose = proseOf(rule);
    const isSyntax = rule.category === 'syntax';
    const good = judgeable([...casesIn(prose, 'Good'), ...(isSyntax ? [] : casesIn(prose, 'Bad'))]);
    test.each(good.map((c) => [c.name, c] as const))('loads %s', (_, example) => {
      expect(nginxSays(example)).toBeUndefined();
    });
    if (!isSyntax) {
      test.each(judgeable(fixturesOf(rule.id)).map((c) => [c.name, c] as const))('loads fixture %s', (_, fixture) => {
        const refused = run(fixture).findings.some((f) => f.nginx !== undefined);
        expect(nginxSays(fixture) !== undefined).toBe(refused);
      });
      continue;
    }
    // nginx follows a circle of includes until it crashes: nothing to compare
    if (rule.id === 'include-cycle') continue;
    const examples = judgeable([...casesIn(prose, 'Bad'), ...fixturesOf(rule.id)]);
    test.each(examples.map((c) => [c.name, c] as const))('says the same about %s', (_, example) => {
      const said = nginxSays(example);
      const quoted = run(example).findings.flatMap((f) => (f.nginx && f.severity === 'error' ? [f.nginx] : []));
      if (said === undefined) expect(quoted).toEqual([]);
      else if (said.file === undefined) expect(quoted.map((q) => q.message)).toContain(said.message);
      else expect(quoted).toContainEqual(said);
    });
  }
});
