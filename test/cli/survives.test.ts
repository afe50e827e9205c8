/**
 * Do deep nesting (legal for nginx) and very long lines survive in every command and format: no exception, no hang, the right
 * exit code? The commands of crossplane have tests of their own for this (test/crossplane/deep.test.ts).
 */
import { describe, expect, test } from 'vitest';
import { run } from './support.ts';

const DEPTH = 10_000;
/** Bytes; 50 MB have been tried by hand. */
const SIZE = 500_000;
const HEAD = 'events {}\nhttp {\nserver {\n';
const of = (part: string, size = SIZE): string => part.repeat(Math.ceil(size / part.length));

/** Name, text, exit code of `check`. */
const DEEP: readonly (readonly [string, string, number])[] = [
  [
    'locations',
    `${HEAD}${'location / {\n'.repeat(DEPTH)}proxy_pass http://localhost:1;\n${'}\n'.repeat(DEPTH)}}\n}\n`,
    1,
  ],
  ['ifs', `${HEAD}location / {\n${'if ($uri) {\n'.repeat(DEPTH)}${'}\n'.repeat(DEPTH)}}\n}\n}\n`, 1],
  ['unknown blocks', `events {}\n${'a {'.repeat(DEPTH)}b c;${'}'.repeat(DEPTH)}`, 1],
  ['https', `events {}\n${'http {\n'.repeat(DEPTH)}${'}\n'.repeat(DEPTH)}`, 1],
  ['blocks that are not closed', HEAD + 'location / {\n'.repeat(DEPTH), 1],
  ['all but one closed', `${HEAD}${'location / {\n'.repeat(DEPTH)}${'}\n'.repeat(DEPTH + 1)}`, 1],
  ['nothing but {', 'a{'.repeat(DEPTH), 1],
  ['nothing but }', '}'.repeat(DEPTH), 1],
];

const LONG: readonly (readonly [string, string, number])[] = [
  ['a comment', `events {} http {} #${of('x')}`, 1],
  ['one argument', `events {} http { server { set $a ${of('x')}; } }`, 1],
  ['a quoted one', `events {} http { log_format a "${of('x y; ')}"; }`, 1],
  ['a quote that is not closed', `events {} http { log_format a "${of('x y; ')}; }`, 1],
  ['many statements', `events {} http { ${of('proxy_set_header A b; ')}}`, 0],
  ['many words', `events {} http { server { server_name ${of('w.example ')}; } }`, 0],
  ['many servers', `events {} http { ${of('server { location / { proxy_pass http://localhost:1; } } ', SIZE / 5)}}`, 1],
  ['many {', of('a{'), 1],
  ['many ;', of(';'), 1],
  ['many }', of('}'), 1],
  ['many quotes', of('"'), 1],
  ['many backslashes', `events {} http { a ${of('\\')}`, 1],
  ['spaces', `events {}${of(' ')}`, 0],
];

const CHECKS: readonly (readonly string[])[] = [
  [],
  ['--format', 'json', '--preset', 'strict', '--min-confidence', 'low'],
  ['--diff', '--unsafe-fixes'],
];

async function survives(argv: readonly string[], text: string, wanted: number): Promise<void> {
  const { code, err } = await run([...argv, 'nginx.conf'], { files: { '/p/nginx.conf': text } });
  expect({ code, problem: /internal error.*/.exec(err)?.[0] }).toEqual({ code: wanted, problem: undefined });
}

describe.each(CHECKS.map((options) => [options.join(' '), options] as const))('check %s', (_, options) => {
  test.each(DEEP)('10,000 deep: %s', (_name, text, code) => survives(['check', ...options], text, code));
});

describe.each(['tokens', 'cst', 'tree', 'model', 'hops'])('dump %s', (kind) => {
  test.each(DEEP)('10,000 deep: %s', (_name, text) => survives(['dump', kind], text, 0));
});

// the longest way through the program, and the shortest
describe('a long line', () => {
  test.each(LONG)(
    'check: %s',
    (_name, text, code) => survives(['check', '--format', 'json', '--preset', 'strict'], text, code),
    30_000,
  );
  test.each(LONG)('dump hops: %s', (_name, text) => survives(['dump', 'hops'], text, 0), 30_000);
});
