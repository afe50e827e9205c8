/** Where does a request go when it ends with an error status? nginx's `error_page` (ngx_http_special_response_handler). */
import type { Directive } from '../tree/index.ts';
import { constantText } from './expression.ts';
import { effectiveList } from './inherit.ts';
import { locate, locationName } from './location.ts';
import type { Scope } from './scope.ts';

/** One status of an `error_page` line. */
export interface ErrorPage {
  readonly directive: Directive;
  /** Its last argument: `/50x.html`, `@fallback`, `https://…`. */
  readonly target: string;
  /**
   * The status that the client gets: `kept` without `=`, `target` with a bare one (whatever answers there decides), else the
   * number behind it.
   */
  readonly status: 'kept' | 'target' | number;
}

/** What a level does with an error status; undefined where it has no page for it, `unknown` where the text does not tell. */
export function errorPageFor(scope: Scope, status: number): ErrorPage | 'unknown' | undefined {
  const list = effectiveList(scope, 'error_page');
  if (!list.isKnown || list.unseenOuter > 0) return 'unknown';
  // the first line that has the status counts
  const directive = list.entries.find(({ args }) => args.slice(0, -1).includes(String(status)));
  const target = directive?.args.at(-1);
  if (!directive || target === undefined) return undefined;
  const written = directive.args.at(-2) ?? '';
  if (!written.startsWith('=')) return { directive, target, status: 'kept' };
  return { directive, target, status: written === '=' ? 'target' : Number(written.slice(1)) };
}

/**
 * The location that an error page is taken from (the server itself where no location serves it); undefined for pages of
 * other sites, for those with variables, and where the text does not tell.
 */
export function locationOfPage(scope: Scope, { target }: ErrorPage): Scope | undefined {
  const { server } = scope;
  if (!server || server.isImplicit || server.hidesDirectives || constantText(target) === undefined) return undefined;
  if (target.startsWith('/')) return locate(server, target.split('?')[0]!);
  return target.startsWith('@')
    ? server.children.find((child) => child.block && isCalled(child.block, target))
    : undefined;
}

function isCalled(block: Directive, name: string): boolean {
  const { kind, text } = locationName(block);
  return block.name === 'location' && kind === 'named' && text === name;
}
