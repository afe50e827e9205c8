/** Are lines, columns and origins of byte offsets right, whatever the bytes? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, originOf, SourceText, textOf } from '../../src/text/index.ts';

describe('lines', () => {
  it('are counted as nginx counts: LF before the offset, plus one', () => {
    const source = SourceText.fromString('a', 'ab\n\ncd\n');
    expect([0, 2, 3, 4, 6, 7].map((at) => source.line(at))).toEqual([1, 1, 2, 3, 3, 4]);
    expect(source.lineCount).toBe(4);
  });

  it('begin after LF and end before CR LF', () => {
    const source = SourceText.fromString('a', 'ab\r\ncd\r\r\n\r\nx');
    expect([1, 2, 3, 4].map((n) => [source.lineStart(n), source.lineEnd(n)])).toEqual([
      [0, 2],
      [4, 7],
      [9, 9],
      [11, 12],
    ]);
  });

  it('do not end at a lone CR', () => {
    const source = SourceText.fromString('a', 'ab\rcd');
    expect(source.lineCount).toBe(1);
    expect(source.position(4)).toEqual({ line: 1, column: 5 });
  });

  it('exist for an empty text', () => {
    const source = SourceText.fromString('a', '');
    expect(source.position(0)).toEqual({ line: 1, column: 1 });
    expect([source.lineStart(1), source.lineEnd(1), source.lineStart(9)]).toEqual([0, 0, 0]);
  });
});

describe('columns', () => {
  it('are UTF-16 units of the decoded line', () => {
    // 1, 2, 3 and 4 bytes of UTF-8; 1, 1, 1 and 2 units of UTF-16
    const source = SourceText.fromString('a', 'x\naé€😀b');
    expect([2, 3, 5, 8, 12].map((at) => source.position(at).column)).toEqual([1, 2, 3, 4, 6]);
    expect(source.text.charAt(12)).toBe('b');
  });

  it('count an invalid byte as one', () => {
    const source = SourceText.fromBytes('a', Uint8Array.of(0xff, 0x41, 0xc3, 0x41));
    expect(source.position(1).column).toBe(2);
    expect(source.position(3).column).toBe(4);
  });

  it('count a byte order mark', () => {
    expect(SourceText.fromString('a', '\ufeffab').position(3).column).toBe(2);
  });
});

it('keeps every byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const source = SourceText.fromBytes('a', bytes);
      expect(source.length).toBe(bytes.length);
      expect([...bytesOf(source.text)]).toEqual([...bytes]);
    }),
  );
});

it('finds the line of every offset', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é') }), (text) => {
      const source = SourceText.fromString('a', text);
      for (let at = 0; at <= source.length; at++) {
        const line = source.line(at);
        expect(line).toBe(source.text.slice(0, at).split('\n').length);
        expect(source.lineStart(line)).toBeLessThanOrEqual(at);
        expect(source.position(at)).toMatchObject({ line });
      }
    }),
  );
});

describe('a text cut out of another', () => {
  const outer = SourceText.fromString('dump.txt', '# one\nserver {\n# two\n  listen 80;\n');
  const cut = SourceText.cut('nginx.conf', [outer.span(6, 15), outer.span(23, 34)]);

  it('has the bytes of its runs', () => {
    expect(cut.text).toBe('server {\nlisten 80;\n');
  });

  it('knows where they stand', () => {
    const listen = originOf(cut.span(9, 15));
    expect([listen.source.path, textOf(listen), listen.source.position(listen.start)]).toEqual([
      'dump.txt',
      'listen',
      { line: 4, column: 3 },
    ]);
  });

  it('shortens a span that crosses runs to the run it begins in', () => {
    const span = originOf(cut.span(7, 15));
    expect(textOf(span)).toBe('{\n');
  });

  it('has its end at the end of its last run', () => {
    expect(originOf(cut.span(cut.length, cut.length)).start).toBe(34);
  });

  it('may be cut again', () => {
    const twice = SourceText.cut('again', [cut.span(16, 18)]);
    expect(twice.text).toBe('80');
    const span = originOf(twice.span(0, 2));
    expect([span.source, span.start, span.end]).toEqual([outer, 30, 32]);
  });
});
