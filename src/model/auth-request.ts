/** What happens to the subrequests of `auth_request`? (ngx_http_auth_request_module) */
import type { NginxVersion } from '../catalog/index.ts';
import type { Directive } from '../tree/index.ts';
import { answerOf } from './answer.ts';
import { isSameApp } from './error-loop.ts';
import { type ErrorPage, errorPageFor, locationOfPage } from './error-page.ts';
import type { Hop } from './hop.ts';
import { type Assumption, effective } from './inherit.ts';
import { locate, slashLocation } from './location.ts';
import type { Model } from './model.ts';
import type { Scope } from './scope.ts';

/** A place that asks before it answers, in one server. */
export interface AuthRequest {
  readonly directive: Directive;
  /** The argument: nginx takes it for a path as it stands, without variables, query and named locations. */
  readonly uri: string;
  /** What answers the subrequest; undefined where the text does not tell. */
  readonly asked: AuthAnswer | undefined;
}

export type AuthAnswer =
  /** A place that dials. */
  | {
      readonly kind: 'app';
      readonly hop: Hop;
      readonly surprises: readonly AuthSurprise[];
      /** What it rests on that the app is told the length of a body that it never gets; undefined when it is not, or when nobody knows. */
      readonly awaitsBody: Assumption | undefined;
    }
  | { readonly kind: 'status'; readonly directive: Directive; readonly status: number }
  /** A file, mostly one that is not there; the level is the server's where no location fits. */
  | { readonly kind: 'files'; readonly scope: Scope }
  /** A redirect to the path with a `/` at its end. */
  | { readonly kind: 'slash'; readonly location: Scope };

/** An error page that makes another answer of what the app, or nginx in its place, says. */
export interface AuthSurprise {
  /** What is said: 401 by the app, 502 and 504 by nginx when the app does not answer. */
  readonly said: number;
  /** What `auth_request` gets to see instead. */
  readonly seen: number;
  readonly page: ErrorPage;
}

/** Every `auth_request`, for each server that it holds for. */
export function authRequests(model: Model): readonly AuthRequest[] {
  return model.scopes.flatMap((scope) =>
    scope.own('auth_request').flatMap((directive): readonly AuthRequest[] => {
      const uri = directive.args[0] ?? 'off';
      if (uri === 'off' || (scope.server && !model.variables.code.isReached(scope))) return [];
      const servers = scope.server ? [scope.server] : model.servers.filter((server) => server.parent === scope);
      return servers.map((server) => ({ directive, uri, asked: askedIn(server, uri, scope, model) }));
    }),
  );
}

/** Does `auth_request` understand a status? Any other one becomes a 500. */
export function isVerdict(status: number): boolean {
  return isGrant(status) || status === 401 || status === 403;
}

/** Does `auth_request` let the request pass? */
export function isGrant(status: number): boolean {
  return status >= 200 && status < 300;
}

function askedIn(server: Scope, uri: string, asking: Scope, model: Model): AuthAnswer | undefined {
  if (server.isImplicit) return undefined;
  const slash = slashLocation(server, uri);
  if (slash) return { kind: 'slash', location: slash };
  const scope = locate(server, uri);
  const answer = scope && answerOf(scope);
  switch (answer?.kind) {
    case 'status':
      return answer;
    case 'files':
      return rescues(scope!, 404) ? undefined : { kind: 'files', scope: scope! };
    case 'app': {
      const hop = model.hops.find(({ pass }) => pass === answer.pass);
      if (!hop) return undefined;
      const guarded = model.hops.find(({ scope }) => scope === asking);
      // who passes unchecked while the app is down meets an app that is down
      const isDownTogether = guarded !== undefined && isSameApp(hop, guarded);
      const surprises = surprisesAt(hop, model.version).filter(({ said }) => said < 500 || !isDownTogether);
      return { kind: 'app', hop, surprises, awaitsBody: awaitsBody(hop) };
    }
    default:
      return undefined;
  }
}

/** May an error page make something else of a status? */
function rescues(scope: Scope, status: number): boolean {
  const page = errorPageFor(scope, status);
  return page === 'unknown' || (page !== undefined && page.status !== 'kept');
}

function surprisesAt(hop: Hop, version: NginxVersion): readonly AuthSurprise[] {
  const intercepts = effective(hop.scope, `${hop.family}_intercept_errors`, 'http', version).is('on') === 'yes';
  return [...(intercepts ? [401, 403] : []), 502, 504].flatMap((said): readonly AuthSurprise[] => {
    const page = errorPageFor(hop.scope, said);
    const seen = page && page !== 'unknown' ? statusOf(hop.scope, page) : undefined;
    if (!page || page === 'unknown' || seen === undefined) return [];
    // what nginx says of a dead app is no verdict, whatever the page makes of it short of a grant
    return isGrant(seen) || (isVerdict(said) && !isVerdict(seen)) ? [{ said, seen, page }] : [];
  });
}

/** The status that an error page ends with; undefined for the status that led to it, and where the text does not tell. */
function statusOf(scope: Scope, page: ErrorPage): number | undefined {
  const { target, status } = page;
  // a target that is neither a path nor a name is a redirect (ngx_http_send_error_page)
  if (/^https?:/.test(target)) return typeof status === 'number' && REDIRECTS.has(status) ? status : 302;
  const location = locationOfPage(scope, page);
  const answer = location && answerOf(location);
  if (!answer) return undefined;
  // redirects and errors begin anew: the special response sets `err_status`, which wins otherwise (ngx_http_send_header)
  if (answer.kind === 'status' && (answer.isEmpty || REDIRECTS.has(answer.status))) return answer.status;
  if (status !== 'target') return status === 'kept' ? undefined : status;
  return answer.kind === 'status' ? answer.status : answer.kind === 'files' ? 200 : undefined;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The subrequest has the headers of the client's request and an empty body (ngx_http_auth_request_handler), and the length is
 * that of the headers (`internal_body_length`), whatever `proxy_pass_request_body` says. `proxy_set_body` makes a body.
 */
function awaitsBody(hop: Hop): Assumption | undefined {
  if (hop.family !== 'proxy' || hop.effective('set_body').origin) return undefined;
  if (hop.effective('http_version').is('2') !== 'no') return undefined;
  return hop.headers?.get('Content-Length').when((value) => value !== null && LENGTH.test(value));
}

const LENGTH = /^\$(?:proxy_internal_body_length|content_length|http_content_length)$/i;
