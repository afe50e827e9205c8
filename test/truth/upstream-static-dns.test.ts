// What becomes of requests when the name of an app gets another address while nginx runs?
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startNameServer } from './harness/dns.ts';
import { since, truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';
import { until } from './harness/wait.ts';

const hosts = (address: string): string[] => ['127.0.0.1 localhost', `${address} app.example.test`];

truth('upstream-static-dns', ['nginx', 'names'], () => {
  /** Statuses before and after the app has moved from 127.0.0.1 to 127.0.0.3, and after a reload. */
  const moved = async (variant: string) => {
    let statuses: (number | undefined)[] = [];
    let log: string[] = [];
    await onStage('static-dns', variant, async (stage) => {
      const names = await startNameServer('127.0.0.1');
      try {
        const app = await stage.app('127.0.0.1');
        const site = await stage.nginx({ PORT_APP: app.port, PORT_DNS: names.port }, { hosts: hosts('127.0.0.1') });
        const one = async () => (await site.statuses(['/']))[0];
        const before = await one();
        await app.close();
        await stage.app('127.0.0.3', app.port);
        names.address = '127.0.0.3';
        writeFileSync(join(stage.run, '../hosts'), `${hosts('127.0.0.3').join('\n')}\n`);
        if (variant !== 'bad') await until(async () => (await one()) === 200, 'the new address');
        const after = await one();
        log = site.log('127.0.0.1:').filter((line) => line.includes('upstream:'));
        process.kill(Number(readFileSync(join(stage.run, 'nginx.pid'), 'latin1')), 'SIGHUP');
        await until(async () => (await one()) === 200, 'the reload');
        statuses = [before, after];
      } finally {
        await names.close();
      }
    });
    return { statuses, log };
  };

  it('bad: the old address until a reload, 502', async () => {
    const { statuses, log } = await moved('bad');
    expect(statuses).toEqual([200, 502]);
    expect(log[0]).toContain('connect() failed (111: Connection refused) while connecting to upstream');
    expect(log[0]).toContain('upstream: "http://127.0.0.1:');
  });

  it('good: a variable is looked up again', async () => expect((await moved('good')).statuses).toEqual([200, 200]));

  since('1.27.3', 'good: so is a server with `resolve`', async () => {
    expect((await moved('good-resolve')).statuses).toEqual([200, 200]);
  });
});
