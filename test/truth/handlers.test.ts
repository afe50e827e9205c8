// Who gets the requests of a location or a stream, when the configuration is of two minds about it?
import { connect } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

truth('multiple-handlers', ['nginx'], () => {
  it('bad: the last directive answers, the app is never asked', async () => {
    await onStage('multiple-handlers', 'bad', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      const { status, body } = await site.ask('/1');
      expect([status, body.slice(0, 4), app.connections()]).toEqual([200, 'GIF8', 0]);
      expect(site.log()).toEqual([]);
    });
  });

  it('good: the app answers', async () => {
    await onStage('multiple-handlers', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/1'])).toEqual([200]);
      expect(app.requests).toHaveLength(1);
    });
  });
});

truth('protocol-mismatch with php-fpm', ['nginx', 'php-fpm'], () => {
  it('bad: php-fpm resets a connection that begins with HTTP, 502', async () => {
    await onStage('protocol-php-fpm', 'bad', async (stage) => {
      const site = await stage.nginx({});
      await stage.phpFpm('etc/php/8.2/fpm/php-fpm.conf', 'php/php8.2-fpm.sock');
      expect((await site.ask('/index.php')).status).toBe(502);
      expect(
        site.log('recv() failed (104: Connection reset by peer) while reading response header from upstream'),
      ).toHaveLength(1);
    });
  });

  it('good: fastcgi_pass', async () => {
    await onStage('protocol-php-fpm', 'good', async (stage) => {
      const site = await stage.nginx({});
      await stage.phpFpm('etc/php/8.2/fpm/php-fpm.conf', 'php/php8.2-fpm.sock');
      expect((await site.ask('/index.php')).status).toBe(200);
    });
  });
});

/** The status of one HTTP/2 request without TLS, as a gRPC client makes it; the error's code where it does not get so far. */
function askHttp2(port: number): Promise<number | string> {
  return new Promise((answer) => {
    const session = connect(`http://127.0.0.1:${port}`);
    const end = (result: number | string): void => {
      session.destroy();
      answer(result);
    };
    session.setTimeout(5_000, () => end('no answer'));
    session.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'));
    const request = session.request({
      ':path': '/shop.Cart/Add',
      ':method': 'POST',
      'content-type': 'application/grpc',
    });
    request.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'));
    request.on('response', (headers) => end(headers[':status'] ?? 0));
    request.end();
  });
}

truth('grpc-without-http2', ['nginx', 'http2'], () => {
  it('bad: the client does not get past its preface, nothing is dialled', async () => {
    await onStage('grpc-without-http2', 'bad', async (stage) => {
      const app = await stage.http2App();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await askHttp2(site.port)).toMatch(/^ERR_HTTP2|^ECONNRESET/);
      expect(app.connections()).toBe(0);
      expect(site.log('upstream')).toEqual([]);
    });
  });

  it('good: the app answers', async () => {
    await onStage('grpc-without-http2', 'good', async (stage) => {
      const app = await stage.http2App();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await askHttp2(site.port)).toBe(200);
      expect(app.requests.map(({ line }) => line)).toEqual(['POST /shop.Cart/Add HTTP/2.0']);
    });
  });
});

const NAME = 'api.example.test';

/** Begins TLS with a name; whether that went well. */
function greet(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connectTls({ host: '127.0.0.1', port, servername: NAME, rejectUnauthorized: false });
    const end = (went: boolean): void => {
      socket.destroy();
      answer(went);
    };
    socket.setTimeout(5_000, () => end(false));
    socket.once('secureConnect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

truth('stream-proxy', ['nginx', 'stream', 'openssl'], () => {
  it('bad: without ssl_preread the name is empty, every connection goes to the default', async () => {
    await onStage('stream-preread', 'bad', async (stage) => {
      const [app, other] = [await stage.tlsApp(NAME), await stage.app()];
      const site = await stage.nginx({ PORT_APP: app.port, PORT_OTHER: other.port });
      expect(await greet(site.port)).toBe(false);
      expect(app.connections()).toBe(0);
      expect(other.connections()).toBeGreaterThan(0);
    });
  });

  it('bad-url: a URL is no address, the connection is closed', async () => {
    await onStage('stream-preread', 'bad-url', async (stage) => {
      const [app, other] = [await stage.tlsApp(NAME), await stage.app()];
      const site = await stage.nginx({ PORT_APP: app.port, PORT_OTHER: other.port });
      expect(await greet(site.port)).toBe(false);
      expect(app.connections()).toBe(0);
      expect(site.log(`invalid host in upstream "http://127.0.0.1:${app.port}"`)).toHaveLength(1);
    });
  });

  it('good: the name decides', async () => {
    await onStage('stream-preread', 'good', async (stage) => {
      const [app, other] = [await stage.tlsApp(NAME), await stage.app()];
      const site = await stage.nginx({ PORT_APP: app.port, PORT_OTHER: other.port });
      expect(await greet(site.port)).toBe(true);
      expect(app.names).toEqual([NAME]);
    });
  });
});
