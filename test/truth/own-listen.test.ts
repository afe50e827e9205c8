// What happens when nginx dials a `listen` of its own that speaks something else, or that leads back to where it dials from?
import { expect, it } from 'vitest';
import type { CaseName } from './cases.ts';
import { before, since, truth } from './harness/needs.ts';
import { freePort } from './harness/ports.ts';
import { onStage, type Site, type Stage } from './harness/stage.ts';

/** Plays a variant in which nginx has a second server in front of an app. */
async function withInner(
  name: CaseName,
  variant: string,
  play: (site: Site, asked: () => number, stage: Stage) => Promise<void>,
): Promise<void> {
  await onStage(name, variant, async (stage) => {
    if (/tls/.test(variant)) await stage.tlsApp('inner.example.com'); // its certificate is what the inner server shows
    const app = await stage.app();
    const site = await stage.nginx({ PORT_APP: app.port, PORT_INNER: await freePort() });
    await play(site, () => app.requests.length, stage);
  });
}

const answered = async (site: Site, asked: () => number): Promise<void> => {
  expect(await site.statuses(['/1'])).toEqual([200]);
  expect(asked()).toBe(1);
  expect(site.log('upstream')).toEqual([]);
};

truth('proxy-pass-self-loop', ['nginx'], () => {
  it('bad: one request takes all 64 connections and is a 502', async () => {
    await onStage('self-loop', 'bad', async (stage) => {
      const site = await stage.nginx({});
      expect((await site.ask('/1')).status).toBe(502);
      expect(site.log('64 worker_connections are not enough').length).toBeGreaterThan(0);
    });
  });

  it('good: the app is dialled', async () => {
    await onStage('self-loop', 'good', async (stage) => {
      const app = await stage.app();
      await answered(await stage.nginx({ PORT_APP: app.port }), () => app.requests.length);
    });
  });
});

truth('protocol-mismatch', ['nginx'], () => {
  it.each([
    ['bad', 502, 'upstream sent unsupported FastCGI protocol version: 72 while reading response header from upstream'],
    ['bad-grpc', 502, 'upstream sent too large http2 frame: 4740180 while reading response header from upstream'],
    ['bad-memcached', 502, 'memcached sent invalid response: "HTTP/1.1 400 Bad Request"'],
    ['bad-uwsgi', 400, undefined],
    ['bad-scgi', 400, undefined],
  ])('%s: %d', async (variant, status, line) => {
    await withInner('protocol-own-listen', variant, async (site, asked) => {
      expect((await site.ask('/1')).status).toBe(status);
      expect(asked()).toBe(0);
      if (line === undefined) expect(site.log()).toEqual([]);
      else expect(site.log(line)).toHaveLength(1);
    });
  });

  it('good: proxy_pass', () => withInner('protocol-own-listen', 'good', answered));
});

truth('protocol-mismatch of HTTP/1 and HTTP/2', ['nginx', 'http2'], () => {
  before('1.25.1', 'bad-http1: what comes back is no HTTP/1', async () => {
    await withInner('protocol-own-listen', 'bad-http1', async (site, asked) => {
      await expect(site.ask('/1')).rejects.toThrow(/Parse Error|HTTP\/0\.9|hang up/);
      expect(asked()).toBe(0);
      expect(site.log('upstream sent no valid HTTP/1.0 header while reading response header')).toHaveLength(1);
    });
  });

  since('1.25.1', 'the same `listen` understands HTTP/1, too', async () => {
    await withInner('protocol-own-listen', 'bad-http1', async (site, asked) => {
      expect(await site.statuses(['/1'])).toEqual([200]);
      expect(asked()).toBe(1);
    });
  });
});

truth('scheme-port-mismatch', ['nginx', 'openssl'], () => {
  it('bad: TLS to a plain listen is a 502', async () => {
    await withInner('scheme-own-listen', 'bad', async (site, asked) => {
      expect((await site.ask('/1')).status).toBe(502);
      expect(asked()).toBe(0);
      expect(site.log('wrong version number) while SSL handshaking to upstream')).toHaveLength(1);
    });
  });

  it('bad-to-tls: plain HTTP to a listen with ssl is nginx’s own 400', async () => {
    await withInner('scheme-own-listen', 'bad-to-tls', async (site, asked) => {
      const { status, body } = await site.ask('/1');
      expect(status).toBe(400);
      expect(body).toContain('The plain HTTP request was sent to HTTPS port');
      expect(asked()).toBe(0);
      expect(site.log()).toEqual([]);
    });
  });

  it.each(['good', 'good-tls'])('%s', (variant) => withInner('scheme-own-listen', variant, answered));
});

truth('proxy-protocol-mismatch', ['nginx'], () => {
  it('bad: nothing in http can send the header, 502', async () => {
    await withInner('proxy-protocol-own-listen', 'bad', async (site, asked) => {
      expect((await site.ask('/1')).status).toBe(502);
      expect(asked()).toBe(0);
      const closed = 'upstream prematurely closed connection while reading response header from upstream';
      expect(site.log(closed)).toHaveLength(1);
      expect(site.log('broken header: "GET /1 HTTP/1.')).toHaveLength(1);
    });
  });

  it('good: a listen without it', () => withInner('proxy-protocol-own-listen', 'good', answered));
});

truth('proxy-protocol-mismatch in a stream', ['nginx', 'stream'], () => {
  it('bad: the header is taken for a request, 400', async () => {
    await withInner('proxy-protocol-stream', 'bad', async (site, asked) => {
      expect((await site.ask('/1')).status).toBe(400);
      expect(asked()).toBe(0);
    });
  });

  it('bad-not-sent: the connection is closed', async () => {
    await withInner('proxy-protocol-stream', 'bad-not-sent', async (site, asked) => {
      await expect(site.ask('/1')).rejects.toThrow('hang up');
      expect(asked()).toBe(0);
      expect(site.log('broken header: "GET /1 HTTP/1.1')).toHaveLength(1);
    });
  });

  it('good: both sides', () => withInner('proxy-protocol-stream', 'good', answered));
});
