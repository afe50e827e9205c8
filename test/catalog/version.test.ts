/** Are questions about versions answered in three values? */
import { describe, expect, it } from 'vitest';
import { NginxVersion, not } from '../../src/catalog/index.ts';

const v = (text: string) => NginxVersion.parse(text)!;

describe('before', () => {
  it.each([
    ['1.22.1', '1.22.1', 'no'],
    ['1.22.0', '1.22.1', 'yes'],
    ['1.22.2', '1.22.1', 'no'],
    ['1.9.15', '1.10.0', 'yes'],
    ['1.10.0', '1.9.15', 'no'],
    ['0.8.54', '1.0.0', 'yes'],
    ['2.0.0', '1.99.99', 'no'],
    ['1.29', '1.29.7', 'unknown'],
    ['1.29', '1.29.0', 'no'],
    ['1.29', '1.30.0', 'yes'],
    ['1.28', '1.29.7', 'yes'],
  ])('%s before %s: %s', (version, bound, answer) => {
    expect(v(version).before(bound)).toBe(answer);
  });

  it('is unknown for the unknown version', () => {
    expect(['0.0.1', '1.22.1', '9.9.9'].map((bound) => NginxVersion.unknown.before(bound))).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});

it('reads versions and branches and nothing else', () => {
  expect(
    ['1.22.1', '1.22', '1', 'nginx/1.22.1', '1.22.1.1', '1.x', '', ' 1.22.1', '1.22.1-r0', '1.1000'].map(
      (t) => NginxVersion.parse(t)?.text,
    ),
  ).toEqual(['1.22.1', '1.22', ...Array.from({ length: 8 }, () => undefined)]);
});

it('negates', () => {
  expect((['yes', 'no', 'unknown'] as const).map(not)).toEqual(['no', 'yes', 'unknown']);
});
