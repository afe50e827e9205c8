/** Are lines, columns and origins of byte offsets right, whatever the bytes? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, originEdit, originOf, SourceText, textOf } from '../../src/text/index.ts';

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

  it('shortens a span over what is not part of it', () => {
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

  it('takes the indentation between its runs into a span over them', () => {
    const block = SourceText.fromString('a.yaml', 'conf: |\n  gzip\n    on;\n');
    const inner = SourceText.cut('a.yaml', [block.span(10, 15), block.span(17, 23)]);
    expect(inner.text).toBe('gzip\n  on;\n');
    expect(textOf(originOf(inner.span(0, 9)))).toBe('gzip\n    on');
  });
});

describe('a text that its origin writes differently', () => {
  // a YAML scalar: `\n` stands for a line feed, `\"` for a quote
  const outer = SourceText.fromString('a.yaml', 'k: "a \\"b\\";\\nc;"');
  const part = (start: number, end: number, text: string) => ({ ...outer.span(start, end), text });
  const cut = SourceText.cut(
    'a.yaml',
    [
      outer.span(4, 6),
      part(6, 8, '"'),
      outer.span(8, 9),
      part(9, 11, '"'),
      outer.span(11, 12),
      part(12, 14, '\n'),
      outer.span(14, 16),
    ],
    (text) => (text.includes('\n') ? undefined : text.replace(/"/g, '\\"')),
  );

  it('has the bytes that the origin stands for', () => {
    expect(cut.text).toBe('a "b";\nc;');
    expect(cut.lineCount).toBe(2);
  });

  it('knows where they stand', () => {
    expect(textOf(originOf(cut.span(2, 5)))).toBe('\\"b\\"');
    expect(textOf(originOf(cut.span(7, 8)))).toBe('c');
    expect(textOf(originOf(cut.span(5, 8)))).toBe(';\\nc');
    expect(originOf(cut.span(6, 6)).start).toBe(12);
    expect(originOf(cut.span(9, 9)).start).toBe(16);
  });

  it('has edits of the origin where they can be written', () => {
    const edit = (start: number, end: number, text: string) => {
      const found = originEdit({ span: cut.span(start, end), text });
      return found && [textOf(found.span), found.text];
    };
    expect(edit(2, 5, '"x"')).toEqual(['\\"b\\"', '\\"x\\"']);
    expect(edit(6, 6, ' d;')).toEqual(['', ' d;']);
    expect(edit(6, 6, '\nd;')).toBeUndefined();
  });

  it('has no edits inside of an escape', () => {
    const wide = SourceText.cut('a.yaml', [{ ...outer.span(6, 8), text: 'xyz' }]);
    expect(originEdit({ span: wide.span(1, 2), text: '' })).toBeUndefined();
    expect(originEdit({ span: wide.span(0, 2), text: '' })).toBeUndefined();
    expect(originEdit({ span: wide.span(0, 3), text: '' })?.span).toMatchObject({ start: 6, end: 8 });
  });

  it('leaves the edits of a file of its own alone', () => {
    const span = outer.span(0, 1);
    expect(originEdit({ span, text: '\n' })).toEqual({ span, text: '\n' });
  });
});

describe('a file that another text shows', () => {
  const dump = SourceText.fromString('dump.txt', '# configuration file /etc/nginx/nginx.conf:\nevents {}\n\n');
  const file = SourceText.shown('/etc/nginx/nginx.conf', SourceText.cut('dump.txt', [dump.span(44, 54)]));

  it('is a file of its own', () => {
    const span = file.span(7, 9);
    expect(originOf(span)).toEqual(span);
    expect(file.position(7)).toEqual({ line: 1, column: 8 });
  });

  it('knows where it is shown', () => {
    expect(originOf(file.shownBy!.span(7, 9))).toEqual(dump.span(51, 53));
  });
});
