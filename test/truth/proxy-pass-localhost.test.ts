// What does `localhost` with two addresses do to an app that listens on 127.0.0.1 only?
import { expect, it } from 'vitest';
import { truth, withLocalhost } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';
import { LOCALHOST_TWICE as hosts } from './harness/tools.ts';

const SEQUENCE = ['/1', '/2', '/slow', '/3', '/4', '/5'];
const refused = 'connect() failed (111: Connection refused) while connecting to upstream';
const timedOut = 'upstream timed out (110: Connection timed out) while reading response header from upstream';
const disabled = 'upstream server temporarily disabled';
const noneLeft = 'no live upstreams while connecting to upstream';

// What the two lines of /etc/hosts become depends on the machine; nginx makes a peer of each address either way.
truth('proxy-pass-localhost', ['nginx', 'two-peers'], () => {
  withLocalhost('IPv4 and IPv6', 'bad, with IPv6: one timeout is a 502, and so is every request after it', async () => {
    await onStage('localhost-upstream', 'bad', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(SEQUENCE)).toEqual([200, 200, 502, 502, 502, 502]);
      expect(app.requests.map(({ line }) => line.split(' ')[1])).toEqual(['/1', '/2', '/slow']);

      const dead = site.log(refused);
      expect(dead).toHaveLength(1);
      expect(dead[0]).toMatch(new RegExp(`upstream: "http://\\[::1\\]:${app.port}/[12]"`));
      expect(site.log(timedOut)).toHaveLength(1);
      expect(site.log(timedOut)[0]).toContain(`upstream: "http://127.0.0.1:${app.port}/slow"`);
      expect(site.log(disabled)).toHaveLength(2);
      // The slow request itself ends in "no live upstreams" too: that is what turns its 504 into a 502.
      const paths = site.log(noneLeft).map((line) => /upstream: "([^"]*)"/.exec(line)?.[1]);
      expect(paths).toEqual(['http://app/slow', 'http://app/3', 'http://app/4', 'http://app/5']);
    });
  });

  withLocalhost(
    'IPv4 twice',
    'bad, without IPv6: 127.0.0.1 is two peers, one slow request fails both of them',
    async () => {
      await onStage('localhost-upstream', 'bad', async (stage) => {
        const app = await stage.app();
        const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
        expect(await site.statuses(SEQUENCE)).toEqual([200, 200, 504, 502, 502, 502]);
        expect(app.requests.map(({ line }) => line.split(' ')[1])).toEqual(['/1', '/2', '/slow', '/slow']);
        expect(site.log(refused)).toEqual([]);
        expect(site.log(timedOut)).toHaveLength(2);
        expect(site.log(disabled)).toHaveLength(2);
        const paths = site.log(noneLeft).map((line) => /upstream: "([^"]*)"/.exec(line)?.[1]);
        expect(paths).toEqual(['http://app/3', 'http://app/4', 'http://app/5']);
      });
    },
  );

  it('good: the timeout is one 504, the requests after it are answered', async () => {
    await onStage('localhost-upstream', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(SEQUENCE)).toEqual([200, 200, 504, 200, 200, 200]);
      expect(app.requests.map(({ line }) => line.split(' ')[1])).toEqual(SEQUENCE);
      expect(site.log(refused)).toEqual([]);
      expect(site.log(disabled)).toEqual([]);
      expect(site.log(noneLeft)).toEqual([]);
      expect(site.log(timedOut)).toHaveLength(1);
    });
  });
});

truth('proxy-pass-localhost with proxy_next_upstream off', ['nginx', 'two-peers'], () => {
  withLocalhost(
    'IPv4 and IPv6',
    'bad, with IPv6: the request that meets ::1 is a 502, the others are answered',
    async () => {
      await onStage('localhost-next-upstream-off', 'bad', async (stage) => {
        const app = await stage.app();
        const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
        const statuses = await site.statuses(['/1', '/2', '/3', '/4']);
        expect(statuses.sort()).toEqual([200, 200, 200, 502]);
        expect(app.requests).toHaveLength(3);
        expect(site.log(refused)).toHaveLength(1);
        expect(site.log(refused)[0]).toContain(`upstream: "http://[::1]:${app.port}/`);
      });
    },
  );

  it('good: all are answered', async () => {
    await onStage('localhost-next-upstream-off', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/1', '/2', '/3', '/4'])).toEqual([200, 200, 200, 200]);
      expect(app.requests).toHaveLength(4);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});

truth('proxy-pass-localhost with an app on IPv6 only', ['nginx', 'two-peers'], () => {
  withLocalhost('IPv4 and IPv6', 'bad, with IPv6: 127.0.0.1 is the dead peer, the other one answers', async () => {
    await onStage('localhost-ipv6-app', 'bad', async (stage) => {
      const app = await stage.app('::1');
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/1', '/2', '/3'])).toEqual([200, 200, 200]);
      expect(site.log(refused)[0]).toContain(`upstream: "http://127.0.0.1:${app.port}/`);
    });
  });

  withLocalhost('IPv4 twice', 'bad, without IPv6: both peers are 127.0.0.1, every request is a 502', async () => {
    await onStage('localhost-ipv6-app', 'bad', async (stage) => {
      const app = await stage.app('::1');
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/1', '/2'])).toEqual([502, 502]);
      expect(app.requests).toHaveLength(0);
    });
  });

  it('good: the address that the app listens on', async () => {
    await onStage('localhost-ipv6-app', 'good', async (stage) => {
      const app = await stage.app('::1');
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/1', '/2', '/3'])).toEqual([200, 200, 200]);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});
