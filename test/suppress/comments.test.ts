// Where are the comments of files that are no nginx text?
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commentsIn } from '../../src/suppress/comments.ts';
import { SourceText, textOf } from '../../src/text/index.ts';

function comments(path: string, text: string): readonly string[] {
  return commentsIn(SourceText.fromString(path, text)).map(textOf);
}

describe('comments', () => {
  test.each([
    ['compose.yaml', '# a\nx: "# b" # c\ny: |\n  # d\n  e\n# f\nz: a#b\r\n', ['# a', '# c', '# f']],
    ['compose.yaml', '\ufeff# a\nx: é # c', ['# a', '# c']],
    ['chart/map.yaml', '{{- if .x }}\ndata:\n  a: {{ .y }} # c\n{{- end }}\n', ['# c']],
    ['Dockerfile', '# a\nRUN echo # b\n  # c\nENV X="# d"\n', ['# a', '# c']],
    ['app.service', '; a\n# b\nExecStart=/bin/app # c ; d\n', ['; a', '# b']],
    ['app.service.d/override.conf', 'ExecStart=/bin/app ; d\n', []],
    ['pool.d/www.conf', '; a\nlisten = "; b" ; c\nx=a;b\n', ['; a', '; c']],
    ['.env', '# a\nA=1 # b\nB="# c"\nC=a#d\n', ['# a', '# b']],
    ['production.env', 'A=1 # b\n', ['# b']],
    ['Procfile', '# a\nweb: app # b\n', ['# a']],
    ['gunicorn.conf.py', 'bind = "#a" # b\nx = """\n# c\n"""\n', ['# b']],
    ['pyproject.toml', "a = '# b' # c\n", ['# c']],
    ['puma.rb', 'port "#{x}" # c\n', ['# c']],
    ['ecosystem.config.js', '# a\n', []],
    ['package.json', '# a\n', []],
    ['README.md', '# a\n', []],
    ['other', '# a\nb # c\n', ['# a']],
  ])('%s', (path, text, expected) => {
    expect(comments(path, text)).toEqual(expected);
  });

  test('any text: they lie in it, in order', () => {
    const names = fc.constantFrom('a.yaml', 'a.conf', '.env', 'a.py', 'a.service', 'x');
    const pieces = fc.array(fc.constantFrom('#', ';', '\n', ' ', '"', "'", 'a', '{', '\\', '|\n'), { maxLength: 60 });
    const bytesOf = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      pieces.map((words) => Buffer.from(words.join(''))),
    );
    let met = 0;
    fc.assert(
      fc.property(names, bytesOf, (name, bytes) => {
        const source = SourceText.fromBytes(name, bytes);
        let last = 0;
        for (const { start, end } of commentsIn(source)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(source.length);
          expect(source.text[start]).toMatch(/[#;]/);
          last = end;
          met += 1;
        }
      }),
      { numRuns: 500 },
    );
    expect(met).toBeGreaterThan(0);
  });
});
