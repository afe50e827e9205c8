// Which server name does nginx send in the TLS handshake to an app, and what becomes of a handshake without the right one?
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

const NAME = 'api.example.test';
const hosts = ['127.0.0.1 localhost', `127.0.0.1 ${NAME}`];
// The reason text changed with OpenSSL 3.2 ("ssl/tls alert handshake failure"); the alert number did not.
const alert40 =
  /SSL_do_handshake\(\) failed \(SSL: error:[0-9A-F]+:.*alert handshake failure:SSL alert number 40\) while SSL handshaking to upstream/;

truth('proxy-ssl-server-name-off', ['nginx', 'openssl', 'names'], () => {
  it('bad: no name is sent, the app has no certificate to offer, 502', async () => {
    await onStage('ssl-server-name-off', 'bad', async (stage) => {
      const app = await stage.tlsApp(NAME);
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/1'])).toEqual([502]);
      expect(app.names).toEqual([undefined]);
      expect(app.requests).toEqual([]);
      const [line, ...others] = site.log('upstream');
      expect(others).toEqual([]);
      expect(line).toMatch(alert40);
      expect(line).toContain(`upstream: "https://127.0.0.1:${app.port}/1"`);
    });
  });

  it('good: proxy_ssl_server_name on sends the host of proxy_pass', async () => {
    await onStage('ssl-server-name-off', 'good', async (stage) => {
      const app = await stage.tlsApp(NAME);
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/1'])).toEqual([200]);
      expect(app.names).toEqual([NAME]);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});

truth('proxy-ssl-server-name-off with a group and proxy_ssl_name', ['nginx', 'openssl'], () => {
  it('bad: proxy_ssl_name alone sends nothing', async () => {
    await onStage('ssl-server-name-off-group', 'bad', async (stage) => {
      const app = await stage.tlsApp(NAME);
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/1'])).toEqual([502]);
      expect(app.names).toEqual([undefined]);
      expect(site.log('upstream')[0]).toMatch(alert40);
    });
  });

  it('good: with proxy_ssl_server_name on it is sent', async () => {
    await onStage('ssl-server-name-off-group', 'good', async (stage) => {
      const app = await stage.tlsApp(NAME);
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/1'])).toEqual([200]);
      expect(app.names).toEqual([NAME]);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});

truth('proxy-ssl-name-upstream-group', ['nginx', 'openssl', 'names'], () => {
  const closed = 'peer closed connection in SSL handshake';

  it.each(['bad', 'bad-host-header'])('%s: the name sent is the name of the group, 502', async (variant) => {
    await onStage('ssl-name-upstream-group', variant, async (stage) => {
      const app = await stage.tlsApp(NAME);
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/1'])).toEqual([502]);
      expect(app.names).toEqual(['backend']);
      expect(app.requests).toEqual([]);
      const [line, ...others] = site.log('upstream');
      expect(others).toEqual([]);
      expect(line).toContain(closed);
      expect(line).toContain('while SSL handshaking to upstream');
    });
  });

  it('good: proxy_ssl_name names the member', async () => {
    await onStage('ssl-name-upstream-group', 'good', async (stage) => {
      const app = await stage.tlsApp(NAME);
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/1'])).toEqual([200]);
      expect(app.names).toEqual([NAME]);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});
