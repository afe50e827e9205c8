// What does an app do when FastCGI or uwsgi parameters are missing?
import { expect, it } from 'vitest';
import type { CaseName } from './cases.ts';
import { truth } from './harness/needs.ts';
import type { Answer } from './harness/request.ts';
import { onStage, type Site } from './harness/stage.ts';

/** Serves a variant with PHP behind it. */
async function withPhp(name: CaseName, variant: string, play: (site: Site) => Promise<void>): Promise<void> {
  await onStage(name, variant, async (stage) => {
    const site = await stage.nginx({});
    await stage.phpFpm('fpm.conf', 'php-fpm.sock');
    await play(site);
  });
}

const EMPTY_PAGE: Answer = { status: 200, body: '' };
const unknown = 'FastCGI sent in stderr: "Primary script unknown" while reading response header from upstream';

truth('fastcgi-script-filename', ['nginx', 'php-fpm'], () => {
  it('bad: without SCRIPT_FILENAME PHP finds no script, 404', async () => {
    await withPhp('fastcgi-script-filename', 'bad', async (site) => {
      expect(await site.ask('/index.php')).toEqual({ status: 404, body: 'File not found.\n' });
      expect(site.log(unknown)).toHaveLength(1);
    });
  });

  it.each(['bad-only-script', 'bad-nothing'])(
    '%s: without REQUEST_METHOD an empty page and no log line',
    async (variant) => {
      await withPhp('fastcgi-script-filename', variant, async (site) => {
        expect(await site.ask('/index.php')).toEqual(EMPTY_PAGE);
        expect(site.log()).toEqual([]);
      });
    },
  );

  it('good: PHP answers', async () => {
    await withPhp('fastcgi-script-filename', 'good', async (site) => {
      expect(await site.ask('/index.php')).toEqual({ status: 200, body: 'PHP answers GET - 0\n' });
      expect(site.log()).toEqual([]);
    });
  });
});

truth('fastcgi-param-inheritance', ['nginx', 'php-fpm'], () => {
  it('bad: one line more, and the outer list is gone', async () => {
    await withPhp('fastcgi-param-inheritance', 'bad', async (site) => {
      expect(await site.ask('/index.php')).toEqual(EMPTY_PAGE);
      expect(site.log()).toEqual([]);
    });
  });

  it('good: the outer lines are repeated', async () => {
    await withPhp('fastcgi-param-inheritance', 'good', async (site) => {
      expect(await site.ask('/index.php')).toEqual({ status: 200, body: 'PHP answers GET - 0\n' });
    });
  });
});

truth('fastcgi-split-path-info', ['nginx', 'php-fpm'], () => {
  it('bad: what is cut off reaches nobody', async () => {
    await withPhp('fastcgi-split-path-info', 'bad', async (site) => {
      expect(await site.ask('/index.php/orders/7')).toEqual({ status: 200, body: 'PHP answers GET - 0\n' });
    });
  });

  it('good: it comes as PATH_INFO', async () => {
    await withPhp('fastcgi-split-path-info', 'good', async (site) => {
      expect(await site.ask('/index.php/orders/7')).toEqual({ status: 200, body: 'PHP answers GET /orders/7 0\n' });
    });
  });
});

truth('uwsgi-params-missing', ['nginx', 'uwsgi'], () => {
  it('bad: the app finds no method and raises, 502', async () => {
    await onStage('uwsgi-params-missing', 'bad', async (stage) => {
      const site = await stage.nginx({});
      const output = await stage.uwsgi('app.py', 'uwsgi.sock');
      expect((await site.ask('/orders')).status).toBe(502);
      const [line = ''] = site.log('upstream');
      expect(line).toContain('upstream prematurely closed connection while reading response header from upstream');
      expect(output()).toContain("KeyError: 'REQUEST_METHOD'");
    });
  });

  it('good: the app answers', async () => {
    await onStage('uwsgi-params-missing', 'good', async (stage) => {
      const site = await stage.nginx({});
      await stage.uwsgi('app.py', 'uwsgi.sock');
      expect(await site.ask('/orders')).toEqual({ status: 200, body: 'GET /orders\n' });
      expect(site.log()).toEqual([]);
    });
  });
});
