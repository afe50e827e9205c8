// Which findings are told, and how loud? Each step on its own.
import { expect, test } from 'vitest';
import { sortFindings } from '../../src/engine/sort.ts';
import { applySeverities, atLeast, dedupe, inOrder } from '../../src/engine/steps.ts';
import type { Finding } from '../../src/rule/index.ts';
import { SourceText } from '../../src/text/index.ts';

const source = SourceText.fromString('a.conf', 'one two three four five six seven');
const span = (start: number) => source.span(start, start + 3);
const finding = (part: Partial<Finding> = {}): Finding => ({
  key: 'k',
  rule: 'r',
  category: 'address',
  severity: 'warning',
  confidence: 'high',
  root: 'a.conf',
  message: 'm',
  primary: { span: span(0), label: '' },
  related: [],
  scope: [],
  directive: 'd',
  occurrences: 1,
  fixes: [],
  ...part,
});

test('of equal claims the surest speaks, then the gravest', () => {
  const all = [
    finding({ message: 'a', confidence: 'low', severity: 'error' }),
    finding({ message: 'b', severity: 'info' }),
    finding({ message: 'c' }),
  ];
  expect(dedupe(all)).toMatchObject([{ message: 'c', occurrences: 3 }]);
});

test('claims with other keys stay apart', () => {
  expect(dedupe([finding({ key: '1' }), finding({ key: '2' })])).toHaveLength(2);
});

test('other places become related ones, each once, five at most', () => {
  const all = [0, 4, 8, 14, 19, 24, 28, 28].map((at) => finding({ primary: { span: span(at), label: `${at}` } }));
  expect(dedupe(all)[0]?.related.map((r) => r.label)).toEqual(['4', '8', '14', '19', '24']);
});

test('a fix stays only where all agree', () => {
  const fix = (text: string) => ({ title: 't', safety: 'safe' as const, edits: [{ span: span(0), text }] });
  expect(dedupe([finding({ fixes: [fix('x')] }), finding({ fixes: [fix('x')] })])[0]?.fixes).toHaveLength(1);
  expect(dedupe([finding({ fixes: [fix('x')] }), finding({ fixes: [fix('y')] })])[0]?.fixes).toEqual([]);
  expect(dedupe([finding({ fixes: [fix('x')] }), finding()])[0]?.fixes).toEqual([]);
});

test('steps run in order', () => {
  const levels = applySeverities(
    (rule, file) => (file !== 'a.conf' ? undefined : rule === 'r' ? 'info' : 'off'),
    (f) => f.primary.span.source.path,
  );
  const told = inOrder(
    [finding(), finding({ rule: 's' }), finding({ confidence: 'low' })],
    [atLeast(() => 'medium'), levels],
  );
  expect(told.map((f) => [f.rule, f.severity])).toEqual([['r', 'info']]);
});

test('the order is that of files, places, rules, whatever came first', () => {
  const all = [
    finding({ primary: { span: span(4), label: '' } }),
    finding({ rule: 'z' }),
    finding({ rule: 'b' }),
    finding({ primary: { span: SourceText.fromString('z.conf', 'x').span(0, 1), label: '' } }),
  ];
  const order = (found: readonly Finding[]) =>
    found.map((f) => `${f.primary.span.source.path} ${f.primary.span.start} ${f.rule}`);
  const expected = ['z.conf 0 r', 'a.conf 0 b', 'a.conf 0 z', 'a.conf 4 r'];
  expect(order(sortFindings(all, [{ path: 'z.conf' }, { path: 'a.conf' }]))).toEqual(expected);
  expect(order(sortFindings(all.toReversed(), [{ path: 'z.conf' }, { path: 'a.conf' }]))).toEqual(expected);
});
