// What does a client get when the app has moved away from the address that the settings pin?
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

truth('binding-contract', ['nginx', 'php-fpm'], () => {
  const FPM_CONF = 'etc/php/8.2/fpm/php-fpm.conf';

  it('bad: the pool listens elsewhere, 502', async () => {
    await onStage('binding-contract', 'bad', async (stage) => {
      const site = await stage.nginx({});
      await stage.phpFpm(FPM_CONF, 'php/www.sock');
      expect(await site.statuses(['/index.php'])).toEqual([502]);
      expect(site.log('upstream')[0]).toContain(
        `connect() to unix:${stage.run}/php/shop.sock failed (2: No such file or directory) while connecting to upstream`,
      );
    });
  });

  it('good: the pool listens where it is pinned', async () => {
    await onStage('binding-contract', 'good', async (stage) => {
      const site = await stage.nginx({});
      await stage.phpFpm(FPM_CONF, 'php/shop.sock');
      expect(await site.ask('/index.php')).toEqual({ status: 200, body: 'PHP answers GET /index.php\n' });
      expect(site.log()).toEqual([]);
    });
  });
});
