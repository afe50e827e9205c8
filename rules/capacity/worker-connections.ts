import { defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'worker-connections',
  category: 'capacity',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    files:
      'a worker may open {files} files, so its {connections} connections are never reached: requests fail with 500 before',
    few: 'a proxied request takes two of these {connections} connections: each worker has room for {half} of them at once',
  },

  *check({ workers, hops }) {
    if (!workers) return;
    const { connections, files } = workers;
    const data = {
      connections: connections.count,
      files: files?.count ?? 0,
      half: Math.floor(connections.count / 2),
    };
    const at = connections.directive ?? files?.directive;
    if (files?.directive && at && files.count < connections.count) {
      yield {
        message: 'files',
        at,
        label: connections.directive ? 'more than files' : 'fewer than the 512 connections of the default',
        data,
        related: [labelled(files.directive, 'the limit of open files')],
        help: 'write `worker_rlimit_nofile` as twice `worker_connections`',
        prevents: { status: 500, log: 'socket() failed (24: Too many open files) while connecting to upstream' },
      };
    }
    if (connections.directive && connections.count < FEW && hops().length > 0) {
      yield {
        message: 'few',
        at: connections.directive,
        label: 'half of it for clients, half for apps',
        data,
        severity: 'info',
        help: 'the default is 512',
        prevents: { status: 500, log: '{connections} worker_connections are not enough' },
      };
    }
  },
});

/** A page of a browser over HTTP/1.1 alone may take a dozen. */
const FEW = 128;
