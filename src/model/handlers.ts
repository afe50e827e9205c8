/** What answers the requests of a location? Its content handler (`clcf->handler`), which may dial an app. */
import type { Directive } from '../tree/index.ts';
import { type Family, parsePass, type WrittenAddress } from './address.ts';
import { constantText } from './expression.ts';
import type { Scope } from './scope.ts';

const PASS: Readonly<Record<string, Family>> = {
  proxy_pass: 'proxy',
  fastcgi_pass: 'fastcgi',
  uwsgi_pass: 'uwsgi',
  scgi_pass: 'scgi',
  grpc_pass: 'grpc',
  memcached_pass: 'memcached',
  tunnel_pass: 'tunnel',
};

/** Other directives that set the content handler of a location (`clcf->handler`); the one written last has it. */
const OTHER_HANDLERS =
  /^(?:stub_status|empty_gif|flv|mp4|perl|js_content|content_by_lua(?:_block|_file)?|echo|upload_pass|rtmp_stat|api|hls)$/;

/**
 * The pass directives that count at a scope, with their families: mostly one. Of several content handlers in one location the
 * last one wins silently; `tunnel_pass` of a server serves what no location is chosen for.
 */
export function passDirectives(scope: Scope): readonly (readonly [Family, Directive])[] {
  if (scope.kind === 'stream-server')
    return scope
      .own('proxy_pass')
      .slice(0, 1)
      .map((d) => ['stream', d] as const);
  if (scope.kind === 'server')
    return scope
      .own('tunnel_pass')
      .slice(-1)
      .map((d) => ['tunnel', d] as const);
  const handlers = contentHandlers(scope);
  return handlers
    .filter((handler, i) => isPass(handler) && !winnerOver(handler, handlers.slice(i + 1)))
    .map((handler) => [PASS[handler.name]!, handler] as const);
}

/** A content handler that never answers a request, and the later one of the same location that does. */
export interface LostHandler {
  readonly lost: Directive;
  readonly winner: Directive;
}

/** The content handlers of a level that do nothing since another directive's comes after them. */
export function lostHandlers(scope: Scope): readonly LostHandler[] {
  const handlers = contentHandlers(scope);
  return handlers.flatMap((lost, i) => {
    const winner = winnerOver(lost, handlers.slice(i + 1));
    return winner && winner.name !== lost.name ? [{ lost, winner }] : [];
  });
}

/** The last of the later handlers that are there whenever this one is (a template may have one for each case). */
function winnerOver(handler: Directive, later: readonly Directive[]): Directive | undefined {
  return later.findLast((other) => other.isThereWith(handler));
}

/** The directives of a level that set its content handler, in nginx's order. */
export function contentHandlers(scope: Scope): readonly Directive[] {
  return LOCATION_LIKE.has(scope.kind) ? scope.directives.filter((d) => isPass(d) || OTHER_HANDLERS.test(d.name)) : [];
}

const LOCATION_LIKE: ReadonlySet<string> = new Set(['location', 'if-in-location', 'limit_except']);

function isPass(directive: Directive): boolean {
  return Object.hasOwn(PASS, directive.name) && (directive.args.length === 1 || directive.name === 'tunnel_pass');
}

/**
 * `host:port` of every pass directive without variables. nginx makes a group of each at start, and a variable that has the
 * same host and port later finds that group (ngx_http_upstream_init_request), so that no `resolver` is asked.
 */
export function resolvedAtStart(scopes: readonly Scope[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const scope of scopes) {
    if (!LOCATION_LIKE.has(scope.kind)) continue;
    for (const directive of scope.directives) {
      if (!isPass(directive)) continue;
      const written = writtenIn(directive);
      const address =
        constantText(written) === undefined ? undefined : parsePass(PASS[directive.name]!, written)?.address;
      if (address?.kind === 'tcp') keys.add(startKey(address));
    }
  }
  return keys;
}

export function startKey(address: Exclude<WrittenAddress, { kind: 'none' }>): string {
  return address.kind === 'tcp' ? `${address.host.toLowerCase()}:${address.port}` : '';
}

export function writtenIn(pass: Directive): string {
  return pass.args[0] ?? (pass.name === 'tunnel_pass' ? '$host:$request_port' : '');
}
