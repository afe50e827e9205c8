// --timing and the progress line: both on stderr, the second only where somebody looks and waits.
import { describe, expect, it } from 'vitest';
import { createStopwatch } from '../../src/cli/timing.ts';
import { CLEAN, ESC, run, WARNING } from './support.ts';

/** A clock that goes on by `step` milliseconds each time it is looked at. */
const clock = (step: number) => {
  let at = 0;
  return () => {
    at += step;
    return at;
  };
};

describe('--timing', () => {
  it('says on stderr where the time went, and leaves the report as it is', async () => {
    const plain = await run(['check', '--format', 'json'], { files: { '/p/nginx.conf': WARNING } });
    const timed = await run(['check', '--format', 'json', '--timing'], { files: { '/p/nginx.conf': WARNING } });
    expect(timed).toMatchObject({ code: plain.code, out: plain.out });
    expect(timed.err).toMatch(/^find the files +\d+\.\d ms\nread, and check like nginx -t +\d/);
    expect(timed.err).toMatch(/^\d+ rules +/m);
    expect(timed.err).toMatch(/^ {2}\d+ others +/m);
    expect(timed.err).toMatch(/^total +[\d.]+ ms\n$/m);
  });

  it('counts a stage without those within it, and a rule over all configurations', () => {
    const times = [0, 10, 20, 50, 60, 100, 107, 110, 113, 120];
    const watch = createStopwatch(() => times.shift()!);
    watch.begin('rule', 'a'); // 10
    watch.begin('apps', 'x'); // 20
    watch.end(); // 50
    watch.end(); // 60
    watch.begin('rule', 'b'); // 100
    watch.end(); // 107
    watch.begin('rule', 'a'); // 110
    watch.end(); // 113
    expect(watch.table()).toBe(
      [
        'declared apps     30.0 ms',
        '2 rules           30.0 ms',
        '  a               23.0 ms',
        '  b                7.0 ms',
        'everything else   60.0 ms',
        'total            120.0 ms',
        '',
      ].join('\n'),
    );
  });

  it('counts the time of fixes, too', async () => {
    const { err } = await run(['check', '--diff', '--timing', '--quiet'], { files: { '/p/nginx.conf': CLEAN } });
    expect(err).toMatch(/^total/m);
  });
});

describe('progress', () => {
  const files = Object.fromEntries([1, 2, 3].map((n) => [`/p/${n}/nginx.conf`, CLEAN]));

  it('shows one line after two seconds on a terminal, and takes it away', async () => {
    const { err, code } = await run([], { files, isTTY: true, columns: 60, now: clock(10) });
    expect(code).toBe(0);
    const lines = err.split(`\r${ESC}[K`);
    expect(lines[0]).toBe('');
    expect(lines.at(-1)).toBe('');
    expect(lines[1]).toMatch(/^nginx-vet: 2 s, \d\. \d\/nginx\.conf/);
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) expect(line.length).toBeLessThan(60);
  });

  it.each([
    ['a run that is over before', { isTTY: true, now: clock(0.1) }],
    ['no terminal', { isTTY: false, now: clock(50) }],
    ['a terminal that cannot', { isTTY: true, now: clock(50), env: { TERM: 'dumb' } }],
    ['a job of a CI server', { isTTY: true, now: clock(50), env: { CI: 'true' } }],
  ])('says nothing: %s', async (_name, around) => {
    expect((await run([], { files, ...around })).err).toBe('');
  });

  it('goes away before a message about what cannot be done', async () => {
    const { err, code } = await run(['1/nginx.conf', 'nope'], {
      files,
      isTTY: true,
      now: clock(50),
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(2);
    expect(err.split(`\r${ESC}[K`).at(-1)).toMatch(/^nginx-vet: .*nope/);
  });
});
