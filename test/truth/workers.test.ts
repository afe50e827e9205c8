// What happens when a worker runs out of file descriptors before it runs out of connections?
import { expect, it } from 'vitest';
import type { CaseName } from './cases.ts';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

const emfile = 'failed (24: Too many open files)';

/** Twelve requests that the app never answers, and one that it would. */
async function crowd(
  name: CaseName,
  variant: string,
  expectations: (statuses: readonly number[], log: readonly string[]) => void,
  files?: readonly [number, number],
) {
  await onStage(name, variant, async (stage) => {
    const app = await stage.app();
    const site = await stage.nginx({ PORT_APP: app.port }, files && { files });
    const statuses: number[] = [];
    const ask = (path: string) =>
      site.ask(path).then(
        ({ status }) => void statuses.push(status),
        () => {},
      );
    const pause = () => new Promise((done) => setTimeout(done, 100));
    for (let i = 0; i < 12; i++) {
      void ask('/slow');
      await pause();
    }
    await Promise.race([ask('/'), new Promise((done) => setTimeout(done, 2000))]);
    expectations(statuses, site.log(emfile));
  });
}

for (const name of ['worker-connections', 'worker-rlimit-nofile'] as const) {
  truth(name, ['nginx'], () => {
    it('bad: a socket to the app cannot be opened, 500 and no 502', async () => {
      await crowd(name, 'bad', (statuses, log) => {
        expect(log.length).toBeGreaterThan(0);
        expect(statuses.filter((status) => status !== 500)).toEqual([]);
        for (const line of log)
          expect(line).toMatch(/socket\(\) failed.* while connecting to upstream|accept4\(\) failed/);
      });
    });

    it('good: there is room for all of them', async () => {
      await crowd(name, 'good', (statuses, log) => {
        expect(log).toEqual([]);
        expect(statuses).toEqual([200]);
      });
    });
  });
}

truth('worker-connections, the limit of a container', ['nginx'], () => {
  it('bad: the container allows 24 files, 500', async () => {
    await crowd(
      'container-open-files',
      'bad',
      (statuses, log) => {
        expect(log.length).toBeGreaterThan(0);
        expect(statuses.filter((status) => status !== 500)).toEqual([]);
      },
      [24, 24],
    );
  });

  it('good: it allows enough', async () => {
    await crowd(
      'container-open-files',
      'good',
      (statuses, log) => expect([statuses, log]).toEqual([[200], []]),
      [1024, 1024],
    );
  });
});

truth('worker-rlimit-nofile, the limit of a container', ['nginx'], () => {
  it.each([
    ['bad', 1024, 1],
    ['good', 4096, 0],
  ] as const)('%s: with %i files allowed a worker writes %i alerts', async (variant, hard, alerts) => {
    await onStage('container-forbids-more-files', variant, async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port }, { files: [hard, hard] });
      expect(await site.statuses(['/'])).toEqual([200]);
      expect(site.log('setrlimit(RLIMIT_NOFILE, 2048) failed (1: Operation not permitted)')).toHaveLength(alerts);
    });
  });
});
