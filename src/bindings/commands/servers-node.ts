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

/** Idle time of node's http server through version 25 (lib/_http_server.js, keepAliveTimeout). */
const NODE_IDLE = { options: [], seconds: 5 } as const;

/** A program whose code decides: an option after it, else the variable PORT says something. */
const node: ServerReader = (args, env, self, at) => {
  const script = args.find((arg) => !arg.text.startsWith('-'));
  if (script && /(^|\/)\.output\/server\/index\.mjs$/.test(script.text)) return nitro(args, env, self, at);
  if (script && /(^|\/)\.next\/standalone\/server\.js$/.test(script.text)) return nextServer([], env, self, at);
  const port = lastOption(args, '--port');
  const known = (value: Mapped, evidence?: 'env-port') => listener(portListen(value, '?'), 'http', value, evidence);
  if (port) return { server: 'node', listeners: [known(port)], closed: false };
  const set = env.get('PORT');
  if (!set) return { server: 'node', listeners: [], closed: false };
  return { server: 'node', listeners: [known(set, 'env-port')], closed: !hidesOptions(args) };
};

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
/** The standalone server takes its host from a variable, `next start` from its option only. */
const nextServer = hostPort({ ...nextOptions, hostEnv: ['HOSTNAME'] });

const next: ServerReader = (args, env, self, at) => {
  if (args[0]?.text !== 'start' && args[0]?.text !== 'dev') return UNKNOWN_PROCESS;
  const facts = hostPort(nextOptions)(args.slice(1), env, self, at);
  const set = lastOption(args, '--keepAliveTimeout');
  // given in milliseconds
  const idle =
    set && /^\d+$/.test(set.text)
      ? {
          keepaliveIdle: {
            value: Number(set.text) / 1000,
            by: 'declared' as const,
            span: set.source.span(set.at, set.to.at(-1) ?? set.at),
          },
        }
      : facts.settings;
  return {
    ...facts,
    closed: facts.listeners[0]?.evidence === 'env-port' ? !hidesOptions(args) : facts.closed,
    ...(idle && { settings: idle }),
  };
};

/** A subcommand that serves; any other one serves nothing that is known. */
function serving(commands: RegExp, spec: HostPortOptions): ServerReader {
  const read = hostPort(spec);
  return (args, env, self, at) =>
    commands.test(args[0]?.text ?? '') ? read(args.slice(1), env, self, at) : UNKNOWN_PROCESS;
}

const vite: ServerReader = (args, _env, self) => {
  const mode = args[0]?.text;
  if (mode === 'build' || mode === 'optimize') return UNKNOWN_PROCESS;
  const named = lastOption(args, '--host')?.text;
  const host = !hasOption(args, '--host') ? 'localhost' : named && !named.startsWith('-') ? named : '0.0.0.0';
  const port = lastOption(args, '--port');
  const settings = { keepaliveIdle: defaultFact(5, self) };
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
