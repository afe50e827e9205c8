// The tester itself: what it reads out of comments, and what it says when findings and comments disagree.
import { describe, expect, test } from 'vitest';
import { disagreements, expectationsIn, optionsIn } from '../../src/testing/expectations.ts';
import { SourceText } from '../../src/text/index.ts';

const source = SourceText.fromString('a.conf', 'one\ntwo\nthree\n');
const finding = (start: number, message = 'it is wrong') => ({
  rule: 'some-rule',
  message,
  severity: 'warning',
  primary: { span: source.span(start, start + 1) },
});

describe('expectationsIn', () => {
  test('a comment after code expects a finding on its line, one that stands alone on the next', () => {
    const text = 'a; #! first-rule: one\n  #! second-rule: two\n#! third-rule: three\nb;\n';
    expect(expectationsIn('x', text)).toEqual([
      { rule: 'first-rule', text: 'one', path: 'x', line: 1 },
      { rule: 'second-rule', text: 'two', path: 'x', line: 4 },
      { rule: 'third-rule', text: 'three', path: 'x', line: 4 },
    ]);
  });

  test('a semicolon begins a comment of INI files; a shebang and other comments are none', () => {
    expect(expectationsIn('x', '[www]\n;! a-rule: x\nlisten = 1\n')).toEqual([
      { rule: 'a-rule', text: 'x', path: 'x', line: 3 },
    ]);
    expect(expectationsIn('x', '#!/bin/sh\n# a-rule: x\n')).toEqual([]);
  });

  test('CRLF files', () => {
    expect(expectationsIn('x', 'a; #! a-rule: one\r\n')).toEqual([{ rule: 'a-rule', text: 'one', path: 'x', line: 1 }]);
  });
});

describe('optionsIn', () => {
  test('reads the first comment', () => {
    expect(optionsIn('# nginx-vet: version=1.22.1 context=http,server\n')).toEqual({
      version: '1.22.1',
      context: 'http,server',
    });
    expect(optionsIn('# nginx-vet:\nevents {}\n')).toEqual({});
    expect(optionsIn('events {}\n')).toBeUndefined();
  });

  test('refuses words it does not know', () => {
    expect(() => optionsIn('# nginx-vet: verison=1\n')).toThrow('`verison=1` is no option');
  });
});

describe('disagreements', () => {
  test('none when every finding is expected', () => {
    expect(disagreements({ 'a.conf': 'one\ntwo #! some-rule: is wrong\nthree\n' }, [finding(4)])).toEqual([]);
  });

  test('says what is missing and what is too much', () => {
    expect(disagreements({ 'a.conf': 'one #! some-rule: is wrong\ntwo\nthree\n' }, [finding(4)])).toEqual([
      'missing: a.conf:1 some-rule: is wrong',
      'not expected: a.conf:2:1 warning[some-rule]: it is wrong',
    ]);
  });

  test('one comment accounts for one finding, and other words are told', () => {
    const files = { 'a.conf': 'one #! some-rule: is right\ntwo\nthree\n' };
    expect(disagreements(files, [finding(0), finding(1)])).toEqual([
      'missing: a.conf:1 some-rule: is right, which says: it is wrong',
      'not expected: a.conf:1:1 warning[some-rule]: it is wrong',
      'not expected: a.conf:1:2 warning[some-rule]: it is wrong',
    ]);
  });
});
