// What do timeouts do that are zero, or that are made for another protocol?
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

const BODY = 'x'.repeat(20_000_000);

truth('timeout-zero', ['nginx'], () => {
  it.each([
    ['bad', 'while reading response header from upstream'],
    ['bad-connect', 'while connecting to upstream'],
  ])('%s: nginx gives up at once, 504', async (variant, action) => {
    await onStage('timeout-zero', variant, async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/1', '/2'])).toEqual([504, 504]);
      const lines = site.log('upstream timed out (110: Connection timed out)');
      expect(lines).toHaveLength(2);
      expect(lines[0]).toContain(action);
    });
  });

  it('bad-send: what fits into the socket passes, a large body is a 504', async () => {
    await onStage('timeout-zero', 'bad-send', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/1'])).toEqual([200]);
      expect((await site.ask('/2', { method: 'POST', body: BODY })).status).toBe(504);
      expect(site.log('while sending request to upstream')).toHaveLength(1);
    });
  });

  it('good: the app answers', async () => {
    await onStage('timeout-zero', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/1', '/2'])).toEqual([200, 200]);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});

truth('timeout-wrong-family', ['nginx', 'uwsgi'], () => {
  it('bad: uwsgi_pass waits as long as uwsgi_read_timeout says, 504', async () => {
    await onStage('timeout-wrong-family', 'bad', async (stage) => {
      const site = await stage.nginx({});
      await stage.uwsgi('app.py', 'uwsgi.sock');
      expect((await site.ask('/')).status).toBe(504);
      const [line] = site.log('upstream');
      expect(line).toContain(
        'upstream timed out (110: Connection timed out) while reading response header from upstream',
      );
      expect(line).toContain('upstream: "uwsgi://unix:');
    });
  });

  it('good: with the right prefix the answer arrives', async () => {
    await onStage('timeout-wrong-family', 'good', async (stage) => {
      const site = await stage.nginx({});
      await stage.uwsgi('app.py', 'uwsgi.sock');
      expect(await site.ask('/')).toEqual({ status: 200, body: 'at last\n' });
      expect(site.log()).toEqual([]);
    });
  });
});

truth('setting-without-effect', ['nginx', 'openssl'], () => {
  it.each(['bad', 'good'])('%s: the answer is the same, and the file is not even looked for', async (variant) => {
    await onStage('setting-without-effect', variant, async (stage) => {
      const app = await stage.tlsApp('api.example.test');
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/1'])).toEqual([200]);
      expect(site.log()).toEqual([]);
    });
  });
});
