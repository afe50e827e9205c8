// A compose project with an app behind every location: does each mismatch that is named give the 502, and its suggestion a 200?
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ComposeDeployment } from './deployments/compose.ts';
import { applied, type Deployed, deployed } from './deployments/project.ts';
import { makeCertificate } from './harness/certificate.ts';
import { truth } from './harness/needs.ts';
import type { Answer } from './harness/request.ts';

const APPS = ['api', 'shop', 'feed', 'jobs', 'live', 'stats', 'pay'];
/** Where each app listens in its own machine, whatever nginx dials. */
const ADDRESSES = {
  api: '8000',
  shop: '5000',
  feed: '9001',
  jobs: '7000',
  live: '/run/live/app.sock',
  stats: '/run/stats/app.sock',
  pay: '8443',
};
const REFUSED = 'connect() failed (111: Connection refused) while connecting to upstream';

/** What nginx answers for each app, and its log. */
async function served({ dir, room }: Deployed): Promise<{ answers: Record<string, Answer>; log: readonly string[] }> {
  makeCertificate(join(dir, 'pay'), 'pay');
  const deployment = await ComposeDeployment.make(dir, room());
  try {
    await deployment.startApps(ADDRESSES);
    expect(await deployment.startNginx()).toBeUndefined();
    const answers = await deployment.nginx().ask(
      80,
      APPS.map((app) => `/${app}/`),
    );
    return { answers: Object.fromEntries(APPS.map((app, i) => [app, answers[i]!])), log: deployment.log() };
  } finally {
    await deployment.end();
  }
}

/** What nginx says when it does not start; no app is needed for that. */
async function startOf({ dir, room }: Deployed): Promise<string | undefined> {
  const deployment = await ComposeDeployment.make(dir, room());
  try {
    return await deployment.startNginx();
  } finally {
    await deployment.end();
  }
}

function change({ dir }: Deployed, name: string, from: string, to: string): void {
  const file = join(dir, name);
  const text = readFileSync(file, 'utf8');
  expect(text.split(from)).toHaveLength(2);
  writeFileSync(file, text.replace(from, to));
}

const HEALTHY = Object.fromEntries(APPS.map((app) => [app, { status: 200, body: `${app} answers\n` }]));

// eight machines start and end twice
const LIMIT = 90_000;

truth('a compose project', ['nginx', 'machines', 'gunicorn', 'uvicorn', 'openssl'], () => {
  it(
    'bad: every location is 502 for the reason that is claimed, and 200 with the suggestions of the findings',
    async () => {
      await deployed('deployment-compose', 'bad', async (project) => {
        const bad = await served(project);
        expect(Object.values(bad.answers).map(({ status }) => status)).toEqual(APPS.map(() => 502));
        const why = (app: string) => bad.log.filter((line) => line.includes(`"GET /${app}/ HTTP/1.1"`));
        for (const [app, reason] of [
          ['api', REFUSED],
          ['shop', REFUSED],
          ['feed', REFUSED],
          ['jobs', REFUSED],
          ['live', 'connect() to unix:/run/live/app.sock failed (2: No such file or directory)'],
          ['stats', REFUSED],
          ['pay', 'while reading response header from upstream'],
        ] as const) {
          expect(why(app), app).toEqual([expect.stringContaining(reason)]);
        }
        const findings = await project.vet();
        expect(findings.map(({ rule }) => rule).sort()).toEqual([
          'binding-loopback-bind',
          'binding-loopback-in-container',
          'binding-protocol',
          'binding-published-port',
          'binding-socket-mount-path',
          'binding-transport',
          'binding-wrong-port',
        ]);
        // what each finding says about error.log is what nginx wrote
        for (const { rule, prevents } of findings) {
          const [before = '', after = ''] = (prevents?.log ?? '').split('…');
          expect(
            bad.log.some((line) => line.includes(before) && line.includes(after)),
            rule,
          ).toBe(true);
        }
        expect(applied(project.dir, findings)).toEqual([]);
        const mended = await served(project);
        expect(mended.answers).toEqual(HEALTHY);
        expect(mended.log).toEqual([]);
        expect(await project.vet()).toEqual([]);
      });
    },
    LIMIT,
  );

  it(
    'a name that no service of its networks has keeps nginx from starting, and the suggestion lets it start',
    async () => {
      await deployed('deployment-compose', 'good', async (project) => {
        change(project, 'nginx/nginx.conf', 'http://feed:9001', 'http://feeds:9001');
        expect(await startOf(project)).toContain('[emerg]');
        expect(await startOf(project)).toContain('host not found in upstream "feeds" in /etc/nginx/nginx.conf:');
        const findings = await project.vet();
        expect(findings.map(({ rule }) => rule)).toEqual(['binding-unknown-host']);
        expect(applied(project.dir, findings)).toEqual([]);
        expect(await startOf(project)).toBeUndefined();
        expect(await project.vet()).toEqual([]);
      });
    },
    LIMIT,
  );

  it(
    'a service of another network has no name for nginx, and nginx does not start',
    async () => {
      await deployed('deployment-compose', 'good', async (project) => {
        change(project, 'compose.yaml', '    build: ./api\n', '    build: ./api\n    networks: [back]\n');
        change(project, 'compose.yaml', 'volumes:\n  live-socket:', 'networks:\n  back:\nvolumes:\n  live-socket:');
        expect(await startOf(project)).toContain('host not found in upstream "api" in /etc/nginx/nginx.conf:');
        const findings = await project.vet();
        expect(findings.map(({ rule }) => rule)).toEqual(['binding-unreachable-network']);
        // what the help says
        change(project, 'compose.yaml', 'networks: [back]', 'networks: [back, default]');
        expect(await startOf(project)).toBeUndefined();
        expect(await project.vet()).toEqual([]);
      });
    },
    LIMIT,
  );

  it(
    'good: nothing to say, every app answers',
    async () => {
      await deployed('deployment-compose', 'good', async (project) => {
        expect(await project.vet()).toEqual([]);
        const { answers, log } = await served(project);
        expect(answers).toEqual(HEALTHY);
        expect(log).toEqual([]);
      });
    },
    LIMIT,
  );
});
