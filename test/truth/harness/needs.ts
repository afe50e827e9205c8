// What a truth suite needs, and how it says so when that is missing: a failure in CI, loudly elsewhere, never silently.
import { describe, it } from 'vitest';
import {
  gunicornBin,
  isRoot,
  localhostPeers,
  nginxBin,
  nginxHas,
  nginxIsAtLeast,
  nginxVersion,
  opensslBin,
  phpFpmBin,
  programBin,
  streamModule,
  supervisordBin,
  timeoutBin,
  uwsgiBin,
  whyNoMachines,
  whyNoNames,
  whyNoNetwork,
} from './tools.ts';

type Need =
  | 'nginx'
  | 'stream'
  | 'http2'
  | 'php-fpm'
  | 'uwsgi'
  | 'gunicorn'
  | 'supervisord'
  | 'openssl'
  | 'timeout'
  | 'names'
  | 'two-peers'
  | 'own-network'
  | 'machines'
  | 'uvicorn';

// Installable programs: CI has to install them. The others depend on the kernel and on who runs the tests.
const INSTALLABLE: ReadonlySet<Need> = new Set([
  'nginx',
  'php-fpm',
  'uwsgi',
  'gunicorn',
  'supervisord',
  'openssl',
  'timeout',
  'uvicorn',
]);

function whyMissing(need: Need): string | undefined {
  switch (need) {
    case 'nginx':
      // Nothing is started without something that ends it.
      if (timeoutBin === undefined) return whyMissing('timeout');
      return nginxVersion === undefined ? `nginx is missing (${nginxBin ?? 'set NGINX_BIN or install it'})` : undefined;
    case 'stream':
      return streamModule() === undefined ? `${nginxBin ?? 'nginx'} has no stream module` : undefined;
    case 'http2':
      return nginxHas('http_v2_module') ? undefined : `${nginxBin ?? 'nginx'} was built without HTTP/2`;
    case 'php-fpm':
      return phpFpmBin === undefined ? 'php-fpm is missing' : undefined;
    case 'uwsgi':
      return uwsgiBin === undefined ? 'uwsgi (with its python3 plugin) is missing' : undefined;
    case 'gunicorn':
      return gunicornBin === undefined ? 'gunicorn is missing' : undefined;
    case 'supervisord':
      return supervisordBin === undefined ? 'supervisord is missing' : undefined;
    case 'openssl':
      return opensslBin === undefined ? 'openssl is missing' : undefined;
    case 'timeout':
      return timeoutBin === undefined ? "coreutils' timeout is missing" : undefined;
    case 'uvicorn':
      return programBin(need) === undefined ? `${need} is missing` : undefined;
    case 'machines':
      return whyNoMachines();
    case 'own-network':
      return whyNoNetwork();
    case 'names':
      return whyNoNames();
    case 'two-peers':
      if (localhostPeers().length === 2) return undefined;
      return whyNoNames() ?? `getaddrinfo makes of 127.0.0.1 and ::1: ${localhostPeers().join(' ') || 'nothing'}`;
  }
}

const said = new Set<string>();

function sayLoudly(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  process.stderr.write(`\n!!! TRUTH SUITE: ${text}\n`);
}

/** A describe that runs only on a machine with everything it needs. */
export function truth(name: string, needs: readonly Need[], body: () => void): void {
  const missing = needs.flatMap((need) => {
    const why = whyMissing(need);
    return why === undefined ? [] : [{ need, why }];
  });
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  const why = missing.map((each) => each.why).join('; ');
  sayLoudly(`${name}: ${why}`);
  if (process.env.CI === 'true' && missing.some((each) => INSTALLABLE.has(each.need))) {
    describe(name, () => {
      it('finds the programs it needs', () => {
        throw new Error(`${why}: CI has to install it`);
      });
    });
    return;
  }
  describe.skip(`${name} [SKIPPED: ${why}]`, body);
}

type Body = () => Promise<void>;

function onlyWhen(holds: boolean, name: string, wanted: string, found: string, body: Body): void {
  if (holds) {
    it(name, body);
    return;
  }
  if (nginxVersion !== undefined) sayLoudly(`tests that need ${wanted} are skipped: this is ${found}`);
  it.skip(`${name} [SKIPPED: needs ${wanted}, this is ${found}]`, body);
}

const thisNginx = `nginx ${nginxVersion ?? 'missing'}`;

/** A test of what nginx did before that version. */
export function before(version: string, name: string, body: Body): void {
  onlyWhen(!nginxIsAtLeast(version), `nginx < ${version}: ${name}`, `nginx older than ${version}`, thisNginx, body);
}

/** A test of what nginx does since that version; run it with NGINX_BIN=/path/to/a/newer/nginx. */
export function since(version: string, name: string, body: Body): void {
  onlyWhen(
    nginxIsAtLeast(version),
    `nginx >= ${version}: ${name}`,
    `nginx ${version} or newer in NGINX_BIN`,
    thisNginx,
    body,
  );
}

/** A test that depends on the machine: `localhost` is an IPv4 and an IPv6 address for nginx, or two IPv4 ones. */
export function withLocalhost(addresses: 'IPv4 and IPv6' | 'IPv4 twice', name: string, body: Body): void {
  const found = localhostPeers().includes('::1') ? 'IPv4 and IPv6' : 'IPv4 twice';
  onlyWhen(found === addresses, name, `a localhost of ${addresses}`, `one of ${found}`, body);
}

/** A test that listens on a port below 1024. */
export function asRoot(name: string, body: Body): void {
  onlyWhen(isRoot, name, 'root', 'another user', body);
}
