// Does `keepalive` without HTTP/1.1 fail or merely do nothing, and when does it really end in a 502?
import { expect, it } from 'vitest';
import { fiveRequests, type Seen } from './harness/five-requests.ts';
import { before, since, truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';
import { until } from './harness/wait.ts';

// The popular claim is a 502; the truth is five connections for five answered requests.
const noReuse: Seen = {
  statuses: [200],
  connections: 5,
  version: ['HTTP/1.0'],
  connection: ['close'],
  host: ['app'],
  log: [],
};
const reuse: Seen = { ...noReuse, connections: 1, version: ['HTTP/1.1'], connection: ['none'] };

truth('upstream-keepalive-http-version', ['nginx'], () => {
  before('1.29.7', 'keepalive without proxy_http_version 1.1: a connection per request, none fails', async () => {
    expect(await fiveRequests('keepalive-http-version', 'bad')).toEqual(noReuse);
  });

  since('1.29.7', 'the bad file reuses one connection: 1.1 and no Connection header are the default', async () => {
    expect(await fiveRequests('keepalive-http-version', 'bad')).toEqual(reuse);
  });

  it('an explicit proxy_http_version 1.0: no reuse in any version', async () => {
    expect(await fiveRequests('keepalive-http-version', 'bad-explicit')).toEqual({ ...noReuse, connection: ['none'] });
  });

  it('good: one connection for all requests', async () => {
    expect(await fiveRequests('keepalive-http-version', 'good')).toEqual(reuse);
  });
});

truth('upstream-keepalive-half-fixed', ['nginx'], () => {
  const host = ['shop.example.com'];

  before('1.29.7', 'Connection "" over HTTP/1.0: node closes after every answer', async () => {
    const seen = await fiveRequests('keepalive-half-fixed', 'bad');
    expect(seen).toEqual({ ...noReuse, host, connection: ['none'] });
  });

  since('1.29.7', 'the bad file reuses one connection: 1.1 is the default', async () => {
    expect(await fiveRequests('keepalive-half-fixed', 'bad')).toEqual({ ...reuse, host });
  });

  it('good: one connection for all requests', async () => {
    expect(await fiveRequests('keepalive-half-fixed', 'good')).toEqual({ ...reuse, host });
  });

  before('1.29.7', 'the exception: Connection keep-alive, and an app that sets Content-Length itself', async () => {
    await onStage('keepalive-half-fixed', 'exception', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      // node counts only a Content-Length that the app has set: with one it computes itself it answers `Connection: close`.
      expect(await site.statuses(['/1', '/2', '/3'])).toEqual([200, 200, 200]);
      expect(app.connections()).toBe(3);
      expect(await site.statuses(['/sized/1', '/sized/2', '/sized/3'])).toEqual([200, 200, 200]);
      expect(app.connections()).toBe(4);
      const seen = new Set(app.requests.map(({ line, headers }) => `${line.split(' ')[2]} ${headers.connection}`));
      expect(seen).toEqual(new Set(['HTTP/1.0 keep-alive']));
    });
  });
});

truth('an app that answers HTTP/1.1 and closes without announcing it', ['nginx'], () => {
  const premature = 'upstream prematurely closed connection while reading response header from upstream';
  const FOUR = ['/1', '/2', '/3', '/4'];
  const post = { method: 'POST', body: 'x=1' };

  before('1.29.7', 'bad: nginx keeps the doomed connection, every second POST is a 502', async () => {
    await onStage('keepalive-http-version', 'bad', async (stage) => {
      const app = await stage.silentlyClosingApp('when the next request arrives');
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(FOUR, post)).toEqual([200, 502, 200, 502]);
      expect(app.connections()).toBe(2);
      expect(app.requests.map(({ line }) => line)).toEqual(['POST /1 HTTP/1.0', 'POST /3 HTTP/1.0']);
      expect(site.log(premature)).toHaveLength(2);
    });
  });

  before('1.29.7', 'bad: a GET is retried on a fresh connection, the line is logged all the same', async () => {
    await onStage('keepalive-http-version', 'bad', async (stage) => {
      const app = await stage.silentlyClosingApp('when the next request arrives');
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(FOUR)).toEqual([200, 200, 200, 200]);
      expect(app.connections()).toBe(4);
      expect(site.log(premature)).toHaveLength(3);
    });
  });

  before('1.29.7', 'bad: an app that closes at once harms nobody whose next request comes after the FIN', async () => {
    await onStage('keepalive-http-version', 'bad', async (stage) => {
      const app = await stage.silentlyClosingApp('at once');
      const site = await stage.nginx({ PORT_APP: app.port });
      for (const path of FOUR) {
        expect(await site.statuses([path], post)).toEqual([200]);
        // The connection is gone only when nginx closed its side too: it saw the FIN in its cache and dropped it.
        await until(() => app.open() === 0, 'nginx to drop the closed connection');
      }
      expect(app.connections()).toBe(4);
      expect(site.log('upstream')).toEqual([]);
    });
  });

  since('1.29.7', 'the bad file asks the app to keep the connection, and it does', async () => {
    await onStage('keepalive-http-version', 'bad', async (stage) => {
      const app = await stage.silentlyClosingApp('when the next request arrives');
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(FOUR, post)).toEqual([200, 200, 200, 200]);
      expect(app.connections()).toBe(1);
    });
  });

  it('good: the app is asked to keep the connection and does', async () => {
    await onStage('keepalive-http-version', 'good', async (stage) => {
      const app = await stage.silentlyClosingApp('when the next request arrives');
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(FOUR, post)).toEqual([200, 200, 200, 200]);
      expect(app.connections()).toBe(1);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});
