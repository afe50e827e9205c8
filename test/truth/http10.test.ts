// What does a client get when the app refuses the version of HTTP that nginx speaks?
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { open } from './harness/apps.ts';
import { before, since, truth } from './harness/needs.ts';
import { onStage } from './harness/stage.ts';

/** Refuses HTTP/1.0 as Envoy's connection manager does: an answer without a body. */
function startRefusingApp() {
  const server = createServer((request, response) => {
    response.statusCode = request.httpVersion === '1.0' ? 426 : 200;
    response.end();
  });
  return open(server, '127.0.0.1', []);
}

async function play(variant: string, status: number): Promise<void> {
  await onStage('http10-refused', variant, async (stage) => {
    const app = await stage.start(startRefusingApp());
    const site = await stage.nginx({ PORT_APP: app.port }, { hosts: ['127.0.0.1 localhost', '127.0.0.1 mesh'] });
    expect(await site.statuses(['/'])).toEqual([status]);
    expect(site.log('upstream')).toEqual([]);
  });
}

truth('http10-rejected-by-backend', ['nginx', 'names'], () => {
  before('1.29.7', 'bad: the client gets the 426, and nginx writes nothing', () => play('bad', 426));
  since('1.29.7', 'HTTP/1.1 is the default', () => play('bad', 200));
  it('good: HTTP/1.1', () => play('good', 200));
});
