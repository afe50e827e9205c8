// A host with systemd's units behind every location: does each mismatch that is named give the 502, and its suggestion a 200?
import { expect, it } from 'vitest';
import { applied, type Deployed, deployed } from './deployments/project.ts';
import { UnitDeployment } from './deployments/units.ts';
import { truth } from './harness/needs.ts';
import type { Answer } from './harness/request.ts';

const APPS = ['api', 'shop', 'feed', 'live', 'jobs', 'admin', 'mail', 'pay'];
/** Where the apps listen, whatever nginx dials; `mail` on a port that nobody knows until its prefix is gone. */
const ADDRESSES = ['8001', '/run/shop.sock', '9100', '/run/jobs/jobs.sock', '/run/admin.sock', '9300'];
const BAD = [...ADDRESSES, '/tmp/feed.sock'];
const GOOD = [...ADDRESSES, '/run/feed/feed.sock', '/run/mail/mail.sock'];
const REFUSED = 'connect() failed (111: Connection refused) while connecting to upstream';

async function served({ dir, room }: Deployed, addresses: readonly string[]) {
  const deployment = await UnitDeployment.make(dir, room());
  try {
    await deployment.startUnits(addresses);
    await deployment.startNginx();
    const answers = await deployment.machine.ask(
      80,
      APPS.map((app) => `/${app}/`),
    );
    return { answers: Object.fromEntries(APPS.map((app, i) => [app, answers[i]!])), log: deployment.log() };
  } finally {
    await deployment.end();
  }
}

const HEALTHY: Record<string, Answer> = Object.fromEntries(
  APPS.map((app) => [app, { status: 200, body: `${app} answers\n` }]),
);
const LIMIT = 90_000;

truth('a host with units', ['nginx', 'machines', 'gunicorn', 'uvicorn', 'uwsgi'], () => {
  it(
    'bad: every location is 502 for the reason that is claimed, and 200 with the suggestions of the findings',
    async () => {
      await deployed('deployment-systemd', 'bad', async (project) => {
        const bad = await served(project, BAD);
        expect(Object.values(bad.answers).map(({ status }) => status)).toEqual(APPS.map(() => 502));
        for (const [app, reason] of [
          ['api', REFUSED],
          ['shop', 'connect() to unix:/run/shop/shop.sock failed (2: No such file or directory)'],
          ['feed', 'connect() to unix:/tmp/feed.sock failed (2: No such file or directory)'],
          ['live', REFUSED],
          ['jobs', 'connect() to unix:/run/jobs/jobs.sock failed (13: Permission denied)'],
          ['admin', 'connect() to unix:/run/admin.sock failed (13: Permission denied)'],
          ['mail', 'connect() to unix:/run/mail/mail.sock failed (2: No such file or directory)'],
          ['pay', 'connect() to unix:/run/pay/pay.sock failed (2: No such file or directory)'],
        ] as const) {
          const lines = bad.log.filter((line) => line.includes(`"GET /${app}/ HTTP/1.1"`));
          expect(lines, app).toEqual([expect.stringContaining(reason)]);
        }
        const findings = await project.vet();
        const bindings = findings.filter(({ rule }) => rule.startsWith('binding-'));
        expect(bindings.map(({ rule }) => rule).sort()).toEqual([
          'binding-bind-address',
          'binding-private-tmp',
          'binding-socket-path',
          'binding-socket-permission',
          'binding-socket-permission',
          'binding-transport',
          'binding-unix-prefix',
          'binding-wrong-port',
        ]);
        // a socket below /tmp is told besides, as information
        expect(findings.filter((one) => !bindings.includes(one)).map(({ rule }) => rule)).toEqual([
          'upstream-socket-path',
        ]);
        expect(applied(project.dir, bindings)).toEqual([]);
        const mended = await served(project, GOOD);
        expect(mended.answers).toEqual(HEALTHY);
        expect(mended.log).toEqual([]);
        expect(await project.vet()).toEqual([]);
      });
    },
    LIMIT,
  );

  it(
    'good: nothing to say, every app answers',
    async () => {
      await deployed('deployment-systemd', 'good', async (project) => {
        expect(await project.vet()).toEqual([]);
        const { answers, log } = await served(project, GOOD);
        expect(answers).toEqual(HEALTHY);
        expect(log).toEqual([]);
      });
    },
    LIMIT,
  );
});
