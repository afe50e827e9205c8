/** What did four versions of nginx say about our configurations and their mutants? */
import { jsonLines } from './support.ts';

export type Content = string | { readonly base64: string };

/** Message, file and line; null where nginx gave none. */
type Said = readonly [string, string | null, number | null];

export interface Verdict {
  /** The first error; absent when nginx accepts. */
  readonly error?: Said;
  readonly warnings?: readonly Said[];
}

export interface Recorded {
  readonly id: string;
  /** Below what it was written for: `values`, `location` … */
  readonly area: string;
  readonly main: string;
  readonly files: Readonly<Record<string, Content>>;
  verdict(version: string): Verdict | undefined;
}

/** Versions, parted by spaces, and what they all say. */
type Verdicts = readonly (readonly [string, Verdict])[];

interface CaseLine {
  readonly id: string;
  readonly area: string;
  readonly main?: string;
  readonly files: Readonly<Record<string, Content>>;
  readonly verdicts: Verdicts;
}

interface MutantLine {
  readonly id: string;
  readonly kind: string;
  readonly base: string;
  /** File, offset and length of the part that goes, and what comes in its place. */
  readonly edits: readonly (readonly [string, number, number, string])[];
  readonly verdicts: Verdicts;
}

const asked = (verdicts: Verdicts) => (version: string) =>
  verdicts.find(([versions]) => versions.split(' ').includes(version))?.[1];

const lines = jsonLines<CaseLine>(new URL('../../fixtures/oracle/cases.jsonl', import.meta.url));

export const cases: readonly Recorded[] = lines.map(({ main = 'nginx.conf', verdicts, ...line }) => ({
  ...line,
  main,
  verdict: asked(verdicts),
}));

const byId = new Map(cases.map((c) => [c.id, c]));

/** Accepted cases with one change each. */
export const mutants: readonly Recorded[] = jsonLines<MutantLine>(
  new URL('../../fixtures/oracle/mutants.jsonl', import.meta.url),
).map(({ id, kind, base, edits, verdicts }) => {
  const from = byId.get(base)!;
  const files = { ...from.files };
  for (const [file, start, length, text] of edits) {
    const before = files[file] as string;
    files[file] = before.slice(0, start) + text + before.slice(start + length);
  }
  return { id, area: `mutant ${kind}`, main: from.main, files, verdict: asked(verdicts) };
});
