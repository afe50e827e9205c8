// What does a client get when nginx dials an address that the declarations of the app contradict?
import { expect, it } from 'vitest';
import { truth } from './harness/needs.ts';
import { freePort } from './harness/ports.ts';
import { onStage } from './harness/stage.ts';

const refused = 'connect() failed (111: Connection refused) while connecting to upstream';

// A container is played by a loopback address of its own: nginx's container is 127.0.0.1, the app's is 127.0.0.3 and known by
// the service's name. As between real containers, an address without a listener refuses the connection.
const APP_CONTAINER = '127.0.0.3';
const hosts = ['127.0.0.1 localhost', `${APP_CONTAINER} app`];

truth('binding-wrong-port on the host', ['nginx'], () => {
  it('bad: the app is pinned to another port, 502', async () => {
    await onStage('binding-wrong-port-host', 'bad', async (stage) => {
      const app = await stage.app();
      const dialed = await freePort();
      const site = await stage.nginx({ PORT_APP: app.port, PORT_DIALED: dialed });
      expect(await site.statuses(['/1', '/2'])).toEqual([502, 502]);
      expect(app.connections()).toBe(0);
      const lines = site.log(refused);
      expect(lines).toHaveLength(2);
      expect(lines[0]).toContain(`upstream: "http://127.0.0.1:${dialed}/1"`);
    });
  });

  it('good: the port that is pinned', async () => {
    await onStage('binding-wrong-port-host', 'good', async (stage) => {
      const app = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port });
      expect(await site.statuses(['/1', '/2'])).toEqual([200, 200]);
      expect(app.requests).toHaveLength(2);
      expect(site.log('upstream')).toEqual([]);
    });
  });
});

truth('bindings between containers', ['nginx', 'names'], () => {
  it('binding-wrong-port, bad: the service listens on another port, 502', async () => {
    await onStage('binding-wrong-port-compose', 'bad', async (stage) => {
      const app = await stage.app(APP_CONTAINER);
      const dialed = await freePort();
      const site = await stage.nginx({ PORT_APP: app.port, PORT_DIALED: dialed }, { hosts });
      expect(await site.statuses(['/1'])).toEqual([502]);
      expect(app.connections()).toBe(0);
      expect(site.log(refused)[0]).toContain(`upstream: "http://${APP_CONTAINER}:${dialed}/1"`);
    });
  });

  it('binding-published-port, bad: the published port answers on the host and is refused by the container', async () => {
    await onStage('binding-published-port', 'bad', async (stage) => {
      const app = await stage.app(APP_CONTAINER);
      // Who answers on the host's side of the mapping; on the network of the containers that port does not exist.
      const published = await stage.app();
      const site = await stage.nginx({ PORT_APP: app.port, PORT_PUBLISHED: published.port }, { hosts });
      expect(await site.statuses(['/1'])).toEqual([502]);
      expect(app.connections()).toBe(0);
      expect(published.connections()).toBe(0);
      expect(site.log(refused)[0]).toContain(`upstream: "http://${APP_CONTAINER}:${published.port}/1"`);
    });
  });

  it('binding-loopback-in-container, bad: 127.0.0.1 is the container of nginx itself, 502', async () => {
    await onStage('binding-loopback-in-container', 'bad', async (stage) => {
      const app = await stage.app(APP_CONTAINER);
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts });
      expect(await site.statuses(['/1'])).toEqual([502]);
      expect(app.connections()).toBe(0);
      expect(site.log(refused)[0]).toContain(`upstream: "http://127.0.0.1:${app.port}/1"`);
    });
  });

  it.each(['binding-wrong-port-compose', 'binding-published-port', 'binding-loopback-in-container'] as const)(
    '%s, good: the service and the port it listens on in its container',
    async (name) => {
      await onStage(name, 'good', async (stage) => {
        const app = await stage.app(APP_CONTAINER);
        const site = await stage.nginx({ PORT_APP: app.port, PORT_PUBLISHED: await freePort() }, { hosts });
        expect(await site.statuses(['/1'])).toEqual([200]);
        expect(app.requests).toHaveLength(1);
        expect(site.log('upstream')).toEqual([]);
      });
    },
  );
});

truth('binding-socket-path', ['nginx', 'php-fpm'], () => {
  const FPM_CONF = 'etc/php/8.2/fpm/php-fpm.conf';
  const SOCKET = 'php/php8.2-fpm.sock';

  it('bad: the socket of another PHP version does not exist, 502', async () => {
    await onStage('binding-socket-path', 'bad', async (stage) => {
      const site = await stage.nginx({});
      await stage.phpFpm(FPM_CONF, SOCKET);
      expect(await site.statuses(['/index.php'])).toEqual([502]);
      const [line, ...others] = site.log('upstream');
      expect(others).toEqual([]);
      const path = `${stage.run}/php/php8.1-fpm.sock`;
      expect(line).toContain(`[crit]`);
      expect(line).toContain(
        `connect() to unix:${path} failed (2: No such file or directory) while connecting to upstream`,
      );
      expect(line).toContain(`upstream: "fastcgi://unix:${path}:"`);
    });
  });

  it('good: PHP answers', async () => {
    await onStage('binding-socket-path', 'good', async (stage) => {
      const site = await stage.nginx({});
      await stage.phpFpm(FPM_CONF, SOCKET);
      expect(await site.ask('/index.php')).toEqual({ status: 200, body: 'PHP answers GET /index.php\n' });
      expect(site.log()).toEqual([]);
    });
  });
});

truth('binding-self-dial', ['nginx', 'own-network'], () => {
  it('bad: the address of nginx in the network of the containers, one request takes all connections', async () => {
    await onStage('binding-self-dial', 'bad', async (stage) => {
      const { printed, log } = await stage.inOwnNetwork('container-address.mjs');
      expect(JSON.parse(printed)).toEqual([502]);
      expect(log.filter((line) => line.includes('64 worker_connections are not enough')).length).toBeGreaterThan(0);
    });
  });

  it('good: the address of the app', async () => {
    await onStage('binding-self-dial', 'good', async (stage) => {
      const { printed, log } = await stage.inOwnNetwork('container-address.mjs');
      expect(JSON.parse(printed)).toEqual([200]);
      expect(log.filter((line) => line !== '')).toEqual([]);
    });
  });
});

truth('binding-host-gateway', ['nginx', 'names'], () => {
  it('bad: nobody gives the name, nginx does not start', async () => {
    await onStage('binding-host-gateway', 'bad', async (stage) => {
      const app = await stage.app();
      const start = stage.nginx({ PORT_APP: app.port }, { hosts: ['127.0.0.1 localhost'] });
      await expect(start).rejects.toThrow('host not found in upstream "host.docker.internal"');
    });
  });

  it('good: `extra_hosts` writes it into /etc/hosts', async () => {
    await onStage('binding-host-gateway', 'good', async (stage) => {
      const app = await stage.app(APP_CONTAINER);
      const named = [`${APP_CONTAINER} host.docker.internal`];
      const site = await stage.nginx({ PORT_APP: app.port }, { hosts: named });
      expect(await site.statuses(['/1'])).toEqual([200]);
    });
  });
});
