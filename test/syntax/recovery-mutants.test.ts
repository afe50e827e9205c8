// How well are mistakes found that nobody thought of? One byte removed from or added to healthy configurations by chance.
import { describe, expect, it } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { parse, print } from '../../src/syntax/index.ts';
import { SourceText } from '../../src/text/index.ts';
import type { LoadRequest } from '../../src/tree/index.ts';
import { type Diagnostic, type Understood, understand } from '../../src/validate/index.ts';
import { Dice } from '../oracle/chance.ts';
import { casesIn, proseOf } from '../rules/prose.ts';
import { type Case, DIRECTORY, fileSystemOf, fixturesOf, rules } from '../rules/support.ts';
import { type Mutant, mutant, statementsOf } from './mutants.ts';

interface Healthy {
  readonly files: Readonly<Record<string, string>>;
  readonly main: string;
  readonly version: NginxVersion;
}

function understood({ files, main, version }: Healthy): Understood {
  const displayPath = (path: string): string => path.slice(DIRECTORY.length + 1);
  const request: LoadRequest = { fs: fileSystemOf(files), path: `${DIRECTORY}/${main}`, displayPath };
  return understand(request, version);
}

/** What nginx would refuse; a file that is included twice has its mistakes once. */
function errorsOf({ diagnostics }: Understood): readonly Diagnostic[] {
  const errors = new Map<string, Diagnostic>();
  for (const d of diagnostics) {
    if (d.nginx && d.severity === undefined) errors.set(`${d.span.source.path} ${d.span.start} ${d.message}`, d);
  }
  return [...errors.values()];
}

/** Good examples of the rules' prose, and the fixtures that nginx accepts. */
function healthy(): readonly Healthy[] {
  const cases: Case[] = rules.flatMap((rule) => [...casesIn(proseOf(rule), 'Good'), ...fixturesOf(rule.id)]);
  return cases
    .map(({ files, main, options }) => {
      const version = options.version === undefined ? undefined : NginxVersion.parse(options.version);
      return { files, main, version: version ?? NginxVersion.unknown };
    })
    .filter((one) => errorsOf(understood(one)).length === 0);
}

interface Outcome {
  readonly text: string;
  readonly understood: Understood;
  readonly mutant: Mutant;
  readonly name: string;
  /** Findings about one mistake. */
  readonly count: number;
  /** One of them stands on its line (or nginx accepts it). */
  readonly isPlaced: boolean;
  /** The statements of all other lines are in the tree. */
  readonly isWhole: boolean;
}

function* outcomes(seed: number, count: number, from: readonly Healthy[]): Generator<Outcome> {
  const dice = new Dice(seed);
  for (let i = 0; i < count; i++) {
    const base = dice.pick(from);
    const confs = Object.keys(base.files).filter((file) => file.endsWith('.conf'));
    const name = dice.pick(confs.length > 0 ? confs : [base.main]);
    const text = Buffer.from(base.files[name]!).toString('latin1');
    const m = mutant(dice, text);
    if (!m) continue;
    const changed = Buffer.from(m.text, 'latin1').toString();
    const result = understood({ ...base, files: { ...base.files, [name]: changed } });
    const errors = errorsOf(result);
    const isPlaced = errors.some(({ span: { source, start } }) => {
      const line = source.line(start);
      return source.path === name && line >= m.lines[0] && line <= m.lines[1];
    });
    yield {
      text: m.text,
      understood: result,
      mutant: m,
      name,
      count: errors.length,
      isPlaced: errors.length === 0 || isPlaced,
      isWhole: errors.length === 0 || missing(text, m, result, `${DIRECTORY}/${name}`).length === 0,
    };
  }
}

/** Statements on other lines than the mistake's that are not in the tree any more. */
function missing(text: string, { at }: Mutant, { tree }: Understood, path: string): readonly string[] {
  const line = (offset: number): number => text.slice(0, offset).split('\n').length;
  const first = line(text.slice(0, at).trimEnd().length);
  const last = line(at);
  const wanted = statementsOf(text).filter(({ start, end }) => line(end) < first || line(start) > last);
  const file = [tree.root, ...tree.files].find((f) => f.path === path);
  const left = file ? statementsOf(text, file.cst).map(({ words }) => words) : [];
  return wanted
    .map(({ words }) => words)
    .filter((words) => {
      const index = left.indexOf(words);
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
}

describe('one byte less or more', () => {
  const from = healthy();

  it('has healthy configurations to start from', () => {
    expect(from.length).toBeGreaterThan(200);
  });

  it('is one finding on its line, and the rest is understood', { timeout: 60_000 }, () => {
    const all = [...outcomes(11, 600, from)];
    const share = (holds: (o: Outcome) => boolean): number => all.filter(holds).length / all.length;
    expect(all.length).toBeGreaterThan(450);
    expect(share((o) => o.count <= 1)).toBeGreaterThanOrEqual(0.995);
    expect(all.filter((o) => o.count > 2)).toEqual([]);
    expect(share((o) => o.isPlaced)).toBeGreaterThanOrEqual(0.99);
    expect(share((o) => o.isWhole)).toBeGreaterThanOrEqual(0.995);
  });

  const seed = Date.now() % 1_000_000;
  it(`throws nothing and loses no byte (seed ${seed})`, { timeout: 60_000 }, () => {
    for (const { text, understood: result, name, count } of outcomes(seed, 150, from)) {
      const file = [result.tree.root, ...result.tree.files].find((f) => f.path === `${DIRECTORY}/${name}`);
      if (file) expect(print(file.cst)).toBe(text);
      expect(print(parse(SourceText.fromBytes('a', Buffer.from(text, 'latin1'))))).toBe(text);
      // no cascade, whatever the mistake
      expect(count).toBeLessThanOrEqual(3);
    }
  });
});
