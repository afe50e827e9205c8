// What do buffers of answers and of request bodies decide?
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

const BODY = 'x'.repeat(300_000);
const tooBig = 'upstream sent too big header while reading response header from upstream';

truth('proxy-buffer-size', ['nginx'], () => {
  it('bad: proxy_buffers make no room for a header, 502', async () => {
    await onStage('proxy-buffer-size', 'bad', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/', '/large-header'])).toEqual([200, 502]);
      expect(site.log(tooBig)).toHaveLength(1);
    });
  });

  it('bad-small: 4k are not enough for this header, nor 1k; ordinary ones pass', async () => {
    await onStage('proxy-buffer-size', 'bad-small', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/', '/large-header'])).toEqual([200, 502]);
      expect(site.log(tooBig)).toHaveLength(1);
    });
  });

  it('good: proxy_buffer_size does', async () => {
    await onStage('proxy-buffer-size', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/', '/large-header'])).toEqual([200, 200]);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});

truth('fastcgi-request-buffering-off', ['nginx', 'php-fpm'], () => {
  it.each([
    ['bad', 'PHP answers POST - 0\n'],
    ['good', 'PHP answers POST - 300000\n'],
  ])('%s: what PHP gets of a chunked body', async (variant, chunked) => {
    await onStage('fastcgi-request-buffering-off', variant, async (stage) => {
      const site = await stage.nginx({});
      await stage.phpFpm('fpm.conf', 'php-fpm.sock');
      const post = { method: 'POST', body: BODY };
      expect(await site.ask('/index.php', post)).toEqual({ status: 200, body: 'PHP answers POST - 300000\n' });
      expect(await site.ask('/index.php', { ...post, isChunked: true })).toEqual({ status: 200, body: chunked });
      expect(site.log('[error]')).toEqual([]);
    });
  });
});

truth('proxy-request-buffering-off', ['nginx'], () => {
  it.each([
    ['bad', 502],
    ['good', 200],
  ])('%s: the first server closes the connection while the body is on its way', async (variant, status) => {
    await onStage('proxy-request-buffering-off', variant, async (stage) => {
      const [first, app] = [await stage.slammingApp(), await stage.app()];
      const site = await stage.nginx({ PORT_FIRST: first.port, PORT_APP: app.port });
      expect((await site.ask('/upload', { method: 'PUT', body: BODY })).status).toBe(status);
      expect(first.connections()).toBe(1);
      expect(app.requests).toHaveLength(status === 200 ? 1 : 0);
    });
  });
});
