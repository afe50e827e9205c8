/** Does every character of a YAML value know its bytes, however the value is written? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromByteString, SourceText } from '../../src/text/index.ts';
import { parseYaml, parseYamlDocuments, type YamlNode } from '../../src/yaml/index.ts';

/** `value` with each character's bytes of the file: `a←a`, `\n←\n   `. */
function places(yaml: string): readonly (readonly [string, string])[] {
  const source = SourceText.fromString('a.yaml', yaml);
  const { value } = scalar(source);
  return [...value.text].map((c, i) => [c, source.text.slice(value.from[i], value.to[i])]);
}

function scalar(source: SourceText): Extract<YamlNode, { kind: 'scalar' }> {
  const parsed = parseYaml(source);
  if (parsed.kind !== 'tree' || parsed.root?.kind !== 'map') throw new Error(JSON.stringify(parsed));
  const node = parsed.root.entries.get('k')?.value;
  if (node?.kind !== 'scalar') throw new Error('no scalar');
  return node;
}

/** Characters that do not stand for themselves. */
const odd = (yaml: string) => places(yaml).filter(([c, bytes]) => c !== bytes);
const textIn = (yaml: string) =>
  places(yaml)
    .map(([c]) => c)
    .join('');

describe('a literal block', () => {
  it.each([
    ['clipped', 'k: |\n  a\n    b\n\n  c\n\n', 'a\n  b\n\nc\n'],
    ['stripped', 'k: |-\n  a\n  b\n\n', 'a\nb'],
    ['kept', 'k: |+\n  a\n\n\nl: 1\n', 'a\n\n\n'],
    ['with an indicator', 'k: |2\n    a\n  b\n', '  a\nb\n'],
    ['with both', 'k: |2-\n    a\n  b\n', '  a\nb'],
    ['with both the other way round', 'k: |-2\n    a\n  b\n', '  a\nb'],
    ['with a comment on its head', 'k: | # c\n  a\n', 'a\n'],
    ['after empty lines', 'k: |\n\n \n  a\n', '\n\na\n'],
    ['of Windows', 'k: |\r\n  a\r\n    b\r\n', 'a\n  b\n'],
    ['with a tab', 'k: |\n  a\n  \tb\n', 'a\n\tb\n'],
    ['without an end of line', 'k: |\n  a;', 'a;\n'],
    ['with a tag and an anchor', 'k: !!str &x |\n  a\n', 'a\n'],
  ])('%s', (_, yaml, text) => {
    expect(textIn(yaml)).toBe(text);
    const strange = odd(yaml).filter(([c]) => c !== '\n');
    expect(strange).toEqual([]);
  });

  it('has its line ends at those of the file', () => {
    expect(odd('k: |\r\n  a\r\n  b\r\n')).toEqual([
      ['\n', '\r\n'],
      ['\n', '\r\n'],
    ]);
  });
});

describe('a folded block', () => {
  it('has spaces for line ends', () => {
    expect(textIn('k: >\n  a\n  b\n\n  c\n    d\n  e\n')).toBe('a b\nc\n  d\ne\n');
    expect(odd('k: >\n  a\n  b\n')).toEqual([[' ', '\n  ']]);
  });

  it('keeps what stands around deeper lines', () => {
    expect(textIn('k: >-\n\n  a\n\n\n    d\n\n    e\n\n  f\n')).toBe('\na\n\n\n  d\n\n  e\n\nf');
  });
});

describe('a quoted or plain value', () => {
  it.each([
    ['double', 'k: "a \\"b\\";\\n\\tc\\\\"\n', 'a "b";\n\tc\\'],
    ['double over lines', 'k: "a\n   b\n\n   c \\\n   d"\n', 'a b\nc d'],
    ['single', "k: 'it''s'\n", "it's"],
    ['single over lines', "k: 'a\n  b'\n", 'a b'],
    ['plain', 'k: a b;\n', 'a b;'],
    ['plain over lines', 'k: a\n  b\n\n  c\n', 'a b\nc'],
    ['in a flow map', '{k: "a\\x20b", l: 1}\n', 'a b'],
  ])('%s', (_, yaml, text) => {
    expect(textIn(yaml)).toBe(text);
    // no character stands at the whole value: that is what is said of one that could not be followed
    expect(places(yaml).filter(([, bytes]) => bytes.length > 7)).toEqual([]);
  });

  it('has the bytes of escaped characters', () => {
    expect(fromByteString(scalar(SourceText.fromString('a', 'k: "\\u00e9\\U0001F600é"\n')).value.text)).toBe('é😀é');
  });
});

it('follows every value that the library reads', () => {
  const value = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '"', "'", '\\', '\t', ':', '#', ';', '{', '\r\n') });
  fc.assert(
    fc.property(value, fc.constantFrom('|', '|-', '|+', '>', '>-', '>+', '|2', '"', "'"), (text, head) => {
      const isQuoted = head === '"' || head === "'";
      const yaml = isQuoted ? `k: ${head}${text}${head}\n` : `k: ${head}\n${text.replace(/^|\n/g, '$&   ')}\nl: 1\n`;
      const source = SourceText.fromString('a.yaml', yaml);
      const parsed = parseYaml(source);
      if (parsed.kind !== 'tree' || parsed.root?.kind !== 'map') return;
      const node = parsed.root.entries.get('k')?.value;
      if (node?.kind !== 'scalar' || node.isNull || node.value.text.length < 2) return;
      const { from, to, text: got } = node.value;
      for (const [i, c] of [...got].entries()) {
        if (!/[\s"'\\\x07]/.test(c)) expect(source.text.slice(from[i], to[i])).toBe(c);
        if (i > 0) expect(from[i]!).toBeGreaterThanOrEqual(from[i - 1]!);
      }
    }),
    { numRuns: 3000 },
  );
});

describe('documents', () => {
  it('are read one by one; a broken one leaves the others alone', () => {
    const source = SourceText.fromString('a.yaml', 'a: 1\n---\nb: [\n---\nc: "x"\n');
    expect(parseYamlDocuments(source).map((r) => r.kind)).toEqual(['tree', 'broken', 'tree']);
  });

  it('may be none', () => {
    expect(parseYamlDocuments(SourceText.fromString('a.yaml', ''))).toEqual([]);
    expect(parseYamlDocuments(SourceText.fromString('a.yaml', '# only\n')).map((r) => r.kind)).not.toContain('broken');
  });

  it('begin after a byte order mark', () => {
    const source = SourceText.fromString('a.yaml', '\ufeffk: |\n  a\n');
    const node = scalar(source);
    expect(source.text.slice(node.value.from[0], node.value.to[0])).toBe('a');
  });
});
