// Which request headers does an app get: through a list that hides another, at the beginning of a WebSocket, as its host?
import { expect, it } from 'vitest';
import { before, since, truth } from './harness/needs.ts';
import { askRaw, askWebSocket } from './harness/raw-request.ts';
import { onStage } from './harness/stage.ts';
import { startWebSocketApp } from './harness/websocket-app.ts';

truth('proxy-set-header-inheritance', ['nginx'], () => {
  const forged = ['GET / HTTP/1.1', 'Host: shop.example.com', 'X-Forwarded-For: 198.51.100.9', 'Connection: close'];

  it('bad: one line hides the outer list; the app gets the built-in Host and what the client forged', async () => {
    await onStage('set-header-inheritance', 'bad', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await askRaw(site.port, forged)).toBe(200);
      expect(app.requests[0]?.headers).toMatchObject({
        host: `127.0.0.1:${app.port}`,
        'x-forwarded-for': '198.51.100.9',
        'x-request-id': '1',
      });
      expect(site.log()).toEqual([]);
    });
  });

  it('good: the repeated lines hold', async () => {
    await onStage('set-header-inheritance', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await askRaw(site.port, forged)).toBe(200);
      expect(app.requests[0]?.headers).toMatchObject({
        host: 'shop.example.com',
        'x-forwarded-for': '127.0.0.1',
        'x-request-id': '1',
      });
    });
  });
});

truth('proxy-websocket-headers', ['nginx'], () => {
  const old = async (path: string, status: number, line: string): Promise<void> => {
    await onStage('websocket-headers', 'bad', async (stage) => {
      const app = await stage.start(startWebSocketApp());
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await askWebSocket(site.port, path)).toBe(status);
      expect(app.requests.map((request) => request.line)).toEqual([line]);
      expect(site.log()).toEqual([]);
    });
  };

  it('bad: Upgrade alone is an ordinary request to the app, 426', () => old('/half', 426, 'GET /half HTTP/1.1'));

  before('1.29.7', 'bad: both headers with HTTP/1.0, 400', () => old('/version', 400, 'GET /version HTTP/1.0'));

  since('1.29.7', 'the version is right by default', () => old('/version', 101, 'GET /version HTTP/1.1'));

  it('good: both headers with HTTP/1.1', async () => {
    await onStage('websocket-headers', 'good', async (stage) => {
      const app = await stage.start(startWebSocketApp());
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await askWebSocket(site.port, '/half')).toBe(101);
      expect(await askWebSocket(site.port, '/version')).toBe(101);
    });
  });
});

truth('proxy-host-header', ['nginx'], () => {
  const withoutHost = (path: string) => [`GET ${path} HTTP/1.0`];

  const hosts = async (variant: 'bad' | 'good', statuses: readonly number[], expected: readonly string[]) => {
    await onStage('host-header', variant, async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      const group = (await site.ask('/group')).status;
      expect([group, await askRaw(site.port, withoutHost('/client'))]).toEqual(statuses);
      const seen = app.requests.map(({ headers }) => String(headers.host).replace(`:${app.port}`, ''));
      expect(seen).toEqual(expected);
      expect(site.log()).toEqual([]);
    });
  };

  // node answers 400 on its own to HTTP/1.1 without a Host: the request never gets to the app's code
  before('1.31.4', 'bad: the name of the group; no Host at all, 400', () => hosts('bad', [200, 400], ['app_server']));

  since('1.31.4', 'bad: the name of the group; an empty Host becomes that of proxy_pass', () =>
    hosts('bad', [200, 200], ['app_server', '127.0.0.1']),
  );

  it('good: $host is never empty', () => hosts('good', [200, 200], ['shop.example.com', 'shop.example.com']));
});
