/** Are `root`, `alias`, `try_files`, `error_page` and `internal` as nginx wants them? (ngx_http_core_module.c, ngx_http_try_files_module.c) */

import { decimal } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Complaint, duplicate, type Reading, type SetterTable } from '../../setter.ts';
import { locationOf } from './location.ts';
import { checkScript } from './script.ts';

/** ngx_http_core_root: for `root` and `alias`. */
function* root(directive: Directive, { level }: Reading): Generator<Complaint> {
  const { name } = directive;
  if (!level.isImplied) {
    const [same] = level.read(name);
    const otherName = name === 'root' ? 'alias' : 'root';
    const [other] = level.read(otherName);
    if (same && !other) return yield duplicate(directive, same);
    if (other) {
      return yield {
        rule: 'duplicate-directive',
        message: `"${name}" directive is duplicate, "${otherName}" directive was specified earlier`,
        label: `there is \`${otherName}\` on this level`,
        related: [{ span: other.headSpan, label: 'first set here' }],
        help: 'keep one of the two',
      };
    }
  }
  const { block } = level;
  if (name === 'alias' && block?.name === 'location' && locationOf(block)?.kind === 'named') {
    const message = 'the "alias" directive cannot be used inside the named location';
    return yield {
      rule: 'config-error',
      message,
      label: 'a named location has no path to replace',
      help: 'use `root`',
    };
  }
  const value = directive.args[0] ?? '';
  for (const variable of ['document_root', 'realpath_root']) {
    if (!value.includes(`$${variable}`) && !value.includes(`\${${variable}}`)) continue;
    return yield {
      rule: 'config-error',
      message: `the $${variable} variable cannot be used in the "${name}" directive`,
      span: directive.argSpan(0),
      label: `\`$${variable}\` is made of this very value`,
    };
  }
  yield* checkScript(directive, 0);
}

function* tryFiles(directive: Directive, { level }: Reading): Generator<Complaint> {
  const [first] = level.isImplied ? [] : level.read('try_files');
  if (first) return yield duplicate(directive, first);
  const { args } = directive;
  for (let index = 0; index < args.length; index++) {
    const script = checkScript(directive, index);
    if (script.length > 0) return yield* script;
  }
  const last = args.at(-1)!;
  if (!last.startsWith('=')) return;
  const code = last.includes('$') ? -1 : decimal(last.slice(1));
  if (code >= 0 && code <= 999) return;
  yield {
    rule: 'invalid-value',
    // with a variable nginx leaves out the last byte
    message: `invalid code "${last.includes('$') ? last.slice(0, -1) : last}"`,
    span: directive.argSpan(args.length - 1),
    label: 'no status code',
    help: 'write `=404`, or a URI without `=`',
  };
}

function* errorPage(directive: Directive): Generator<Complaint> {
  const { args } = directive;
  const invalid = (index: number): Complaint => ({
    rule: 'invalid-value',
    message: `invalid value "${args[index]}"`,
    span: directive.argSpan(index),
    label: 'no status code',
  });
  let codes = args.length - 1;
  const answer = args[codes - 1]!;
  if (answer.startsWith('=')) {
    codes--;
    if (codes === 0 || (answer.length > 1 && decimal(answer.slice(1)) < 0)) return yield invalid(codes);
  }
  const uri = checkScript(directive, args.length - 1);
  if (uri.length > 0) return yield* uri;
  for (let index = 0; index < codes; index++) {
    const code = decimal(args[index]!);
    if (code < 0 || code === 499) return yield invalid(index);
    if (code >= 300 && code <= 599) continue;
    return yield {
      rule: 'invalid-value',
      message: `value "${args[index]}" must be between 300 and 599`,
      span: directive.argSpan(index),
      label: 'nginx has error pages for the codes from 300 to 599',
    };
  }
}

function* internal(directive: Directive, { level }: Reading): Generator<Complaint> {
  const [first] = level.isImplied ? [] : level.read('internal');
  if (first) yield duplicate(directive, first);
}

export const coreSetters: SetterTable = {
  'ngx_http_core_module root': root,
  'ngx_http_core_module alias': root,
  'ngx_http_core_module error_page': errorPage,
  'ngx_http_core_module internal': internal,
  'ngx_http_try_files_module try_files': tryFiles,
};
