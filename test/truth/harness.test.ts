// Does the harness leave nothing behind: processes, ports, files, and no placeholder nobody filled in?
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startGuarded } from './harness/guarded.ts';
import { truth } from './harness/needs.ts';
import { freePort } from './harness/ports.ts';
import { onStage } from './harness/stage.ts';
import { accepts, until } from './harness/wait.ts';

/** A zombie that nobody has reaped yet (a container without an init) is not alive. */
function alive(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

truth('a guarded process', ['timeout'], () => {
  it('ends by itself when nobody stops it', async () => {
    const sleeper = startGuarded(['sleep', '600'], 1);
    await until(() => sleeper.ended(), 'the end of its lifetime', 5_000);
  });

  it('ends when it is stopped, with what it started', async () => {
    const shell = startGuarded(['sh', '-c', 'sleep 600 & echo $! ; wait']);
    await until(() => shell.output().includes('\n'), 'the pid of the inner sleep');
    const inner = Number(shell.output());
    expect(alive(inner)).toBe(true);
    await shell.stop();
    await until(() => !alive(inner), 'the inner sleep to end');
  });

  it('says what is wrong with a program that does not exist', async () => {
    const nothing = startGuarded(['/nonexistent/nginx']);
    await until(() => nothing.ended(), 'its end');
    expect(nothing.output()).toContain('/nonexistent/nginx');
  });
});

describe('a free port', () => {
  it('is free, and another one every time', async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    expect(new Set(ports).size).toBe(3);
    for (const port of ports) expect(await accepts({ host: '127.0.0.1', port })).toBe(false);
  });
});

truth('a stage', ['nginx'], () => {
  it('ends nginx and its files, also when the play fails', async () => {
    let [dir, master, port] = ['', 0, 0];
    const play = onStage('binding-wrong-port-host', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      ({ dir } = stage);
      port = site.port;
      master = Number(readFileSync(join(stage.run, 'nginx.pid'), 'utf8'));
      expect(alive(master)).toBe(true);
      throw new Error('the play failed');
    });
    await expect(play).rejects.toThrow('the play failed');
    expect(alive(master)).toBe(false);
    expect(await accepts({ host: '127.0.0.1', port })).toBe(false);
    expect(existsSync(dir)).toBe(false);
  });

  it('refuses a placeholder without a value', async () => {
    const play = onStage('binding-wrong-port-host', 'bad', async (stage) => {
      await stage.nginx({ PORT_APP: 1 });
    });
    await expect(play).rejects.toThrow('etc/nginx/nginx.conf: nobody gave a value for @PORT_DIALED@');
  });
});
