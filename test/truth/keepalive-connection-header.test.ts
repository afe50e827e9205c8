// Which Connection header does an app get, and is a connection reused under it?
import { expect, it } from 'vitest';
import { fiveRequests, type Seen } from './harness/five-requests.ts';
import { before, since, truth } from './harness/needs.ts';

// Nothing fails in any of them: the pool is merely never used.
const noReuse: Seen = {
  statuses: [200],
  connections: 5,
  version: ['HTTP/1.1'],
  connection: ['close'],
  host: ['shop.example.com'],
  log: [],
};
const reuse: Seen = { ...noReuse, connections: 1, connection: ['none'] };

truth('upstream-keepalive-connection-header', ['nginx'], () => {
  before('1.29.7', 'HTTP/1.1 alone: the default Connection close defeats the pool', async () => {
    expect(await fiveRequests('keepalive-connection-header', 'bad')).toEqual(noReuse);
  });

  since('1.29.7', 'HTTP/1.1 alone is enough: the header is cleared by default', async () => {
    expect(await fiveRequests('keepalive-connection-header', 'bad')).toEqual(reuse);
  });

  it('an explicit Connection close defeats the pool in any version', async () => {
    expect(await fiveRequests('keepalive-connection-header', 'bad-explicit')).toEqual(noReuse);
  });

  it('good: Connection "" beside the other headers, one connection', async () => {
    expect(await fiveRequests('keepalive-connection-header', 'good')).toEqual(reuse);
  });
});

truth('upstream-keepalive-connection-header, inheritance', ['nginx'], () => {
  before('1.29.7', 'an inner proxy_set_header Host drops the Connection "" of the http level', async () => {
    expect(await fiveRequests('keepalive-connection-inherited', 'bad')).toEqual(noReuse);
  });

  since('1.29.7', 'the dropped Connection "" does no harm: it is the default', async () => {
    expect(await fiveRequests('keepalive-connection-inherited', 'bad')).toEqual(reuse);
  });

  it('good: Connection "" repeated in the inner list, one connection', async () => {
    expect(await fiveRequests('keepalive-connection-inherited', 'good')).toEqual(reuse);
  });
});
