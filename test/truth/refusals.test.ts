// With which status does nginx itself refuse requests, before an app sees them?
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

truth('limit-status-503', ['nginx'], () => {
  it('bad: 503 without a connection to the app; an empty key limits nothing', async () => {
    await onStage('limit-status', 'bad', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/', '/', '/', '/'])).toEqual([200, 200, 503, 503]);
      expect(await site.statuses(['/site', '/site', '/site', '/site'])).toEqual([200, 200, 200, 200]);
      expect(app.requests).toHaveLength(6);
      expect(site.log()[0]).toMatch(/\[error\] .* limiting requests, excess: [\d.]+ by zone "clients", client/);
    });
  });

  it('good: 429, and the other key counts', async () => {
    await onStage('limit-status', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/', '/', '/'])).toEqual([200, 200, 429]);
      expect(await site.statuses(['/site', '/site', '/site'])).toEqual([200, 200, 429]);
    });
  });
});

truth('client-max-body-size', ['nginx'], () => {
  const upload = { method: 'POST', body: 'x'.repeat(1_048_577) };

  it('bad: a body of more than 1 MB is a 413, never a 502', async () => {
    await onStage('body-size', 'bad', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      const small = { method: 'POST', body: 'x' };
      expect([(await site.ask('/upload', small)).status, (await site.ask('/upload', upload)).status]).toEqual([
        200, 413,
      ]);
      expect(app.requests).toHaveLength(1);
      expect(site.log('upload').at(-1)).toContain('client intended to send too large body: 1048577 bytes');
    });
  });

  it('good: with a larger limit the app gets it', async () => {
    await onStage('body-size', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect((await site.ask('/upload', upload)).status).toBe(200);
    });
  });
});
