// Which TLS versions and which chains of certificates does nginx accept from an app?
import { expect, it } from 'vitest';
import { makeChain, startChainApp } from './harness/chain.ts';
import { before, since, truth } from './harness/needs.ts';
import { onStage, type Stage } from './harness/stage.ts';

const NAME = 'api.example.test';

/** The status of one request, and the lines of error.log about the app. */
async function oneRequest(stage: Stage, chain: number, versions: Parameters<typeof startChainApp>[1] = {}) {
  const app = await stage.start(startChainApp(makeChain(stage.run, NAME, chain), versions));
  const site = await stage.nginx({ PORT_APP: app.port });
  const [status] = await site.statuses(['/']);
  return [status, ...site.log('upstream')] as const;
}

truth('proxy-ssl-protocols', ['nginx', 'openssl'], () => {
  it('bad: only versions that the app no longer speaks, 502', async () => {
    await onStage('ssl-protocols', 'bad', async (stage) => {
      const [status, line] = await oneRequest(stage, 0);
      expect(status).toBe(502);
      // OpenSSL may refuse such versions on its own before anything is sent
      expect(line).toMatch(
        /SSL_do_handshake\(\) failed .*(?:alert number 70|no protocols available|unsupported protocol)/,
      );
      expect(line).toContain('while SSL handshaking to upstream');
    });
  });

  it('bad: TLSv1.3 alone and an app with TLSv1.2, 502', async () => {
    await onStage('ssl-protocols', 'bad-only-1.3', async (stage) => {
      const [status, line] = await oneRequest(stage, 0, { maxVersion: 'TLSv1.2' });
      expect(status).toBe(502);
      expect(line).toMatch(/SSL_do_handshake\(\) failed .*alert number 70/);
    });
  });

  it('good: both', async () => {
    await onStage('ssl-protocols', 'good', async (stage) => expect(await oneRequest(stage, 0)).toEqual([200]));
  });

  before('1.23.4', 'the default has no TLSv1.3: 502 from an app that speaks nothing else', async () => {
    await onStage('ssl-protocols', 'default', async (stage) => {
      const [status, line] = await oneRequest(stage, 0, { minVersion: 'TLSv1.3' });
      expect(status).toBe(502);
      expect(line).toMatch(/SSL_do_handshake\(\) failed .*alert number 70/);
    });
  });

  since('1.23.4', 'the default has TLSv1.3', async () => {
    await onStage('ssl-protocols', 'default', async (stage) => {
      expect(await oneRequest(stage, 0, { minVersion: 'TLSv1.3' })).toEqual([200]);
    });
  });
});

truth('proxy-ssl-verify-depth', ['nginx', 'openssl'], () => {
  const failed =
    /upstream SSL certificate verify error: \((?:20:unable to get local issuer certificate|22:.*)\) while SSL handshaking/;

  it('bad: depth 0 and one intermediate, 502', async () => {
    await onStage('ssl-verify-depth', 'bad', async (stage) => {
      const [status, line] = await oneRequest(stage, 1);
      expect([status, line]).toEqual([502, expect.stringMatching(failed)]);
    });
  });

  it('the default accepts one intermediate', async () => {
    await onStage('ssl-verify-depth', 'default', async (stage) => expect(await oneRequest(stage, 1)).toEqual([200]));
  });

  it('the default does not accept two, 502', async () => {
    await onStage('ssl-verify-depth', 'default', async (stage) => {
      const [status, line] = await oneRequest(stage, 2);
      expect([status, line]).toEqual([502, expect.stringMatching(failed)]);
    });
  });

  it('good: depth 3 accepts two', async () => {
    await onStage('ssl-verify-depth', 'good', async (stage) => expect(await oneRequest(stage, 2)).toEqual([200]));
  });
});
