// What nginx-vet says about a rendered project: the bridge between what nginx did and what the rules claim.
import { expect } from 'vitest';
import { realFileSystem } from '../../src/fs/index.ts';
import { main } from '../../src/main.ts';
import { type CaseName, cases } from './cases.ts';
import { nginxIsAtLeast, nginxVersion } from './harness/tools.ts';

/** A finding as the JSON report has it, as far as the suite reads it. */
export interface Reported {
  readonly rule: string;
  readonly message: string;
  readonly file: string;
  readonly prevents?: { readonly status?: number; readonly log?: string };
  readonly fixes: readonly {
    readonly title: string;
    readonly edits: readonly {
      readonly file: string;
      readonly start: number;
      readonly end: number;
      readonly text: string;
    }[];
  }[];
}

/** What the command line reports on the project in that directory, told the nginx that served it. */
export async function vetRendered(
  dir: string,
  { minSeverity = 'info', minConfidence = 'medium', preset = 'strict' } = {},
): Promise<readonly Reported[]> {
  let json = '';
  let complaint = '';
  const version = nginxVersion === undefined ? [] : ['--nginx-version', nginxVersion];
  const code = await main({
    argv: [
      'check',
      dir,
      ...['--format', 'json', '--preset', preset],
      ...['--min-severity', minSeverity, '--min-confidence', minConfidence],
      ...version,
    ],
    cwd: dir,
    env: {},
    fs: realFileSystem,
    stdin: () => new Uint8Array(),
    stdout: { write: (text) => (json += text) },
    stderr: { write: (text) => (complaint += text) },
    now: () => performance.now(),
  });
  if (code === 2) throw new Error(`nginx-vet could not look at ${dir}: ${complaint}`);
  return (JSON.parse(json) as { readonly findings: readonly Reported[] }).findings;
}

/**
 * Every expected rule on a bad variant, none of them on a good one, nor where the nginx that served it is too new or too old for the harm;
 * other variants are observations about nginx alone.
 */
export async function expectVerdict(name: CaseName, variant: string, dir: string): Promise<void> {
  const {
    expectRules: expected,
    harmlessSince,
    harmlessBefore,
    minSeverity = 'info',
    minConfidence = 'medium',
  } = cases[name];
  const release = harmlessSince?.[variant];
  const first = harmlessBefore?.[variant];
  const isHarmless =
    (release !== undefined && nginxIsAtLeast(release)) || (first !== undefined && !nginxIsAtLeast(first));
  const isBad = /^bad(-|$)/.test(variant) && !isHarmless;
  if (!isBad && !isHarmless && !/^good(-|$)/.test(variant)) return;
  const reported = new Set((await vetRendered(dir, { minSeverity, minConfidence })).map((finding) => finding.rule));
  const found = expected.filter((rule) => reported.has(rule));
  expect(found, `rules that nginx-vet reports on ${name}/${variant}`).toEqual(isBad ? expected : []);
}
