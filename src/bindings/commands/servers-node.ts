/** Where does a Node program or framework listen, going by its arguments and environment? (bindings.md §8) */
import type { Mapped } from '../../yaml/index.ts';
import { portListen } from '../listen.ts';
import { type HostPortOptions, hostPort } from './host-port.ts';
import {
  defaultFact,
  hasOption,
  hidesOptions,
  lastOption,
  listener,
  type ServerReader,
  UNKNOWN_PROCESS,
} from './process.ts';
import { nodeIdle } from './releases.ts';

/** Idle time of node's http server (lib/_http_server.js, keepAliveTimeout). */
const NODE_IDLE = { options: [], seconds: nodeIdle } as const;

/** A program whose code decides: an option after it, else the variable PORT says something. */
const node: ServerReader = (args, env, self, at) => {
  const script = args.find((arg) => !arg.text.startsWith('-'));
  if (script && /(^|\/)\.output\/server\/index\.mjs$/.test(script.text)) return nitro(args, env, self, at);
  if (script && /(^|\/)\.next\/standalone\/server\.js$/.test(script.text)) return nextServer([], env, self, at);
  const port = lastOption(args, '--port');
  const known = (value: Mapped, evidence?: 'env-port') => listener(portListen(value, '?'), 'http', value, evidence);
  const idle = nodeIdle(env, at);
  const own = programOf(self);
  const facts = {
    server: own,
    ...(own === 'node' && idle !== undefined && { settings: { keepaliveIdle: defaultFact(idle, self) } }),
  };
  if (port) return { ...facts, listeners: [known(port)], closed: false };
  const set = env.get('PORT');
  if (!set) return { ...facts, listeners: [], closed: false };
  return { ...facts, listeners: [known(set, 'env-port')], closed: !hidesOptions(args) };
};

/** bun and deno have servers of their own. */
function programOf(self: Mapped): string {
  const name = self.text.slice(self.text.lastIndexOf('/') + 1);
  return name === 'bun' || name === 'deno' ? name : 'node';
}

const nitro = hostPort({
  server: 'nuxt',
  host: [],
  port: [],
  hostEnv: ['NITRO_HOST', 'HOST'],
  portEnv: ['NITRO_PORT', 'PORT'],
  unixEnv: ['NITRO_UNIX_SOCKET'],
  defaultHost: '*',
  defaultPort: 3000,
  keepalive: NODE_IDLE,
});

const nextOptions: HostPortOptions = {
  server: 'next',
  host: ['-H', '--hostname'],
  port: ['-p', '--port'],
  portEnv: ['PORT'],
  defaultHost: '0.0.0.0',
  defaultPort: 3000,
  keepalive: NODE_IDLE,
  open: true,
};
/** The standalone server takes its host and its idle time (milliseconds) from variables, `next start` from options only. */
const nextServer = hostPort({
  ...nextOptions,
  hostEnv: ['HOSTNAME'],
  keepalive: { ...NODE_IDLE, env: 'KEEP_ALIVE_TIMEOUT', unit: 1000 },
});

const nextStart = hostPort({
  ...nextOptions,
  keepalive: { ...NODE_IDLE, options: ['--keepAliveTimeout'], unit: 1000 },
});

const next: ServerReader = (args, env, self, at) => {
  if (args[0]?.text !== 'start' && args[0]?.text !== 'dev') return UNKNOWN_PROCESS;
  const facts = nextStart(args.slice(1), env, self, at);
  return {
    ...facts,
    closed: facts.listeners[0]?.evidence === 'env-port' ? !hidesOptions(args) : facts.closed,
  };
};

/** A subcommand that serves; any other one serves nothing that is known. */
function serving(commands: RegExp, spec: HostPortOptions): ServerReader {
  const read = hostPort(spec);
  return (args, env, self, at) =>
    commands.test(args[0]?.text ?? '') ? read(args.slice(1), env, self, at) : UNKNOWN_PROCESS;
}

const vite: ServerReader = (args, env, self, at) => {
  const mode = args[0]?.text;
  if (mode === 'build' || mode === 'optimize') return UNKNOWN_PROCESS;
  const named = lastOption(args, '--host')?.text;
  const host = !hasOption(args, '--host') ? 'localhost' : named && !named.startsWith('-') ? named : '0.0.0.0';
  const port = lastOption(args, '--port');
  const idle = nodeIdle(env, at);
  const settings = idle === undefined ? {} : { keepaliveIdle: defaultFact(idle, self) };
  if (port) {
    return {
      server: 'vite',
      listeners: [listener(portListen(port, host), 'http', port)],
      closed: hasOption(args, '--strictPort'),
      settings,
    };
  }
  const number = mode === 'preview' ? 4173 : 5173;
  return {
    server: 'vite',
    listeners: [listener({ kind: 'tcp', host, port: number }, 'http', self, 'default')],
    closed: false,
    settings,
  };
};

const reactRouter = hostPort({
  server: 'react-router-serve',
  host: [],
  port: [],
  hostEnv: ['HOST'],
  portEnv: ['PORT'],
  defaultHost: '*',
  defaultPort: 3000,
  keepalive: NODE_IDLE,
});

const plain = { portEnv: ['PORT'], keepalive: NODE_IDLE, open: true } as const;

/** Node programs by name. */
export const NODE_SERVERS: Readonly<Record<string, ServerReader>> = {
  node,
  nodejs: node,
  nodemon: node,
  'ts-node': node,
  'ts-node-dev': node,
  tsx: node,
  bun: node,
  deno: node,
  next,
  vite,
  nuxt: serving(/^(start|dev|preview)$/, {
    ...plain,
    server: 'nuxt',
    host: ['-H', '--host', '--hostname'],
    port: ['-p', '--port'],
    hostEnv: ['NUXT_HOST', 'HOST'],
    portEnv: ['NUXT_PORT', 'PORT'],
    defaultHost: 'localhost',
    defaultPort: 3000,
  }),
  'react-router-serve': reactRouter,
  'remix-serve': reactRouter,
  strapi: serving(/^(start|develop|dev)$/, {
    ...plain,
    server: 'strapi',
    host: [],
    port: [],
    hostEnv: ['HOST'],
    defaultHost: '0.0.0.0',
    defaultPort: 1337,
  }),
  nest: serving(/^start$/, { ...plain, server: 'nest', host: [], port: [], defaultHost: '?', defaultPort: 3000 }),
  astro: serving(/^(dev|preview)$/, {
    ...plain,
    server: 'astro',
    host: ['--host'],
    port: ['--port'],
    defaultHost: 'localhost',
    defaultPort: 4321,
  }),
  'http-server': hostPort({
    ...plain,
    server: 'http-server',
    host: ['-a'],
    port: ['-p', '--port'],
    defaultHost: '0.0.0.0',
    defaultPort: 8080,
  }),
  serve: hostPort({
    ...plain,
    server: 'serve',
    host: [],
    port: ['-l', '--listen', '-p'],
    defaultHost: '*',
    defaultPort: 3000,
  }),
  'json-server': hostPort({
    ...plain,
    server: 'json-server',
    host: ['-H', '--host'],
    port: ['-p', '--port'],
    defaultHost: 'localhost',
    defaultPort: 3000,
  }),
};
