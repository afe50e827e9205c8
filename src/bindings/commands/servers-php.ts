/** Where does a PHP server, or nginx itself, listen, going by its arguments and environment? (bindings.md §7.9) */
import { tcpListen } from '../listen.ts';
import { hostPort } from './host-port.ts';
import { hidesOptions, lastOption, listener, type ServerReader, UNKNOWN_PROCESS } from './process.ts';

/** Its addresses stand in its pools (php-fpm.ts); which of them it reads is decided by the service. */
const phpFpm: ServerReader = () => ({ server: 'php-fpm', listeners: [], closed: false });

/** nginx itself: what it listens on stands in its configuration; `closed` says that nothing else runs beside it. */
const nginx: ServerReader = () => ({ server: 'nginx', listeners: [], closed: true });

const artisan = hostPort({
  server: 'artisan',
  host: ['--host'],
  port: ['--port'],
  hostEnv: ['SERVER_HOST'],
  portEnv: ['SERVER_PORT'],
  defaultHost: '127.0.0.1',
  defaultPort: 8000,
});

/** `php -S host:port`, `php artisan serve`, `php artisan octane:start`; any other script is not a known server. */
const php: ServerReader = (args, env, self, at) => {
  const address = lastOption(args, '-S');
  if (address)
    return { server: 'php', listeners: [listener(tcpListen(address), 'http', address)], closed: !hidesOptions(args) };
  const script = args.findIndex((arg) => arg.text.split('/').at(-1) === 'artisan');
  const command = args[script + 1]?.text;
  if (script < 0 || (command !== 'serve' && command !== 'octane:start')) return UNKNOWN_PROCESS;
  return artisan(args.slice(script + 2), env, self, at);
};

/** PHP servers and nginx by program name. */
export const PHP_SERVERS: Readonly<Record<string, ServerReader>> = {
  'php-fpm': phpFpm,
  php,
  nginx,
  openresty: nginx,
  'nginx-debug': nginx,
};
