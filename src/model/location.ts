/** Which location serves a URI? Names of locations, and nginx's search through them (ngx_http_core_find_location). */
import type { Directive } from '../tree/index.ts';
import { contentHandlers } from './handlers.ts';
import type { Scope } from './scope.ts';

/** How a location is chosen: `= /a`, `/a`, `^~ /a`, `~ a`, `~* a`, `@a`. */
export interface LocationName {
  readonly kind: 'exact' | 'prefix' | 'prefix-final' | 'regex' | 'regex-caseless' | 'named';
  /** The path, the pattern, or the name with its `@`. */
  readonly text: string;
}

const MODIFIERS = [
  ['=', 'exact'],
  ['^~', 'prefix-final'],
  ['~*', 'regex-caseless'],
  ['~', 'regex'],
] as const;

/** The name of a location block; the modifier may be glued to it (`location =/a`). */
export function locationName(block: Directive): LocationName {
  const [first = '', second] = block.args;
  for (const [word, kind] of MODIFIERS) {
    if (second !== undefined ? first === word : first.startsWith(word))
      return { kind, text: second ?? first.slice(word.length) };
  }
  return { kind: first.startsWith('@') ? 'named' : 'prefix', text: first };
}

/** Is it a location that only `error_page`, `try_files` and the like lead to? */
export function isNamed(location: Scope): boolean {
  return location.block !== null && locationName(location.block).kind === 'named';
}

/**
 * The location that serves a request for `uri` (a path, as nginx normalizes it): the server itself where there is none;
 * undefined where the text does not tell: rewrites of the server, includes that are not here, patterns that are not simple.
 */
export function locate(server: Scope, uri: string): Scope | undefined {
  if (rewrites(server)) return undefined;
  let root = server;
  for (;;) {
    const path: { readonly scope: Scope; readonly isFinal: boolean }[] = [];
    let scope = root;
    for (;;) {
      if (scope.hidesDirectives) return undefined;
      const found = longestPrefix(scope, uri);
      if (found === 'redirect') return undefined;
      path.push({ scope, isFinal: found?.name.kind === 'prefix-final' });
      if (!found) break;
      scope = found.scope;
      if (found.name.kind === 'exact') return scope;
    }
    const matched = firstRegex(path, uri);
    if (matched === 'unknown') return undefined;
    if (!matched) return scope;
    root = matched; // its nested locations are looked through in the same way
  }
}

/**
 * The location `/a/` because of which a request for `/a` is answered with a redirect: it dials an app, and no location is
 * called `/a` (ngx_http_core_find_static_location, `auto_redirect`).
 */
export function slashLocation(server: Scope, uri: string): Scope | undefined {
  if (server.hidesDirectives || rewrites(server)) return undefined;
  const candidates = [...candidatesIn(server)].filter(({ name }) => /^(?:exact|prefix)/.test(name.kind));
  if (candidates.some(({ name }) => name.text === uri)) return undefined;
  const found = candidates.find(({ name }) => name.kind !== 'exact' && name.text === `${uri}/`)?.scope;
  return found && dials(found) ? found : undefined;
}

function dials(location: Scope): boolean {
  return contentHandlers(location).at(-1)?.name.endsWith('_pass') ?? false;
}

function rewrites(server: Scope): boolean {
  return [server, ...server.children.filter((child) => child.kind === 'if-in-server')].some(
    (scope) => scope.own('rewrite').length > 0,
  );
}

interface Candidate {
  readonly scope: Scope;
  readonly name: LocationName;
}

function longestPrefix(scope: Scope, uri: string): Candidate | 'redirect' | undefined {
  let best: Candidate | undefined;
  let redirects = false;
  for (const candidate of candidatesIn(scope)) {
    const { kind, text } = candidate.name;
    if (kind === 'exact' && text === uri) return candidate;
    if (kind !== 'prefix' && kind !== 'prefix-final') continue;
    // `/a` is redirected to `/a/` where that location dials an app (auto_redirect)
    if (text === `${uri}/` && (candidate.scope.hidesDirectives || dials(candidate.scope))) redirects = true;
    if (uri.startsWith(text) && (!best || text.length > best.name.text.length)) best = candidate;
  }
  return redirects && best?.name.text !== uri ? 'redirect' : best;
}

/** The first pattern that matches, of the innermost level that has one. */
function firstRegex(
  path: readonly { readonly scope: Scope; readonly isFinal: boolean }[],
  uri: string,
): Scope | 'unknown' | undefined {
  for (const { scope, isFinal } of [...path].reverse()) {
    if (isFinal) continue;
    for (const { scope: location, name } of candidatesIn(scope)) {
      if (name.kind !== 'regex' && name.kind !== 'regex-caseless') continue;
      const answer = matches(name.text, name.kind === 'regex-caseless', uri);
      if (answer === undefined) return 'unknown';
      if (answer) return location;
    }
  }
  return undefined;
}

function* candidatesIn(scope: Scope): Generator<Candidate> {
  for (const child of scope.children) {
    if (child.kind === 'location' && child.block) yield { scope: child, name: locationName(child.block) };
  }
}

/** Patterns that mean the same in JavaScript as in PCRE, and that cannot take long. */
const SIMPLE =
  /^(?:[\w\s/.,:;=@%&!~<>'"^$|-]|\\[^a-zA-Z0-9]|\\[dwsDWS]|\((?:\?:)?|\)(?![*+{])|\[\^?[\w/.-]+\]|[*+?])*$/;
const LONGEST = 200;

/** Does a pattern match? undefined for one that is not simple. */
export function matches(pattern: string, isCaseless: boolean, text: string): boolean | undefined {
  if (!SIMPLE.test(pattern) || text.length > LONGEST || (pattern.match(/[*+]/g) ?? []).length > 3) return undefined;
  try {
    return new RegExp(pattern, isCaseless ? 'i' : '').test(text);
  } catch {
    return undefined;
  }
}
