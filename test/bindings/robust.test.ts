import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interpolate } from '../../src/bindings/compose/interpolate.ts';
import { readPools } from '../../src/bindings/php-fpm.ts';
import { SourceText } from '../../src/text/index.ts';
import { literal } from '../../src/yaml/index.ts';
import { around, dialOf } from './harness.ts';

const yamlish = fc.array(
  fc.constantFrom(
    ...[
      'services:',
      'include:',
      '\n',
      '  ',
      'app:',
      ' - ',
      '&a',
      '*a',
      '<<: ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '|',
      '>-',
      '!reset',
    ],
    ...[
      'ports:',
      'command:',
      'gunicorn -b :80',
      '${',
      'X:-',
      '80:80',
      '\t',
      '\u00e4',
      'extends: app',
      '#',
      ': ',
      'volumes: ',
      'a:b:c',
    ],
  ),
  { maxLength: 60 },
);

test('any text under the name of a source neither throws nor leaves its file', () => {
  fc.assert(
    fc.property(yamlish, (parts) => {
      const text = `services:\n  app:\n    ${parts.join('')}`;
      const bindings = around({ files: { '/p/compose.yaml': text, '/p/.env': text, '/p/www.conf': text } });
      for (const { span } of [...bindings.all(), ...bindings.skipped()]) {
        if (span) expect(0 <= span.start && span.start <= span.end && span.end <= span.source.length).toBe(true);
      }
      bindings.judge(dialOf('app:81'));
      bindings.judge(dialOf('unix:/run/x.sock'));
    }),
    { numRuns: 300 },
  );
});

test('any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const source = SourceText.fromBytes('x', bytes);
      readPools([source]);
      interpolate(literal(source, 0, source.length), () => undefined);
    }),
  );
});

test('hostile texts take no more than linear time', () => {
  const started = Date.now();
  for (const text of [
    '${a'.repeat(80_000),
    '$'.repeat(250_000),
    `--port ${'$'.repeat(200_000)} x`,
    '\'"'.repeat(100_000),
  ]) {
    around({ files: { '/p/compose.yaml': `services:\n  a:\n    command: >\n      x ${text}\n    image: b\n` } }).all();
  }
  expect(Date.now() - started).toBeLessThan(10_000);
});
