// What do clients get when an app closes idle connections, or ends requests, before nginx does?
import { expect, it } from 'vitest';
import type { CaseName } from './cases.ts';
import { before, since, truth } from './harness/needs.ts';
import { freePort } from './harness/ports.ts';
import { onStage, type Stage } from './harness/stage.ts';
import { gunicornBin, uwsgiBin } from './harness/tools.ts';

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/**
 * Two connections are kept. When their time in the app is nearly over a request on one of them keeps the app busy, so that it
 * closes the other one late: meanwhile a POST is sent on that.
 */
async function postToBusyApp(
  name: CaseName,
  variant: string,
  judged: (status: number, log: readonly string[]) => void,
): Promise<void> {
  await onStage(name, variant, async (stage) => {
    const port = await freePort();
    const site = await stage.nginx({ PORT_APP: port });
    await stage.program([process.execPath, 'server.js', '--port', String(port)], { port });
    const together = await Promise.all(['/together', '/together'].map((path) => site.ask(path)));
    expect(together.map(({ status }) => status)).toEqual([200, 200]);
    await pause(4000);
    const busy = site.ask('/busy');
    await pause(2400);
    const { status } = await site.ask('/order', { method: 'POST', body: 'x' });
    expect((await busy).status).toBe(200);
    judged(status, site.log('upstream'));
  });
}

const lost = /upstream prematurely closed connection|recv\(\) failed \(104: Connection reset by peer\)/;

truth('binding-keepalive-idle, a real node server', ['nginx'], () => {
  it('bad: a POST meets a connection that the app gives up, 502', async () => {
    await postToBusyApp('app-idle-timeout', 'bad', (status, log) => {
      expect(status).toBe(502);
      expect(log).toHaveLength(1);
      expect(log[0]).toMatch(lost);
      expect(log[0]).toContain('while reading response header from upstream');
    });
  });

  it('good: nginx has closed first, and opens another connection', async () => {
    await postToBusyApp('app-idle-timeout', 'good', (status, log) => {
      expect([status, log]).toEqual([200, []]);
    });
  });
});

truth('upstream-keepalive-implicit, a real node server', ['nginx'], () => {
  since('1.29.7', 'bad: nobody asked for kept connections, and a POST is a 502', async () => {
    await postToBusyApp('app-idle-timeout-implicit', 'bad', (status, log) => {
      expect(status).toBe(502);
      expect(log[0]).toMatch(lost);
    });
  });

  before('1.29.7', 'bad: no connection is kept, 200', async () => {
    await postToBusyApp('app-idle-timeout-implicit', 'bad', (status, log) => {
      expect([status, log]).toEqual([200, []]);
    });
  });

  it('good: nginx has closed first', async () => {
    await postToBusyApp('app-idle-timeout-implicit', 'good', (status, log) => {
      expect([status, log]).toEqual([200, []]);
    });
  });
});

const TIMED_OUT = 'upstream timed out (110: Connection timed out) while reading response header from upstream';
const CLOSED = 'upstream prematurely closed connection while reading response header from upstream';

/** What a request that takes four or five seconds is answered with, and what nginx writes about it. */
async function report(
  name: CaseName,
  variant: string,
  serve: (stage: Stage, port: number) => Promise<void>,
  path = '/report',
): Promise<{ readonly status: number; readonly log: readonly string[] }> {
  let seen: { readonly status: number; readonly log: readonly string[] } | undefined;
  await onStage(name, variant, async (stage) => {
    const port = await freePort();
    const site = await stage.nginx({ PORT_APP: port });
    await serve(stage, port);
    expect(await site.statuses(['/'])).toEqual([200]);
    const { status } = await site.ask(path);
    seen = { status, log: site.log('upstream') };
  });
  return seen!;
}

const gunicorn = (stage: Stage, port: number) =>
  stage.program(
    [gunicornBin ?? 'gunicorn', '--config', 'gunicorn.conf.py', '--bind', `127.0.0.1:${port}`, 'shop:application'],
    { port },
  );

truth('binding-request-timeout, gunicorn', ['nginx', 'gunicorn'], () => {
  it('bad: the sync worker is killed, 502 long before the read timeout', async () => {
    const { status, log } = await report('app-request-limit', 'bad', gunicorn);
    expect(status).toBe(502);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain(CLOSED);
  });

  it('good: the app has the time it needs', async () => {
    expect(await report('app-request-limit', 'good', gunicorn)).toEqual({ status: 200, log: [] });
  });

  it('the other way round: nginx gives up first, 504', async () => {
    const { status, log } = await report('app-request-limit', 'nginx-first', gunicorn);
    expect(status).toBe(504);
    expect(log[0]).toContain(TIMED_OUT);
  });
});

truth('binding-request-timeout, uWSGI', ['nginx', 'uwsgi'], () => {
  const uwsgi = (stage: Stage, port: number) => stage.program([uwsgiBin ?? 'uwsgi', '--ini', 'uwsgi.ini'], { port });

  it('bad: harakiri, 502', async () => {
    const { status, log } = await report('app-request-limit-uwsgi', 'bad', uwsgi);
    expect(status).toBe(502);
    expect(log[0]).toContain(CLOSED);
  });

  it('good: the app has the time it needs', async () => {
    expect(await report('app-request-limit-uwsgi', 'good', uwsgi)).toEqual({ status: 200, log: [] });
  });
});

truth('binding-request-timeout, php-fpm', ['nginx', 'php-fpm'], () => {
  const fpm = (stage: Stage) => stage.phpFpm('etc/php/8.2/fpm/php-fpm.conf', 'php/app.sock');

  it('bad: request_terminate_timeout, 502', async () => {
    const { status, log } = await report('app-request-limit-php', 'bad', fpm);
    expect(status).toBe(502);
    expect(log[0]).toContain(
      'recv() failed (104: Connection reset by peer) while reading response header from upstream',
    );
  });

  it('good: the script has the time it needs', async () => {
    expect(await report('app-request-limit-php', 'good', fpm)).toEqual({ status: 200, log: [] });
  });

  it('max_execution_time: PHP answers 500 by itself', async () => {
    const { status, log } = await report('app-request-limit-php', 'ends-by-itself', fpm, '/compute');
    expect(status).toBe(500);
    expect(log.filter((line) => !line.includes('FastCGI sent in stderr'))).toEqual([]);
  });
});

truth('binding-worker-pool', ['nginx', 'php-fpm'], () => {
  const play = (variant: string, judged: (statuses: readonly number[], log: readonly string[]) => void) =>
    onStage('app-worker-pool', variant, async (stage) => {
      const site = await stage.nginx({});
      await stage.phpFpm('etc/php/8.2/fpm/php-fpm.conf', 'php/app.sock');
      // two at a time: the second one needs a connection of its own
      const both = await Promise.all(['/1', '/2'].map((path) => site.ask(path)));
      judged(both.map(({ status }) => status).sort(), site.log('upstream'));
    });

  it('bad: the only process waits on a connection that nobody uses, 504', async () => {
    await play('bad', (statuses, log) => {
      expect(statuses).toEqual([200, 504]);
      expect(log[0]).toContain(TIMED_OUT);
    });
  });

  it('good: there is a process for it', async () => {
    await play('good', (statuses, log) => expect([statuses, log]).toEqual([[200, 200], []]));
  });
});
