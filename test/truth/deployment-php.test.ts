// A host with several pools of php-fpm: does each mismatch that is named give the 502, and its suggestion a 200?
import { expect, it } from 'vitest';
import { applied, type Deployed, deployed } from './deployments/project.ts';
import { UnitDeployment } from './deployments/units.ts';
import { truth } from './harness/needs.ts';
import type { Answer } from './harness/request.ts';
import { phpFpmBin } from './harness/tools.ts';

const POOLS = ['shop', 'api', 'blog', 'admin', 'stats'];
const ADDRESSES = ['/run/php/php8.2-fpm-shop.sock', '/run/php/app-api.sock', '/run/php/blog.sock', '9002', '9001'];

async function served({ dir, room }: Deployed) {
  const deployment = await UnitDeployment.make(dir, room(), ['etc/php/8.2/fpm']);
  const { machine } = deployment;
  try {
    await machine.run(['mkdir', '/run/php']);
    machine.start([phpFpmBin ?? 'php-fpm', '--nodaemonize', '--fpm-config', '/etc/php/8.2/fpm/php-fpm.conf']);
    for (const address of ADDRESSES) await machine.listens(address);
    await deployment.startNginx();
    const answers = await machine.ask(
      80,
      POOLS.map((pool) => `/${pool}/`),
    );
    return { answers: Object.fromEntries(POOLS.map((pool, i) => [pool, answers[i]!])), log: deployment.log() };
  } finally {
    await deployment.end();
  }
}

const HEALTHY: Record<string, Answer> = Object.fromEntries(
  POOLS.map((pool) => [pool, { status: 200, body: `${pool} answers\n` }]),
);
const LIMIT = 60_000;

truth('pools of php-fpm', ['nginx', 'machines', 'php-fpm'], () => {
  it(
    'bad: every location is 502 for the reason that is claimed, and 200 with the suggestions of the findings',
    async () => {
      await deployed('deployment-php', 'bad', async (project) => {
        const bad = await served(project);
        expect(Object.values(bad.answers).map(({ status }) => status)).toEqual(POOLS.map(() => 502));
        for (const [pool, reason] of [
          ['shop', 'connect() to unix:/run/php/php8.1-fpm-shop.sock failed (2: No such file or directory)'],
          ['api', 'connect() to unix:/run/php/api.sock failed (2: No such file or directory)'],
          ['blog', 'connect() to unix:/run/php/blog.sock failed (13: Permission denied)'],
          ['admin', 'recv() failed (104: Connection reset by peer) while reading response header from upstream'],
          ['stats', 'connect() failed (111: Connection refused) while connecting to upstream'],
        ] as const) {
          const lines = bad.log.filter((line) => line.includes(`"GET /${pool}/ HTTP/1.1"`));
          expect(lines, pool).toEqual([expect.stringContaining(reason)]);
        }
        const findings = await project.vet();
        expect(findings.map(({ rule }) => rule).sort()).toEqual([
          'binding-allowed-clients',
          'binding-socket-path',
          'binding-socket-path',
          'binding-socket-permission',
          'binding-wrong-port',
        ]);
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
    'good: nothing to say, every pool answers',
    async () => {
      await deployed('deployment-php', 'good', async (project) => {
        expect(await project.vet()).toEqual([]);
        const { answers, log } = await served(project);
        expect(answers).toEqual(HEALTHY);
        expect(log).toEqual([]);
      });
    },
    LIMIT,
  );
});
