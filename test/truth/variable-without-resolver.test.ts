// What becomes of requests whose target comes out of a variable, when nginx has no resolver to ask?
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

const hosts = ['127.0.0.1 localhost', '127.0.0.1 app.example.test'];

truth('proxy-pass-variable-without-resolver', ['nginx', 'names'], () => {
  it('bad: names are not looked up, in the hosts file neither: 502; a value without scheme: 500', async () => {
    await onStage('variable-without-resolver', 'bad', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/name', '/group', '/url'])).toEqual([502, 502, 500]);
      expect(app.connections()).toBe(0);
      const [name, group, url] = site.log();
      expect(name).toContain('[error]');
      expect(name).toContain('no resolver defined to resolve app.example.test, client');
      expect(group).toContain('no resolver defined to resolve app, client');
      expect(url).toContain(`invalid URL prefix in "127.0.0.1:${app.port}", client`);
      expect(site.log('upstream:')).toEqual([]);
    });
  });

  it('good: a written name is looked up at start, a group has no port, a URL has a scheme', async () => {
    await onStage('variable-without-resolver', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/name', '/group', '/url'])).toEqual([200, 200, 200]);
      expect(site.log()).toEqual([]);
    });
  });
});
