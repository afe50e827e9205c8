/** Do we still say what PCRE2 10.42 said of the patterns in the table? */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verdict } from './support.ts';

type Row = readonly [pattern: string, caseless: 0 | 1, kind: 'K' | 'E', ...rest: readonly unknown[]];

const bytesOf = (base64: string) => Buffer.from(base64, 'base64').toString('latin1');

function expected([, , kind, first, ...more]: Row): string {
  if (kind === 'E') return `${first}@${more[0]}`;
  const names = (more as [number, string][]).map(([number, name]) => `${bytesOf(name)}=${number}`);
  return ['ok', first, ...names].join(' ');
}

test('every recorded pattern has the recorded verdict', () => {
  const lines = readFileSync('fixtures/pcre/recorded.jsonl', 'utf8').trim().split('\n').slice(1);
  const rows = lines.map((line) => JSON.parse(line) as Row);
  expect(rows.length).toBeGreaterThan(6000);
  const wrong = rows.flatMap((row) => {
    const pattern = bytesOf(row[0]);
    const found = verdict(pattern, row[1] === 1);
    return found === expected(row) ? [] : [{ pattern, found, expected: expected(row) }];
  });
  expect(wrong).toEqual([]);
});
