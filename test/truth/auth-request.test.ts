// What does a client get when `auth_request` asks in vain, and when an error page answers in the auth app's place?
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CaseName } from './cases.ts';
import type { App } from './harness/apps.ts';
import { truth } from './harness/needs.ts';
import { freePort } from './harness/ports.ts';
import { onStage, type Site } from './harness/stage.ts';

/** Plays a variant with an app, an auth app, and a port that refuses connections. */
async function guarded(
  name: CaseName,
  variant: string,
  play: (site: Site, app: App, auth: App) => Promise<void>,
): Promise<void> {
  await onStage(name, variant, async (stage) => {
    const [app, auth] = [await stage.app(), await stage.app()];
    const site = await stage.nginx({ PORT_APP: app.port, PORT_AUTH: auth.port, PORT_CLOSED: await freePort() });
    writeFileSync(join(stage.dir, 'maintenance.html'), 'we are sorry');
    await play(site, app, auth);
  });
}

truth('auth-request-upstream', ['nginx'], () => {
  it.each([
    ['bad', 404, 0],
    ['bad-named', 404, 0],
    ['bad-slash', 301, 0],
    ['bad-page', 302, 1],
  ])('%s: the answer is %d, which is no verdict: 500', async (variant, seen, asked) => {
    await guarded('auth-request-upstream', variant, async (site, app, auth) => {
      expect((await site.ask('/private')).status).toBe(500);
      expect(site.log(`auth request unexpected status: ${seen}`)).toHaveLength(1);
      expect(app.requests).toEqual([]);
      expect(auth.requests).toHaveLength(asked);
    });
  });

  it('good: the auth app is asked, then the app', async () => {
    await guarded('auth-request-upstream', 'good', async (site, app, auth) => {
      expect(await site.statuses(['/private'])).toEqual([200]);
      expect(auth.requests.map(({ line }) => line)).toEqual([expect.stringMatching(/^GET \/auth /)]);
      expect(app.requests).toHaveLength(1);
      expect(site.log()).toEqual([]);
    });
  });
});

truth('auth-request-upstream, open while the auth app is down', ['nginx'], () => {
  it.each(['bad', 'bad-bare'])('%s: the page is taken for a yes', async (variant) => {
    await guarded('auth-request-open', variant, async (site, app) => {
      expect((await site.ask('/private')).status).toBe(200);
      expect(app.requests).toHaveLength(1);
      expect(site.log('auth request')).toEqual([]);
    });
  });

  it('good: nobody passes', async () => {
    await guarded('auth-request-open', 'good', async (site, app) => {
      expect((await site.ask('/private')).status).toBe(500);
      expect(app.requests).toEqual([]);
      expect(site.log('auth request unexpected status: 502')).toHaveLength(1);
    });
  });
});

const POST = { method: 'POST', body: 'colour=blue' };

truth('auth-request-body', ['nginx'], () => {
  it.each(['bad', 'bad-on'])('%s: the auth app waits for a body, and the form is a 500', async (variant) => {
    await guarded('auth-request-body', variant, async (site, app, auth) => {
      expect((await site.ask('/private', POST)).status).toBe(500);
      expect(app.requests).toEqual([]);
      expect(auth.requests[0]?.headers['content-length']).toBe(String(POST.body.length));
      const timeout = 'upstream timed out (110: Connection timed out) while reading response header from upstream';
      expect(site.log(timeout)).toHaveLength(1);
      expect(site.log('auth request unexpected status: 504')).toHaveLength(1);
      // pages load, and a body in chunks has no length
      expect(await site.statuses(['/private'])).toEqual([200]);
      expect((await site.ask('/private', { ...POST, isChunked: true })).status).toBe(200);
    });
  });

  it('good: it is told of no body', async () => {
    await guarded('auth-request-body', 'good', async (site, app, auth) => {
      expect((await site.ask('/private', POST)).status).toBe(200);
      expect(auth.requests[0]?.headers).not.toHaveProperty('content-length');
      expect(app.requests[0]?.headers['content-length']).toBe(String(POST.body.length));
      expect(site.log()).toEqual([]);
    });
  });
});
