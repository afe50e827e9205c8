// Does git take the diff, does patch, and is the file then what it should be, byte for byte?
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/text/index.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-diff-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const patchOf = (name: string, before: string, after: string) =>
  unifiedDiff({ path: latin1Name(name), before, after })
    .map(({ text }) => `${text}\n`)
    .join('');
const latin1Name = (name: string) => Buffer.from(name).toString('latin1');

/** The file after a tool has applied the diff. */
function applied(tool: 'git' | 'patch', name: string, before: string, after: string): string {
  const at = mkdtempSync(path.join(directory, 't-'));
  const file = path.join(at, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, latin1(before));
  const input = latin1(patchOf(name, before, after));
  // without a repository around, git apply takes the files as they lie there
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: directory };
  if (tool === 'git') execFileSync('git', ['apply', '-p1', '-'], { cwd: at, input, env });
  else execFileSync('patch', ['-p1', '--binary', '--fuzz=0', '-s'], { cwd: at, input });
  return readFileSync(file).toString('latin1');
}

const LINES = Array.from({ length: 30 }, (_, i) => `line ${i};\n`);
const cases: readonly (readonly [string, string, string, string])[] = [
  ['in the middle', 'a.conf', LINES.join(''), LINES.toSpliced(15, 1, 'new;\n', 'more;\n').join('')],
  ['at both ends', 'a.conf', LINES.join(''), `first;\n${LINES.join('')}last;\n`],
  ['far apart', 'd/a.conf', LINES.join(''), LINES.toSpliced(20, 2).toSpliced(3, 0, 'x;\n').join('')],
  ['near each other', 'a.conf', LINES.join(''), LINES.toSpliced(9, 1, 'y;\n').toSpliced(3, 1, 'x;\n').join('')],
  ['a file of one line', 'a.conf', 'a;\n', 'b;\n'],
  ['an empty file that gets lines', 'a.conf', '', 'a;\n'],
  ['no line end at the end', 'a.conf', 'a;\nb;\nc;', 'a;\nx;\nb;\nc;'],
  ['the last line, without an end', 'a.conf', 'a;\nb;', 'a;\nc;'],
  ['a line end that comes', 'a.conf', 'a;\nb;', 'a;\nb;\n'],
  ['a line end that goes', 'a.conf', 'a;\nb;\n', 'a;\nb;'],
  ['CR LF', 'a.conf', 'a;\r\nb;\r\nc;\r\n', 'a;\r\nb;\r\nx;\r\nc;\r\n'],
  ['CR LF, no line end at the end', 'a.conf', 'a;\r\nb;', 'a;\r\nx;\r\nb;'],
  ['bytes that are no UTF-8', 'a.conf', '# \xff\xfe\n\xef\xbb\xbfa;\n', '# \xff\xfe\n\xef\xbb\xbfa;\nb;\n'],
  ['a path with spaces', 'my sites/a b.conf', 'a;\n', 'a;\nb;\n'],
  ['a path that is not ASCII', 'sité/ü.conf', 'a;\n', 'a;\nb;\n'],
  ['a path with a quote', 'a"b\\c.conf', 'a;\n', 'a;\nb;\n'],
  ['lines that look like a diff', 'a.conf', '-- a;\n++ b;\n@@ c;\n', '-- a;\n@@ c;\n'],
];

describe.each(cases)('%s', (_, name, before, after) => {
  test.each(['git', 'patch'] as const)('%s', (tool) => {
    expect(applied(tool, name, before, after)).toBe(after);
  });
});

test('context, ranges and marks are those of diff -u', () => {
  expect(patchOf('a.conf', 'a\nb\nc\nd\ne\nf', 'a\nb\nc\nd\nx\nf')).toBe(
    '--- a/a.conf\n+++ b/a.conf\n@@ -2,5 +2,5 @@\n b\n c\n d\n-e\n+x\n f\n\\ No newline at end of file\n',
  );
  expect(unifiedDiff({ path: 'a', before: 'same', after: 'same' })).toEqual([]);
});

test('an inserted line is one line of the diff, whatever braces stand around it', () => {
  const before = 'a {\n  b;\n}\nc {\n  d;\n}\n';
  const after = 'a {\n  b;\n  x;\n}\nc {\n  y;\n}\n';
  const changed = unifiedDiff({ path: 'a', before, after }).filter(({ kind }) => kind === '+' || kind === '-');
  expect(changed.map(({ text }) => text)).toEqual(['+  x;', '-  d;', '+  y;']);
});

test('whatever the texts are, the diff leads from one to the other', () => {
  const text = fc
    .array(fc.constantFrom('a\n', 'b\n', '}\n', 'c\r\n', '\n'), { maxLength: 25 })
    .chain((lines) => fc.constantFrom('', 'end').map((end) => lines.join('') + end));
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(replay(before, patchOf('a', before, after))).toBe(after);
    }),
    { numRuns: 500 },
  );
});

test('a hundred thousand lines take no time', () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `l${i % 7};\n`);
  const after = lines.map((line, i) => (i % 1000 === 500 ? `${line}new;\n` : line));
  const changed = unifiedDiff({ path: 'a', before: lines.join(''), after: after.join('') });
  expect(changed.filter(({ kind }) => kind === '+')).toHaveLength(100);
  expect(changed.filter(({ kind }) => kind === '-')).toHaveLength(0);
});

/** A patch program of a few lines, strict about every context line. */
function replay(before: string, patch: string): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: string[] = [];
  let at = 0;
  const lines = patch.match(/[^\n]*\n/g) ?? [];
  for (const [index, line] of lines.entries()) {
    if (index < 2 || line.startsWith('\\')) continue;
    const [, start = '', count = '1'] = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line) ?? [];
    if (start !== '') {
      const from = Number(start) - (count === '0' ? 0 : 1);
      while (at < from) out.push(old[at++]!);
      continue;
    }
    const body = lines[index + 1]?.startsWith('\\') ? line.slice(1, -1) : line.slice(1);
    if (line[0] !== '+') expect(old[at++]).toBe(body);
    if (line[0] !== '-') out.push(body);
  }
  return [...out, ...old.slice(at)].join('');
}
