// What do clients get when an app is not started again, or not before nginx?
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { freePort } from './harness/ports.ts';
import { onStage } from './harness/stage.ts';
import { supervisordBin } from './harness/tools.ts';
import { until } from './harness/wait.ts';

const refused = 'connect() failed (111: Connection refused) while connecting to upstream';

truth('binding-no-restart, a real supervisord', ['nginx', 'supervisord'], () => {
  const play = (variant: string, expected: number) =>
    onStage('app-crashes', variant, async (stage) => {
      const port = await freePort();
      const site = await stage.nginx({ PORT_APP: port, NODE: process.execPath });
      const supervisord = [supervisordBin ?? 'supervisord', '-c', 'etc/supervisor/supervisord.conf'];
      await stage.program(supervisord, { port });
      expect(await site.statuses(['/1', '/crash'])).toEqual([200, 200]);
      // down for a moment at least, then for good or until it is started again
      let status = 0;
      const settled = async () => {
        status = (await site.ask('/2')).status;
        return status === 502 || expected === 200;
      };
      await until(settled, 'the app to end');
      await new Promise((done) => setTimeout(done, 2500));
      expect(await site.statuses(['/3'])).toEqual([expected]);
      if (expected === 502) expect(site.log(refused).length).toBeGreaterThan(0);
    });

  it('bad: it stays down, 502', () => play('bad', 502));
  it('good: it is there again', () => play('good', 200));
});

truth('binding-startup-order', ['nginx', 'names'], () => {
  it('bad: nginx is started while the name does not exist, and exits', async () => {
    await onStage('startup-order', 'bad', async (stage) => {
      const app = await stage.app();
      const early = stage.nginx({ PORT_APP: app.port }, { hosts: ['127.0.0.1 localhost'] });
      await expect(early).rejects.toThrow('host not found in upstream "app"');
    });
  });

  it('good: the name is there before nginx', async () => {
    await onStage('startup-order', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts: ['127.0.0.1 localhost', '127.0.0.1 app'] });
      expect(await site.statuses(['/'])).toEqual([200]);
    });
  });
});
