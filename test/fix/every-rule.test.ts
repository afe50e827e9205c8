// Every fix of every rule, on the bad examples of its docs and on all fixtures: the finding is gone, nothing new comes, a second
// run changes nothing, and nginx still accepts what it accepted.
import { describe, expect, test } from 'vitest';
import { check, type Report } from '../../src/engine/index.ts';
import { type FixResult, fixAll } from '../../src/fix/index.ts';
import type { Finding, Rule, Safety } from '../../src/rule/index.ts';
import { originOf } from '../../src/text/index.ts';
import { isHere, nginxSays } from '../rules/ask-nginx.ts';
import { casesIn, proseOf } from '../rules/prose.ts';
import { type Case, fixtureFolders, fixturesOf, requestOf, rules } from '../rules/support.ts';
import { nginxVersion } from '../truth/harness/tools.ts';

if (!isHere) console.warn('NO NGINX HERE: fixed files were NOT shown to nginx. Install it or set NGINX_BIN.');
test.runIf(process.env.CI === 'true')('CI has an nginx', () => expect(isHere).toBe(true));

const examples = [
  ...rules.flatMap((rule) => casesIn(proseOf(rule), 'Bad')),
  ...fixtureFolders().flatMap((folder) => fixturesOf(folder)),
].map((example) => ({ example, findings: check(requestOf(example)).findings }));

/** The examples in which some finding has a fix of one of these kinds. */
const having = (...kinds: readonly Safety[]) =>
  examples
    .filter(({ findings }) => findings.some((finding) => has(finding, ...kinds)))
    .map(({ example }) => [example.name, example] as const);

function has({ fixes }: Finding, ...kinds: readonly Safety[]): boolean {
  return fixes.some((fix) => kinds.includes(fix.safety));
}

function fixed(example: Case, judges: readonly Rule[] = rules): { readonly result: FixResult; readonly after: Case } {
  const result = fixAll({ check: requestOf(example, judges), unsafe: true, rules: judges });
  const files = { ...example.files };
  for (const { target, after } of result.changed) files[target.shown] = Buffer.from(after, 'latin1').toString();
  return { result, after: { ...example, files } };
}

function notFixed({ after }: FixResult): readonly string[] {
  return [...(after.unfixable ?? [])].map(([{ rule, message }, why]) => `${rule}: ${message}: ${why}`);
}

function countByRule(findings: readonly Finding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { rule } of findings) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}

/** Is the installed nginx of the version that the example is about? */
function isForThis({ options: { version } }: Case): boolean {
  return version === undefined || `${nginxVersion}.`.startsWith(`${version}.`);
}

/** What was hidden by what has been fixed, so that only now it matters. */
const UNCOVERED: ReadonlyMap<string, readonly string[]> = new Map([
  // over HTTP/1.0 no connection is kept, whatever the map says
  ['websocket-map-defeats-keepalive', ['websocket-map-defeats-keepalive/http-1.0-is-another-matter.conf']],
]);

/** Fixes that are refused because of what they would uncover. */
const REFUSED: ReadonlySet<string> = new Set([
  'unknown-directive/unknown-block.conf', // once its name is right, what the block holds is judged, and is wrong
]);

describe.each(having('safe', 'unsafe'))('%s', (name, example) => {
  const { result, after } = fixed(example);

  test('nothing fixable is left, nothing new has come', () => {
    expect(notFixed(result).length > 0).toBe(REFUSED.has(name));
    if (!REFUSED.has(name)) {
      expect(result.after.findings.filter((finding) => has(finding, 'safe', 'unsafe'))).toEqual([]);
      expect(result.after.fixed?.length).toBeGreaterThan(0);
    }
    const before = countByRule(result.before.findings);
    for (const [rule, count] of Object.entries(countByRule(result.after.findings))) {
      if (UNCOVERED.get(rule)?.includes(example.name)) continue;
      expect({ rule, count }).toEqual({ rule, count: Math.min(count, before[rule] ?? 0) });
    }
  });

  test('a second run changes nothing', () => {
    const again = fixed(after).result;
    expect(again.changed).toEqual([]);
    expect(again.after.findings.map((f) => f.message)).toEqual(result.after.findings.map((f) => f.message));
  });

  const refuses = ({ findings }: Report) => findings.some((f) => f.nginx && f.severity === 'error');
  const isMended = refuses(result.before) && !refuses(result.after);
  // nginx refuses a fragment before and after: that would say nothing
  const isTelling = isHere && isForThis(example) && (isMended || nginxSays(example) === undefined);
  test.runIf(isTelling)('nginx accepts what it accepted, and what has no errors any more', () => {
    expect(nginxSays(after)).toBeUndefined();
  });
});

/** Rules whose suggestions are taken for fixes: what is proposed to people should stand the same test. */
const eager = rules.map(
  (rule): Rule => ({
    ...rule,
    *check(view, options) {
      for (const draft of rule.check(view, options)) {
        yield { ...draft, fixes: draft.fixes?.map((fix) => fix && { ...fix, safety: 'unsafe' }) ?? [] };
      }
    },
  }),
);

function isDeclaration(why: string): boolean {
  return why.endsWith('is no file of this configuration');
}

/** The files with the edits of a finding's first fix done byte by byte. */
function edited({ files }: Case, { fixes: [first] }: Finding): Case['files'] {
  const result: Record<string, string> = { ...files };
  const edits = (first?.edits ?? []).map(({ span, text }) => ({ span: originOf(span), text }));
  for (const { span, text } of edits.sort((a, b) => b.span.start - a.span.start)) {
    const path = Object.keys(files).find((file) => span.source.path.endsWith(file));
    if (path === undefined) throw new Error(`${span.source.path} is no file of the example`);
    const bytes = Buffer.from(result[path]!).toString('latin1');
    const changed = bytes.slice(0, span.start) + text + bytes.slice(span.end);
    result[path] = Buffer.from(changed, 'latin1').toString();
  }
  return result;
}

describe.each(having('suggestion'))('suggestions for %s', (_, example) => {
  const { result } = fixed(example, eager);

  test('mend what they are proposed for', () => {
    expect(notFixed(result).filter((line) => !isDeclaration(line))).toEqual([]);
    // nginx-vet writes no compose file, unit or pool: what is proposed for one is done here as a person would
    for (const [finding, why] of result.after.unfixable ?? []) {
      if (!isDeclaration(why)) continue;
      const { findings } = check(requestOf({ ...example, files: edited(example, finding) }));
      expect(findings.filter(({ key }) => key === finding.key).map(({ message }) => message)).toEqual([]);
    }
  });
});

test('every rule that says it has fixes shows one, and no other rule has any', () => {
  const showing = new Set(
    examples.flatMap(({ findings }) => findings.filter((f) => f.fixes.length > 0).map((f) => f.rule)),
  );
  expect(rules.filter(({ id }) => showing.has(id)).map(({ id }) => id)).toEqual(
    rules.filter(({ fixable }) => fixable).map(({ id }) => id),
  );
});
