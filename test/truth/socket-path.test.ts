// What does nginx dial when the path of a unix socket has something behind it?
import { expect, it } from 'vitest';
import type { CaseName } from './cases.ts';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

/** One request of a variant: its status, what the app was asked for, and the log. */
async function oneRequest(name: CaseName, variant: string, path: string) {
  let seen: { status: number; asked: readonly string[]; log: readonly string[]; run: string } | undefined;
  await onStage(name, variant, async (stage) => {
    const app = await stage.socketApp('app.sock');
    const site = await stage.nginx({});
    const { status } = await site.ask(path);
    const asked = app.requests.map(({ line }) => line.split(' ')[1] ?? '');
    seen = { status, asked, log: site.log('upstream'), run: stage.run };
  });
  if (!seen) throw new Error(`${name}/${variant} was never played`);
  return seen;
}

truth('upstream-socket-path', ['nginx'], () => {
  it('bad: without a colon the URI is part of the path, 502', async () => {
    const { status, asked, log, run } = await oneRequest('socket-path-uri', 'bad', '/app/x');
    expect([status, asked]).toEqual([502, []]);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain(
      `connect() to unix:${run}/app.sock/app/ failed (20: Not a directory) while connecting to upstream`,
    );
  });

  it('good: with the colon the app is asked', async () => {
    const { status, asked, log } = await oneRequest('socket-path-uri', 'good', '/app/x');
    expect([status, asked, log]).toEqual([200, ['/app/x'], []]);
  });

  it('bad: in a server line the colon belongs to the path, too', async () => {
    const { status, asked, log, run } = await oneRequest('socket-path-colon', 'bad', '/x');
    expect([status, asked]).toEqual([502, []]);
    expect(log[0]).toContain(
      `connect() to unix:${run}/app.sock:/app/ failed (2: No such file or directory) while connecting to upstream`,
    );
  });

  it('good: the path alone', async () => {
    const { status, asked, log } = await oneRequest('socket-path-colon', 'good', '/x');
    expect([status, asked, log]).toEqual([200, ['/x'], []]);
  });
});

truth('proxy-pass-unix-uri-double-slash', ['nginx'], () => {
  it('bad: two slashes arrive at the app', async () => {
    const { status, asked } = await oneRequest('socket-double-slash', 'bad', '/files/logo.png');
    expect([status, asked]).toEqual([200, ['/pre//logo.png']]);
  });

  it('good: one slash', async () => {
    const { status, asked } = await oneRequest('socket-double-slash', 'good', '/files/logo.png');
    expect([status, asked]).toEqual([200, ['/pre/logo.png']]);
  });
});
