import { defineRule, fileLimit, labelled, replace } from '../../src/rule/index.ts';

export default defineRule({
  id: 'worker-rlimit-nofile',
  category: 'capacity',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 500, log: 'socket() failed (24: Too many open files) while connecting to upstream' },
  options: {
    inheritedLimit: {
      type: 'integer',
      default: 1024, // the soft limit that systemd and login shells hand on
      minimum: 1,
      description:
        'How many files nginx may open where the configuration does not say it (`LimitNOFILE`, `ulimit -n`).',
    },
  },
  messages: {
    refused:
      'nginx is not allowed to have {asked} open files, since its container has {most} at most: a worker goes on with {files}',
    equal:
      'as many open files as connections: listening sockets, logs and files need some, too, so the last connections cannot be opened',
    tight:
      '{files} open files are less than two for each of {connections} connections: one that sends or stores a file takes two',
    unset:
      '{connections} connections need as many open files, and nothing here raises the limit, which is {inherited} unless the unit or the container says otherwise',
  },

  *check(view, { inheritedLimit }) {
    const { workers } = view;
    if (!workers) return;
    const { connections } = workers;
    const files = fileLimit(view);
    if (files?.directive && files.most !== undefined) {
      yield {
        message: 'refused',
        at: files.directive,
        label: 'refused when a worker starts',
        data: { asked: workers.files?.count ?? 0, most: files.most, files: files.count },
        related: [files.place, labelled(connections.directive, 'the connections of a worker')],
        help: 'raise `ulimits: nofile` of the container',
        prevents: { log: 'setrlimit(RLIMIT_NOFILE, {asked}) failed (1: Operation not permitted)' },
      };
      return;
    }
    const at = files?.directive ?? connections.directive;
    if (!at || (files && files.count < connections.count)) return; // said by worker-connections
    if (files ? files.count >= 2 * connections.count : connections.count <= inheritedLimit) return;
    if (files && !files.directive && files.count > inheritedLimit && files.count !== connections.count) return;
    const message = !files ? 'unset' : files.count === connections.count ? 'equal' : 'tight';
    const twice = String(2 * connections.count);
    yield {
      message,
      at,
      label: files?.directive
        ? 'the limit of open files'
        : files
          ? 'the connections of a worker'
          : 'more than {inherited} files',
      data: { files: files?.count ?? 0, connections: connections.count, twice, inherited: inheritedLimit },
      severity: message === 'equal' ? 'warning' : 'info',
      confidence: message === 'unset' ? 'medium' : 'high',
      related: [files?.directive ? labelled(connections.directive, 'the connections of a worker') : files?.place],
      help: 'write `worker_rlimit_nofile {twice};`',
      fixes: [files?.directive && replace(files.directive.argSpan(0), twice, 'suggestion')],
    };
  },
});
