// What happens when every local port waits in TIME_WAIT? In a network of its own, with 40 of them.
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

truth('ephemeral-ports', ['nginx', 'own-network'], () => {
  it('bad: each request takes a port, and after 40 of them it is 502', async () => {
    await onStage('ephemeral-ports', 'bad', async (stage) => {
      const { printed, log } = await stage.inOwnNetwork('few-ports.mjs');
      const statuses = JSON.parse(printed) as number[];
      expect(statuses).toEqual([...Array(40).fill(200), ...Array(40).fill(502)]);
      const failed = log.filter((line) => line.includes('failed (99: '));
      expect(failed.length).toBe(40);
      expect(failed[0]).toMatch(/\[crit\].* connect\(\) to 192\.0\.2\.10:3000 failed .* while connecting to upstream/);
    });
  });

  it('good: one connection is enough for all', async () => {
    await onStage('ephemeral-ports', 'good', async (stage) => {
      const { printed, log } = await stage.inOwnNetwork('few-ports.mjs');
      expect(JSON.parse(printed)).toEqual(Array(80).fill(200));
      expect(log.filter((line) => line.includes('failed (99: '))).toEqual([]);
    });
  });
});
