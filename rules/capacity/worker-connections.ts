import { defineRule, fileLimit } from '../../src/rule/index.ts';

export default defineRule({
  id: 'worker-connections',
  category: 'capacity',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  options: {
    fewerThan: {
      type: 'integer',
      default: 128, // a page of a browser over HTTP/1.1 alone may take a dozen
      minimum: 0,
      description: 'Fewer connections of a worker than this are told.',
    },
  },
  messages: {
    files:
      'a worker may open {files} files, so its {connections} connections are never reached: requests fail with 500 before',
    few: 'a proxied request takes two of these {connections} connections: each worker has room for {half} of them at once',
  },

  *check(view, { fewerThan }) {
    const { workers, hops } = view;
    if (!workers) return;
    const { connections } = workers;
    const files = fileLimit(view);
    const data = {
      connections: connections.count,
      files: files?.count ?? 0,
      half: Math.floor(connections.count / 2),
    };
    const at = connections.directive ?? files?.directive ?? files?.place?.span;
    if (files && files.most === undefined && at && files.count < connections.count) {
      yield {
        message: 'files',
        at,
        label: connections.directive ? 'more than files' : 'fewer than the 512 connections of the default',
        data,
        related: [files.place],
        help: 'write `worker_rlimit_nofile` as twice `worker_connections`',
        prevents: { status: 500, log: 'socket() failed (24: Too many open files) while connecting to upstream' },
      };
    }
    if (connections.directive && connections.count < fewerThan && hops().length > 0) {
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
