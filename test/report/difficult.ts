// Findings with the texts that formats stumble over: whatever comes out must still say the same.
import fc from 'fast-check';
import type { FormatOptions, Report } from '../../src/report/index.ts';
import type { Finding } from '../../src/rule/index.ts';
import { SourceText } from '../../src/text/index.ts';
import { at, finding, report } from './sample.ts';

export const OPTIONS: FormatOptions = { cwd: '/p', rules: [], exitCode: 1 };

const PIECES = [
  ...['"', "'", '\\', '\n', '\r\n', '\r', '\t', '\0', '\u001b[31m', '\u007f', '\u0085', '\u202e', '\u2028', '\ufeff'],
  ...[
    'é',
    'ü',
    '日本',
    '😀',
    '\ud800',
    '\udc00',
    '\ufffe',
    '\uffff',
    '\u00a0',
    ' ',
    '  ',
    '#1',
    '%',
    '%0A',
    '%25',
    '%3A',
  ],
  ...[']]>', '<![CDATA[', '-->', '<!--', '<b>', '</testcase>', '&amp;', '&#10;', '&', '<', '>', '?>'],
  ...[
    '::',
    '::error::x',
    ',',
    ':',
    '=',
    ';',
    '|',
    '`',
    '``',
    '```',
    '~~~',
    '{0}',
    '{',
    '}',
    '[a](1)',
    '![',
    '](',
    '*b*',
    '_c_',
  ],
  ...[
    '<script>alert(1)</script>',
    '</details>',
    '@all',
    'https://a.example',
    'www.a.example',
    '$x$',
    '../',
    '/',
    'a',
    'B',
    '12',
  ],
];

/** A text of several such pieces, never blank. */
export const difficultText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 4 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''))
  .filter((text) => text.trim() !== '');

/** What files are called, relative and without empty or upward parts. */
export const difficultPath: fc.Arbitrary<string> = difficultText.map(
  (text) => `d/${text.replaceAll('/', '_').replaceAll('\0', '_')}.conf`,
);

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  difficultText.map((text) => Buffer.from(text)),
);

/** A finding with such words at such a place. */
export const difficultFinding: fc.Arbitrary<Finding> = fc
  .record({
    path: difficultPath,
    bytes,
    a: fc.nat(60),
    b: fc.nat(60),
    message: difficultText,
    help: fc.option(difficultText, { nil: undefined }),
    label: difficultText,
    severity: fc.constantFrom('error', 'warning', 'info'),
    added: difficultText,
  })
  .map(({ path, bytes: content, a, b, message, help, label, severity, added }) => {
    const source = SourceText.fromBytes(path, content);
    const [start, end] = [Math.min(a, b, content.length), Math.min(Math.max(a, b), content.length)];
    const span = source.span(start, end);
    return finding(at(span, label), {
      severity,
      message,
      ...(help !== undefined && { help }),
      scope: ['http', message],
      related: [at(source.span(0, start), label)],
      prevents: { status: 502, log: label },
      fixes: [{ title: label, safety: 'safe', edits: [{ span, text: Buffer.from(added).toString('latin1') }] }],
    });
  });

/** A report of several of them, each in its file. */
export const difficultReport: fc.Arbitrary<Report> = fc
  .uniqueArray(difficultFinding, {
    minLength: 1,
    maxLength: 4,
    selector: ({ primary }) => primary.span.source.path.replace(/\p{Surrogate}/gu, '\ufffd'),
  })
  .map((findings) =>
    report(findings, {
      files: findings.map(({ primary }) => ({ path: primary.span.source.path, role: 'main', status: 'ok' })),
    }),
  );

/** What each format must give back. */
export function facts({ primary: { span }, message }: Finding): {
  readonly path: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
} {
  return { path: span.source.path, message, ...span.source.position(span.start) };
}

/** Nothing that a terminal obeys comes out, whichever the format. */
export const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
