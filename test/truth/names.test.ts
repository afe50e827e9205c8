// What does a client get when a name, a name server or an address to dial from is not there where nginx runs?
import { expect, it } from 'vitest';
import { startNameServer } from './harness/dns.ts';
import { truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

truth('resolver-unreachable', ['nginx'], () => {
  it('bad: nobody answers at the address of the name server, 502 when the time is over', async () => {
    await onStage('resolver-unreachable', 'bad', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/'])).toEqual([502]);
      expect(app.connections()).toBe(0);
      // the second question (for IPv6, which is off here) would learn of it when it is sent
      expect(site.log('while resolving')[0]).toContain(
        'recv() failed (111: Connection refused) while resolving, resolver: 127.0.0.11:53',
      );
      expect(site.log('could not be resolved')[0]).toContain(
        'app.example.test could not be resolved (110: Operation timed out)',
      );
    });
  });

  it('good: a name server that answers', async () => {
    await onStage('resolver-unreachable', 'good', async (stage) => {
      const names = await startNameServer('127.0.0.1');
      try {
        const app = await stage.app();
        const site = await stage.nginx({ PORT_APP: app.port, PORT_DNS: names.port });
        expect(await site.statuses(['/'])).toEqual([200]);
      } finally {
        await names.close();
      }
    });
  });
});

truth('upstream-host-unresolvable', ['nginx', 'names'], () => {
  const hosts = ['127.0.0.1 localhost', '127.0.0.3 app'];

  it('bad: nginx does not start', async () => {
    await onStage('host-unresolvable', 'bad', async (stage) => {
      const app = await stage.app('127.0.0.3');
      await expect(stage.nginx({ PORT_APP: app.port }, { hosts })).rejects.toThrow(
        'host not found in upstream "backend" in ',
      );
    });
  });

  it('good: the name of the service', async () => {
    await onStage('host-unresolvable', 'good', async (stage) => {
      const app = await stage.app('127.0.0.3');
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/'])).toEqual([200]);
    });
  });
});

truth('proxy-bind-address', ['nginx'], () => {
  it('bad: the system refuses the address, 500', async () => {
    await onStage('proxy-bind-address', 'bad', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/'])).toEqual([500]);
      expect(app.connections()).toBe(0);
      expect(site.log('bind(')[0]).toMatch(
        /\[crit\] .*bind\(192\.0\.2\.10\) failed \(99: Cannot assign requested address\) while connecting to upstream/,
      );
    });
  });

  it('good: an address of its own', async () => {
    await onStage('proxy-bind-address', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/'])).toEqual([200]);
    });
  });
});
