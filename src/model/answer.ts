/** What answers every request that reaches a location: an app, files, or nginx itself with a fixed status? */
import { variantsOf } from '../catalog/index.ts';
import type { Directive } from '../tree/index.ts';
import { contentHandlers } from './handlers.ts';
import type { Scope } from './scope.ts';

export type Answer =
  /** Its pass directive, on its own level. */
  | { readonly kind: 'app'; readonly pass: Directive }
  /** `return`, or a `rewrite` of everything that redirects. */
  | {
      readonly kind: 'status';
      readonly directive: Directive;
      readonly status: number;
      /** An error without a text of its own, for which nginx's special response is sent. */
      readonly isEmpty: boolean;
    }
  /** A file below `root` or `alias`, else 404 (ngx_http_static_module). */
  | { readonly kind: 'files' };

/**
 * The answer of a location, or of a server where it has no location for a request. undefined where it depends on the
 * request (`try_files`, a condition, a `rewrite` that may hand it on), or where a module answers of which no more is known.
 */
export function answerOf(scope: Scope): Answer | undefined {
  if (scope.hidesDirectives || scope.own('try_files').length > 0 || scope.directives.some(isForeign)) return undefined;
  const fixed = fixedStatus(scope);
  if (fixed) return fixed === 'depends' ? undefined : fixed;
  const handler = contentHandlers(scope).at(-1);
  if (!handler) return { kind: 'files' };
  return handler.name.endsWith('_pass') ? { kind: 'app', pass: handler } : undefined;
}

/** What the level's program of the rewrite module ends with, if it ends the request. */
function fixedStatus(scope: Scope): Extract<Answer, { kind: 'status' }> | 'depends' | undefined {
  let isCertain = true;
  for (const directive of scope.directives) {
    const [first = '', , flag] = directive.args;
    switch (directive.name) {
      case 'if':
        if (directive.children.some(({ name }) => decides(name))) return 'depends';
        break;
      case 'return':
        if (!isCertain) return 'depends';
        return returned(directive);
      case 'break':
        return undefined;
      case 'rewrite':
        if (flag === 'redirect' || flag === 'permanent') {
          if (!isCertain || !EVERYTHING.test(first)) return 'depends';
          return { kind: 'status', directive, status: flag === 'permanent' ? 301 : 302, isEmpty: false };
        }
        if (flag !== 'break') return 'depends';
        if (EVERYTHING.test(first)) return undefined;
        isCertain = false; // where it matches nothing that follows runs
        break;
    }
  }
  return undefined;
}

/** Patterns that match every URI. */
const EVERYTHING = /^(?:\^|\^?\/?\(?\.\*\)?\$?|\^?\/)$/;

/** `return https://…;` is a 302 (ngx_http_rewrite_return). */
function returned(directive: Directive): Extract<Answer, { kind: 'status' }> {
  const [first = '', text] = directive.args;
  const status = /^\d+$/.test(first) ? Number(first) : 302;
  return { kind: 'status', directive, status, isEmpty: status >= 400 && text === undefined };
}

/** Does a statement inside of an `if` change what answers? */
function decides(name: string): boolean {
  return !/^(?:set|add_header|expires|proxy_set_header|access_log|log_not_found|limit_rate)$/.test(name);
}

/** Of modules that nginx does not ship with nobody knows here whether they answer. */
function isForeign({ name }: Directive): boolean {
  return !variantsOf(name).some(({ src }) => src === 'oss');
}
