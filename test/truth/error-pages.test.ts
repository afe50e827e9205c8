// What does a client get when the page for a dead app comes from that app, or leads back to itself?
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CaseName } from './cases.ts';
import { truth } from './harness/needs.ts';
import { freePort } from './harness/ports.ts';
import { onStage, type Site, type Stage } from './harness/stage.ts';

async function withDeadApp(
  name: CaseName,
  variant: string,
  play: (site: Site, stage: Stage) => Promise<void>,
): Promise<void> {
  await onStage(name, variant, async (stage) => {
    const site = await stage.nginx({ PORT_CLOSED: await freePort() });
    await play(site, stage);
  });
}

const refused = 'failed (111: Connection refused) while connecting to upstream';

truth('error-page-loop', ['nginx'], () => {
  it('bad: the dead app is asked for the page, too, and the client gets the plain one', async () => {
    await withDeadApp('error-page-loop', 'bad', async (site) => {
      const { status, body } = await site.ask('/shop');
      expect(status).toBe(502);
      expect(body).toContain('<center>nginx');
      const lines = site.log(refused);
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/upstream: "http:[^"]*\/shop"/);
      expect(lines[1]).toMatch(/upstream: "http:[^"]*\/50x\.html"/);
    });
  });

  it('good: the page is a file', async () => {
    await withDeadApp('error-page-loop', 'good', async (site, stage) => {
      writeFileSync(join(stage.dir, '50x.html'), 'we are sorry');
      expect(await site.ask('/shop')).toEqual({ status: 502, body: 'we are sorry' });
      expect(site.log(refused)).toHaveLength(1);
    });
  });
});

truth('error-page-loop with recursive_error_pages', ['nginx'], () => {
  it('bad: ten rounds, then a 500', async () => {
    await withDeadApp('error-page-cycle', 'bad', async (site) => {
      expect((await site.ask('/shop')).status).toBe(500);
      expect(site.log(refused)).toHaveLength(11);
      const cycle = 'rewrite or internal redirection cycle while redirect to named location "@fallback"';
      expect(site.log(cycle)).toHaveLength(1);
    });
  });

  it('good: the fallback answers', async () => {
    await withDeadApp('error-page-cycle', 'good', async (site) => {
      expect((await site.ask('/shop')).status).toBe(503);
      expect(site.log(refused)).toHaveLength(1);
    });
  });
});
