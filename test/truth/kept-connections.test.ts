// When does nginx keep connections, and what becomes of a request that meets one which the app has closed?
import { expect, it } from 'vitest';
import { fiveRequests } from './harness/five-requests.ts';
import { before, since, truth } from './harness/needs.ts';
import { freePort } from './harness/ports.ts';
import { onStage } from './harness/stage.ts';

const FOUR = ['/1', '/2', '/3', '/4'];
const refused = 'connect() failed (111: Connection refused) while connecting to upstream';
const premature = 'upstream prematurely closed connection while reading response header from upstream';

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

truth('proxy-next-upstream-off, several peers', ['nginx'], () => {
  it.each(['bad', 'bad-one-try', 'bad-without-error'])(
    '%s: the request that meets the dead one is a 502',
    async (variant) => {
      await onStage('next-upstream-off', variant, async (stage) => {
        const app = await stage.app();
        const site = await stage.nginx({ PORT_APP: app.port, PORT_DEAD: await freePort() });
        expect((await site.statuses(FOUR)).sort()).toEqual([200, 200, 200, 502]);
        expect(site.log(refused)).toHaveLength(1);
      });
    },
  );

  it.each(['GET', 'POST'])('good: a %s is tried on the other one', async (method) => {
    await onStage('next-upstream-off', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port, PORT_DEAD: await freePort() });
      expect(await site.statuses(FOUR, { method, body: method === 'POST' ? 'x' : '' })).toEqual([200, 200, 200, 200]);
      expect(site.log(refused)).toHaveLength(1);
    });
  });
});

truth('proxy-next-upstream-off, kept connections', ['nginx'], () => {
  const play = (variant: string, expected: readonly number[], lines: number) =>
    onStage('next-upstream-off-kept', variant, async (stage) => {
      const app = await stage.silentlyClosingApp('when the next request arrives', true);
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(FOUR)).toEqual(expected);
      expect(site.log(premature)).toHaveLength(lines);
    });

  it('bad: even a GET is a 502', () => play('bad', [200, 502, 200, 502], 2));
  it('good: a GET is sent once more', () => play('good', [200, 200, 200, 200], 3));
  it('good-one-try: that try does not count', () => play('good-one-try', [200, 200, 200, 200], 3));
});

truth('upstream-keepalive-order', ['nginx'], () => {
  before('1.29.7', 'bad: every request opens a connection', async () => {
    const { statuses, connections } = await fiveRequests('keepalive-order', 'bad');
    expect([statuses, connections]).toEqual([[200], 5]);
  });

  since('1.29.7', 'the order does not matter', async () => {
    expect((await fiveRequests('keepalive-order', 'bad')).connections).toBe(1);
  });

  it('good: one connection', async () => {
    expect((await fiveRequests('keepalive-order', 'good')).connections).toBe(1);
  });
});

truth('websocket-map-defeats-keepalive', ['nginx'], () => {
  it('bad: ordinary requests ask the app to close', async () => {
    const { statuses, connections, connection } = await fiveRequests('websocket-map', 'bad');
    expect([statuses, connections, connection]).toEqual([[200], 5, ['close']]);
  });

  it('good: one connection', async () => {
    const { statuses, connections, connection } = await fiveRequests('websocket-map', 'good');
    expect([statuses, connections, connection]).toEqual([[200], 1, ['none']]);
  });
});

truth('fastcgi-keep-conn-missing', ['nginx', 'php-fpm'], () => {
  it.each([
    ['bad', 4],
    ['good', 1],
  ])('%s: %i connections for four requests', async (variant, connections) => {
    await onStage('fastcgi-keep-conn', variant, async (stage) => {
      const counter = await stage.counter('php/app.sock');
      const site = await stage.nginx({ PORT_APP: counter.port });
      await stage.phpFpm('php-fpm.conf', 'php/app.sock');
      expect(await site.statuses(FOUR)).toEqual([200, 200, 200, 200]);
      expect(counter.connections()).toBe(connections);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});

truth('upstream-keepalive-timeout-mismatch', ['nginx'], () => {
  const post = { method: 'POST', body: 'x' };

  it('bad: a POST on a connection that the app has given up is a 502', async () => {
    await onStage('keepalive-timeout', 'bad', async (stage) => {
      const app = await stage.silentlyClosingApp('when the next request arrives', true);
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(FOUR, post)).toEqual([200, 502, 200, 502]);
      expect(site.log(premature)).toHaveLength(2);
    });
  });

  it('bad: a GET is sent once more', async () => {
    await onStage('keepalive-timeout', 'bad', async (stage) => {
      const app = await stage.silentlyClosingApp('when the next request arrives', true);
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(FOUR)).toEqual([200, 200, 200, 200]);
      expect(site.log(premature)).toHaveLength(3);
    });
  });

  it('good: nginx closes the idle connection first', async () => {
    await onStage('keepalive-timeout', 'good', async (stage) => {
      const app = await stage.silentlyClosingApp('when the next request arrives', true);
      const site = await stage.nginx({ PORT_APP: app.port });
      for (const path of FOUR) {
        expect(await site.statuses([path], post)).toEqual([200]);
        await pause(300);
      }
      expect(site.log('upstream')).toEqual([]);
    });
  });
});
