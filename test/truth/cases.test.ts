// Are the fixtures what the table says: every folder in it, and good the same as bad but for the advised lines?
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CaseName, cases } from './cases.ts';
import { FIXTURES, filesOf, readTemplate } from './harness/project.ts';

const names = Object.keys(cases) as CaseName[];

/** The trimmed lines of `left` that `right` does not have, counting repetitions. */
function surplus(left: readonly string[], right: readonly string[]): string[] {
  const rest = [...right];
  return left.filter((line) => {
    const at = rest.indexOf(line);
    if (at < 0) return true;
    rest.splice(at, 1);
    return false;
  });
}

const linesOf = (fixture: string): string[] =>
  filesOf(fixture).flatMap((file) =>
    readTemplate(fixture, file)
      .split('\n')
      .map((line) => line.trim()),
  );

describe('the truth fixtures', () => {
  it('has a table row for every folder and a folder for every row', () => {
    expect(readdirSync(FIXTURES).sort()).toEqual([...names].sort());
  });

  it.each(names)('%s: good is bad plus the advised change', (name) => {
    const [bad, good] = [join(name, 'bad'), join(name, 'good')];
    expect(filesOf(good)).toEqual(filesOf(bad));
    expect(filesOf(bad)).toContain(cases[name].conf);
    const removed = surplus(linesOf(bad), linesOf(good)).map((line) => `- ${line}`);
    const added = surplus(linesOf(good), linesOf(bad)).map((line) => `+ ${line}`);
    expect([...removed, ...added]).toEqual(cases[name].change);
  });
});
