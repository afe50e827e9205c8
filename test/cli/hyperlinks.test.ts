// Places as links (OSC 8), only on terminals that are known to make links.
import { describe, expect, it } from 'vitest';
import { ESC, run, WARNING } from './support.ts';

const LINK = `${ESC}]8;;`;
const END = `${ESC}\\`;

describe('hyperlinks', () => {
  it.each([
    ['FORCE_HYPERLINK', { env: { FORCE_HYPERLINK: '1' } }, true],
    ['kitty', { isTTY: true, env: { TERM: 'xterm-kitty' } }, true],
    ['iTerm', { isTTY: true, env: { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' } }, true],
    ['GNOME Terminal', { isTTY: true, env: { TERM: 'xterm-256color', VTE_VERSION: '7006' } }, true],
    ['an old GNOME Terminal', { isTTY: true, env: { TERM: 'xterm-256color', VTE_VERSION: '4803' } }, false],
    ['a terminal that is not known', { isTTY: true, env: { TERM: 'xterm-256color' } }, false],
    ['Terminal.app', { isTTY: true, env: { TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal' } }, false],
    ['FORCE_HYPERLINK=0', { isTTY: true, env: { TERM: 'xterm-kitty', FORCE_HYPERLINK: '0' } }, false],
    ['a job of a CI server', { isTTY: true, env: { TERM: 'xterm-kitty', CI: '1' } }, false],
    ['a pipe', { env: { TERM: 'xterm-kitty' } }, false],
  ])('%s', async (_name, around, expected) => {
    const { out } = await run([], { files: { '/p/nginx.conf': WARNING }, ...around });
    expect(out.includes(LINK)).toBe(expected);
    expect(out).toMatch(/nginx\.conf:6:\d+/);
  });

  it('lead to the line of the file, whatever its name', async () => {
    const { out } = await run(['check', '/p/a b#%ü.conf'], {
      files: { '/p/a b#%ü.conf': WARNING },
      env: { FORCE_HYPERLINK: '1' },
    });
    expect(out).toContain(`${LINK}file:///p/a%20b%23%25%C3%BC.conf#L6${END}a b#%ü.conf:6:31${LINK}${END}`);
  });

  it('are not made for what is no file here', async () => {
    const { out } = await run(['-'], { stdin: WARNING, env: { FORCE_HYPERLINK: '1' } });
    expect(out).toMatch(/stdin:6:\d+/);
    expect(out).not.toContain(LINK);
  });

  it('stay out of other formats', async () => {
    const around = { files: { '/p/nginx.conf': WARNING }, env: { FORCE_HYPERLINK: '1' } };
    expect((await run(['check', '--format', 'json'], around)).out).not.toContain(ESC);
  });
});
