/** What does nginx say about `proxy_redirect`? (ngx_http_proxy_redirect in src/http/modules/ngx_http_proxy_module.c) */
import { duplicate, type Setter } from '../../setter.ts';
import { checkRegex } from '../body/regex.ts';
import { checkScript } from '../body/script.ts';
import { invalidParameter, wrong } from './words.ts';

export const proxyRedirect: Setter = function* (directive, reading) {
  const { level, isPartial } = reading;
  const { args } = directive;
  const earlier = level.read('proxy_redirect');
  const off = earlier.find((other) => other.args.length === 1 && other.args[0] === 'off');
  if (off) return yield duplicate(directive, off);
  const value = args[0]!;
  if (args.length === 1) {
    if (value === 'off') {
      if (earlier.length > 0) yield duplicate(directive, earlier[0]);
      return;
    }
    if (value !== 'default') return yield invalidParameter(directive, 0, ['off', 'default']);
    const [target] = level.read('proxy_pass');
    if (!target) {
      if (isPartial || level.isImplied) return;
      const message = '"proxy_redirect default" should be placed after the "proxy_pass" directive';
      const later = level.block?.children.find((child) => child.name === 'proxy_pass');
      return yield wrong(directive, 0, message, {
        rule: 'config-error',
        label: later ? 'comes too early' : 'no `proxy_pass` on this level',
        ...(later && { related: [{ span: later.headSpan, label: 'put it after this' }] }),
      });
    }
    if (target.args[0]?.includes('$')) {
      const message = '"proxy_redirect default" cannot be used with "proxy_pass" directive with variables';
      const related = [{ span: target.headSpan, label: 'variables here' }];
      yield wrong(directive, 0, message, { rule: 'config-error', related, help: 'write both parameters out' });
    }
    return;
  }
  const isRegex = value.startsWith('~');
  const caseless = value.startsWith('~*');
  const from = caseless ? 2 : 1;
  const mistakes = isRegex
    ? checkRegex(directive, 0, value.slice(from), reading, { caseless, from, family: 'http' })
    : checkScript(directive, 0);
  if (mistakes.length > 0) return yield* mistakes;
  yield* checkScript(directive, 1);
};
