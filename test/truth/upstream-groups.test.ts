// What does nginx do with groups whose servers have no port, are all down, or are taken out of use?
import { expect, it } from 'vitest';
import { asRoot, truth } from './harness/needs.ts';
import { freePort } from './harness/ports.ts';
import { onStage } from './harness/stage.ts';

const noneLeft = 'no live upstreams while connecting to upstream';
const disabled = 'upstream server temporarily disabled';

/** Loopback addresses of one's own, where port 80 is free: other runs of the suite have others. */
const loopback = (): string => `127.80.${1 + Math.floor(Math.random() * 250)}.${1 + (process.pid % 250)}`;

truth('upstream-server-default-port', ['nginx', 'openssl'], () => {
  it('bad: https to a server without a port is dialled on port 80', async () => {
    await onStage('server-default-port', 'bad', async (stage) => {
      const ADDRESS = loopback();
      await stage.tlsApp('api.example.test', ADDRESS);
      const site = await stage.nginx({ ADDRESS });
      expect(await site.statuses(['/1'])).toEqual([502]);
      expect(site.log('connect() failed (111: Connection refused) while connecting to upstream')[0]).toContain(
        `upstream: "https://${ADDRESS}:80/1"`,
      );
    });
  });

  asRoot('bad: and where the app has an HTTP port, TLS meets that', async () => {
    await onStage('server-default-port', 'bad', async (stage) => {
      const ADDRESS = loopback();
      const app = await stage.app(ADDRESS, 80);
      const site = await stage.nginx({ ADDRESS });
      expect(await site.statuses(['/1'])).toEqual([502]);
      expect(app.requests).toEqual([]);
      const line = site.log('SSL_do_handshake() failed')[0];
      expect(line).toContain('wrong version number');
      expect(line).toContain('while SSL handshaking to upstream');
    });
  });

  it('good: with its port it answers', async () => {
    await onStage('server-default-port', 'good', async (stage) => {
      const ADDRESS = loopback();
      const app = await stage.tlsApp('api.example.test', ADDRESS);
      const site = await stage.nginx({ ADDRESS, PORT_APP: app.port });
      expect(await site.statuses(['/1', '/2'])).toEqual([200, 200]);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});

truth('upstream-no-live-servers', ['nginx'], () => {
  it.each(['bad', 'bad-single'])('%s: 502 although the app runs', async (variant) => {
    await onStage('no-live-servers', variant, async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port, PORT_OTHER: await freePort() });
      expect(await site.statuses(['/1', '/2'])).toEqual([502, 502]);
      expect(app.connections()).toBe(0);
      expect(site.log(noneLeft)).toHaveLength(2);
      expect(site.log(noneLeft)[0]).toContain('upstream: "http://app/1"');
    });
  });

  it('good: one that is not down answers', async () => {
    await onStage('no-live-servers', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port, PORT_OTHER: await freePort() });
      expect(await site.statuses(['/1', '/2'])).toEqual([200, 200]);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});

truth('upstream-max-fails-knockout', ['nginx'], () => {
  const play = (name: 'max-fails-knockout' | 'max-fails-server-error', variant: string, paths: readonly string[]) => {
    const seen = { statuses: [] as number[], disabled: 0, noneLeft: 0, slow: 0 };
    return onStage(name, variant, async (stage) => {
      const [app, other] = [await stage.app(), await stage.app()];
      const site = await stage.nginx({ PORT_APP: app.port, PORT_OTHER: other.port });
      seen.statuses = await site.statuses(paths);
      seen.disabled = site.log(disabled).length;
      seen.noneLeft = site.log(noneLeft).length;
      seen.slow = [...app.requests, ...other.requests].filter(({ line }) => line.includes('/slow')).length;
    }).then(() => seen);
  };

  it('bad: one slow request and every other one is a 502', async () => {
    expect(await play('max-fails-knockout', 'bad', ['/1', '/slow', '/2', '/3'])).toEqual({
      statuses: [200, 504, 502, 502],
      disabled: 2,
      noneLeft: 2,
      slow: 2,
    });
  });

  it('bad: the other server being down does not make this one the only peer', async () => {
    const { statuses, disabled: count } = await play('max-fails-knockout', 'bad-one-is-down', ['/1', '/slow', '/2']);
    expect([statuses, count]).toEqual([[200, 504, 502], 1]);
  });

  it('good: with max_fails=3 it is one 504', async () => {
    const { statuses, disabled: count } = await play('max-fails-knockout', 'good', ['/1', '/slow', '/2', '/3']);
    expect([statuses, count]).toEqual([[200, 504, 200, 200], 0]);
  });

  it.each(['good-error-only', 'good-one-try', 'good-limited'])(
    '%s: one server is lost, the other answers',
    async (v) => {
      const { statuses, disabled: count, slow } = await play('max-fails-knockout', v, ['/1', '/slow', '/2', '/3']);
      expect([statuses, count, slow]).toEqual([[200, 504, 200, 200], 1, 1]);
    },
  );

  it('bad: a page that always fails, asked for twice', async () => {
    const paths = ['/1', '/broken', '/2', '/broken', '/3', '/4'];
    const { statuses, disabled: count } = await play('max-fails-server-error', 'bad', paths);
    expect([statuses, count]).toEqual([[200, 500, 200, 502, 502, 502], 2]);
  });

  it('good: not when answers with 500 go to the client', async () => {
    const paths = ['/1', '/broken', '/2', '/broken', '/3', '/4'];
    const { statuses, disabled: count } = await play('max-fails-server-error', 'good', paths);
    expect([statuses, count]).toEqual([[200, 500, 200, 500, 200, 200], 0]);
  });
});

truth('upstream-duplicate-server', ['nginx'], () => {
  it.each([
    ['bad', 2],
    ['good', 1],
  ])('%s: a server that is down is met %i times by three requests', async (variant, times) => {
    await onStage('duplicate-server', variant, async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port, PORT_DEAD: await freePort() });
      expect(await site.statuses(['/1', '/2', '/3'])).toEqual([200, 200, 200]);
      expect(site.log('connect() failed (111: Connection refused) while connecting to upstream')).toHaveLength(times);
    });
  });
});

truth('upstream-single-server-max-fails', ['nginx'], () => {
  it.each([
    ['bad', [504, 200], 0],
    ['good', [504, 200], 0],
    ['good-second-is-down', [504, 502], 1],
  ] as const)('%s', async (variant, statuses, times) => {
    await onStage('single-server-max-fails', variant, async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port, PORT_OTHER: await freePort() });
      expect(await site.statuses(['/slow', '/1'])).toEqual(statuses);
      expect(site.log(disabled)).toHaveLength(times);
    });
  });
});

truth('upstream-zone-missing', ['nginx'], () => {
  // forty clients at once meet every one of four workers, each of which may open one connection
  it.each([
    ['bad', 4],
    ['good', 1],
  ])('%s: %i connections with max_conns=1', async (variant, connections) => {
    await onStage('zone-missing', variant, async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      const answers = await Promise.all(Array.from({ length: 40 }, () => site.ask('/slow')));
      expect(app.connections()).toBe(connections);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 504)).toHaveLength(connections);
      expect(site.log(noneLeft)).toHaveLength(40 - connections);
    });
  });
});
