/** Are the directives of the main level and of events as nginx wants them? (src/core/nginx.c, src/event/ngx_event.c) */

import { decimal } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { didYouMean, type Proposal } from '../../proposal.ts';
import {
  type Closer,
  type Complaint,
  type Level,
  type Reading,
  returned,
  type Setter,
  type SetterTable,
} from '../../setter.ts';
import { wrong } from '../upstream/words.ts';
import { again, NOTHING, once } from './slots.ts';

const given = once(() => NOTHING);

const workerProcesses: Setter = once((directive) => {
  const value = directive.args[0] ?? '';
  if (value === 'auto' || decimal(value) >= 0) return NOTHING;
  const help = 'it is a number or `auto`';
  return [returned(directive, 'invalid value', { span: directive.argSpan(0), label: 'nginx cannot read this', help })];
});

/** ngx_set_priority: a priority of 0 is as good as none. */
const workerPriority: Setter = (directive, { level }) => {
  const first = level.read(directive.name).find((one) => priority(one) !== 0);
  if (first) {
    const related = [{ span: first.headSpan, label: 'first set here' }];
    return [returned(directive, 'is duplicate', { rule: 'duplicate-directive', related })];
  }
  if (priority(directive) !== undefined) return NOTHING;
  return [returned(directive, 'invalid number', { span: directive.argSpan(0), label: 'no whole number' })];
};

function priority({ args: [value = ''] }: Directive): number | undefined {
  const number = decimal(value.replace(/^[+-]/, ''));
  return number < 0 ? undefined : number;
}

/** ngx_set_cpu_affinity; CPU_SETSIZE of Linux is 1024. */
function* cpuAffinity(directive: Directive, reading: Reading): Generator<Complaint> {
  const first = again(directive, reading);
  if (first) return yield* first;
  const { args } = directive;
  const isAuto = args[0] === 'auto';
  if (isAuto && args.length > 2) {
    return yield {
      rule: 'directive-arguments',
      message: `invalid number of arguments in "${directive.name}" directive`,
    };
  }
  for (let index = isAuto ? 1 : 0; index < args.length; index++) {
    const mask = args[index]!;
    if (mask.length > 1024) return yield wrong(directive, index, `"${directive.name}" supports up to 1024 CPUs only`);
    for (let at = mask.length - 1; at >= 0; at--) {
      const c = mask[at]!;
      if (c !== ' ' && c !== '0' && c !== '1') {
        const help = 'a mask has one digit a CPU, `0` or `1`';
        return yield wrong(directive, index, `invalid character "${c}" in "${directive.name}"`, {
          label: 'no mask',
          help,
        });
      }
    }
  }
}

/** ngx_core_module_init_conf. */
function* affinityMasks({ main }: Reading): Generator<Complaint> {
  const affinity = main.read('worker_cpu_affinity')[0];
  if (!affinity || affinity.args[0] === 'auto' || affinity.args.length < 2) return;
  const workers = main.read('worker_processes')[0]?.args[0] ?? '1';
  if (workers === 'auto' || decimal(workers) < 0 || decimal(workers) === affinity.args.length) return;
  yield {
    rule: 'config-warning',
    message:
      'the number of "worker_processes" is not equal to the number of "worker_cpu_affinity" masks, ' +
      'using last mask for remaining worker processes',
    level: 'warn',
    place: 'none',
    span: affinity.headSpan,
    label: `${affinity.args.length} masks for ${workers} worker processes`,
  };
}

/** ngx_load_module: the first block fixes which modules there are. */
function* loadModule(directive: Directive, { main }: Reading): Generator<Complaint> {
  for (const name of ['events', 'http', 'mail', 'stream']) {
    const [block] = main.read(name);
    if (!block) continue;
    yield {
      rule: 'config-error',
      message: '"load_module" directive is specified too late',
      span: directive.headSpan,
      label: `comes after \`${name}\``,
      related: [{ span: block.nameSpan, label: 'this block has been read' }],
      help: 'put `load_module` at the beginning of the configuration',
    };
    return;
  }
}

/** The event modules of all systems; which of them this nginx has cannot be told from the text. */
const METHODS = ['epoll', 'kqueue', 'poll', 'select', '/dev/poll', 'eventport', 'iocp', 'rtsig', 'aio'];

const use: Setter = once((directive) => {
  const method = directive.args[0] ?? '';
  if (METHODS.includes(method)) return NOTHING;
  const advice = didYouMean(method, METHODS, directive.argSpan(0));
  return [
    wrong(directive, 0, `invalid event type "${method}"`, {
      label: 'nginx has no such method',
      help: 'remove the line: nginx takes the best method of the system',
      ...advice,
    }),
  ];
});

const workerConnections: Setter = once((directive) => {
  const value = directive.args[0] ?? '';
  if (decimal(value) >= 0) return NOTHING;
  return [
    wrong(directive, 0, `invalid number "${value}"`, { label: 'nginx cannot read this', help: 'it takes digits only' }),
  ];
});

/** ngx_event_init_conf. */
function* events({ main, tree }: Reading): Generator<Complaint> {
  if (main.read('events').length > 0) return;
  const first = tree.statements[0];
  yield {
    rule: 'missing-section',
    message: 'no "events" section in configuration',
    place: 'none',
    ...(first && { span: first.nameSpan }),
    label: 'a configuration needs an `events` block',
    help: 'add `events {}`',
    ...(first && first.via === null && { proposal: eventsBefore(first) }),
  };
}

function eventsBefore({ span: { source, start } }: Directive): Proposal {
  const isIndented = source.lineStart(source.line(start)) !== start;
  const at = source.span(start, start);
  return {
    title: 'add `events {}`',
    safety: 'unsafe',
    edits: [{ span: at, text: isIndented ? 'events {} ' : 'events {}\n' }],
  };
}

/** ngx_event_init_conf: a connection for each listening socket, and one more. */
function* connections({ main }: Reading): Generator<Complaint> {
  const [section] = main.read('events');
  const given = section?.children.find((one) => one.name === 'worker_connections');
  const number = given ? decimal(given.args[0] ?? '') : 512;
  if (!section || number < 0) return;
  const sockets = listeningSockets(main);
  if (sockets === undefined || number > sockets) return;
  yield {
    rule: 'config-error',
    message: `${number} worker_connections are not enough for ${sockets} listening sockets`,
    place: 'none',
    span: (given ?? section).headSpan,
    label: `each listening socket takes one, and one more is needed`,
    help: `set at least ${sockets + 1}; 1024 is usual`,
  };
}

/**
 * How many sockets are listened on: of http and stream an address on `*` takes the port, unless others of the port are bound on
 * their own (ngx_http_init_listening). Undefined where it cannot be told.
 */
function listeningSockets(main: Level): number | undefined {
  const seen = new Map<string, Set<string>>();
  for (const top of main.children) {
    if (top.kind !== 'http' && top.kind !== 'stream' && top.kind !== 'mail') continue;
    for (const server of top.children) {
      if (server.kind !== 'server' && server.kind !== 'stream-server' && server.kind !== 'mail-server') continue;
      for (const listen of server.read('listen')) {
        const address = listen.args[0] ?? '';
        const port = /^(?:(?:\*|\d+(?:\.\d+){3}|\[[0-9a-f:.]+\]):)?(\d+)$/i.exec(address)?.[1];
        if (port === undefined && !/^unix:/.test(address)) return undefined;
        const key = `${top.kind} ${port ?? 'unix'}${listen.args.includes('udp') || listen.args.includes('quic') ? ' udp' : ''}`;
        const addresses = seen.get(key);
        if (addresses) addresses.add(address);
        else seen.set(key, new Set([address]));
      }
    }
  }
  let count = 0;
  for (const [key, addresses] of seen) {
    // several addresses of one port: one of them on `*` may take the others in
    if (addresses.size > 1 && !key.includes(' unix')) return undefined;
    count += addresses.size;
  }
  return count;
}

export const mainLevelSetters: SetterTable = {
  'ngx_core_module user': given,
  'ngx_core_module worker_processes': workerProcesses,
  'ngx_core_module worker_priority': workerPriority,
  'ngx_core_module worker_cpu_affinity': cpuAffinity,
  'ngx_core_module load_module': loadModule,
  'ngx_openssl_module ssl_engine': given,
  'ngx_event_core_module use': use,
  'ngx_event_core_module worker_connections': workerConnections,
};

export const mainLevelClosers: readonly Closer[] = [
  { module: 'ngx_core_module', at: 'configuration', stage: 'init', check: affinityMasks },
  { module: 'ngx_events_module', at: 'configuration', stage: 'init', check: events },
  { module: 'ngx_events_module', at: 'configuration', stage: 'init', check: connections },
];
