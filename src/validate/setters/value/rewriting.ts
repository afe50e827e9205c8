/** Are the rules right by which proxy rewrites cookies, and fastcgi splits paths? */

import { compilePattern } from '../../../pcre/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Complaint, type Reading, returned, type Setter, type SetterTable } from '../../setter.ts';
import { checkRegex } from '../body/regex.ts';
import { checkScript } from '../body/script.ts';
import { invalidParameter, wrong } from '../upstream/words.ts';

function duplicateOf(directive: Directive, first: Directive, label: string): Complaint {
  return returned(directive, 'is duplicate', {
    rule: 'duplicate-directive',
    label,
    related: [{ span: first.headSpan, label: 'first set here' }],
  });
}

/** `off` stands alone: with others it is a duplicate. */
function* besideOff(directive: Directive, { level }: Reading): Generator<Complaint, boolean> {
  const earlier = level.read(directive.name);
  const [first] = earlier;
  const off = earlier.find((one) => one.args.length === 1 && one.args[0] === 'off');
  const isOff = directive.args.length === 1 && directive.args[0] === 'off';
  const clash = isOff ? first : off;
  if (!clash) return false;
  yield duplicateOf(directive, clash, isOff ? '`off` beside other rules' : 'a rule beside `off`');
  return true;
}

/** The first argument of a rule: a regular expression behind `~` or `~*`, else a script string. */
function pattern(directive: Directive, reading: Reading, alwaysCaseless: boolean): readonly Complaint[] {
  const text = directive.args[0] ?? '';
  if (!text.startsWith('~')) return checkScript(directive, 0);
  const isCaseless = !alwaysCaseless && text[1] === '*';
  const from = isCaseless ? 2 : 1;
  const caseless = alwaysCaseless || isCaseless;
  return checkRegex(directive, 0, text.slice(from), reading, { caseless, from, family: 'http' });
}

function* scriptsFrom(directive: Directive, first: number): Generator<Complaint> {
  for (let index = first; index < directive.args.length; index++) {
    const complaints = checkScript(directive, index);
    if (complaints.length > 0) return yield* complaints;
  }
}

/** ngx_http_proxy_cookie_domain, ngx_http_proxy_cookie_path, ngx_http_proxy_cookie_flags. */
function cookie(kind: 'domain' | 'path' | 'flags'): Setter {
  return function* (directive, reading) {
    if (yield* besideOff(directive, reading)) return;
    const { args } = directive;
    if (args.length === 1) {
      if (args[0] !== 'off') yield invalidParameter(directive, 0, ['off']);
      return;
    }
    const complaints = pattern(directive, reading, kind !== 'path');
    if (complaints.length > 0) yield* complaints;
    else yield* scriptsFrom(directive, 1);
  };
}

/** ngx_http_fastcgi_split_path_info. */
function* splitPathInfo(directive: Directive, reading: Reading): Generator<Complaint> {
  const text = directive.args[0] ?? '';
  const complaints = checkRegex(directive, 0, text, reading);
  if (complaints.length > 0) return yield* complaints;
  const result = compilePattern(text, {});
  if (!result.ok || result.captures === 2) return;
  yield wrong(directive, 0, `pattern "${text}" must have 2 captures`, {
    label: result.captures === 1 ? 'it has 1 capture' : `it has ${result.captures} captures`,
    help: 'the first is the script, the second the path behind it: `^(.+\\.php)(/.*)$`',
  });
}

export const rewritingSetters: SetterTable = {
  'ngx_http_proxy_module proxy_cookie_domain': cookie('domain'),
  'ngx_http_proxy_module proxy_cookie_path': cookie('path'),
  'ngx_http_proxy_module proxy_cookie_flags': cookie('flags'),
  'ngx_http_fastcgi_module fastcgi_split_path_info': splitPathInfo,
};
