// What nginx-vet says about a rendered project: the bridge between what nginx did and what the rules claim.
import { expect } from 'vitest';
import { type CaseName, cases } from './cases.ts';
import { nginxIsAtLeast } from './harness/tools.ts';

/**
 * TODO(lead): set to true together with the body of vetRendered below; nothing else has to change. Until then the suite
 * proves how nginx behaves and asserts nothing about nginx-vet.
 */
const VET_RENDERED_IS_FILLED_IN: boolean = false;

/** The ids of all rules nginx-vet reports on the project in that directory, told the version of the nginx that served it. */
async function vetRendered(dir: string): Promise<string[]> {
  throw new Error(`vetRendered is not filled in: nothing looked at ${dir}`);
}

/** Every expected rule on a bad variant, none of them on a good one; other variants are observations about nginx alone. */
export async function expectVerdict(name: CaseName, variant: string, dir: string): Promise<void> {
  if (!VET_RENDERED_IS_FILLED_IN) return;
  const { expectRules: expected, harmlessSince } = cases[name];
  if (variant === 'bad' && harmlessSince !== undefined && nginxIsAtLeast(harmlessSince)) return;
  const isBad = /^bad(-|$)/.test(variant);
  if (!isBad && !/^good(-|$)/.test(variant)) return;
  const reported = new Set(await vetRendered(dir));
  const found = expected.filter((rule) => reported.has(rule));
  expect(found, `rules that nginx-vet reports on ${name}/${variant}`).toEqual(isBad ? expected : []);
}
