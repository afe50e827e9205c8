/**
 * Does nginx know the statement here, ended like this, with so many arguments? ngx_conf_handler (src/core/ngx_conf_file.c):
 * a wrong context beats a wrong terminator, which beats a wrong number of arguments.
 */
import {
  type DirectiveVariant,
  exists,
  isKnownByNameOnly,
  type NginxVersion,
  shapesOf,
  takes,
  variantsOf,
} from '../catalog/index.ts';
import { isArgument } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import { type Directive, PLACEHOLDER } from '../tree/index.ts';
import { type Diagnostic, nginxSays } from './diagnostic.ts';
import { entryMistake } from './entry.ts';
import { without } from './proposal.ts';
import { sslParameters } from './setters/address/new-words.ts';

/** What nginx rejects about one sound statement by itself; undefined when nothing or when it cannot be told. */
export function checkStatement(directive: Directive, version: NginxVersion): Diagnostic | undefined {
  const { name, context } = directive;
  if (context === 'unknown' || name.includes(PLACEHOLDER)) return undefined;
  if (context.startsWith('@') && context !== '@otel_exporter') return checkEntry(directive, version);
  const known = variantsOf(name);
  const variants = known.filter((v) => exists(v, version) !== 'no');
  // of some modules nothing but the names is known
  if (isKnownByNameOnly(name) && !variants.some((v) => v.src === 'oss')) return undefined;
  if (variants.length === 0) return unknownDirective(directive, known, version);
  const here = variants.filter((v) => allowedIn(v, context, version));
  if (here.length === 0) {
    // `ssl on;` since 1.25.1: that Plus has another `ssl` in another place does not make this one known
    const isCertain = variants.some((v) => exists(v, version) === 'yes');
    if (!isCertain && variants.length < known.length) return unknownDirective(directive, known, version);
    return wrongContext(directive, variants);
  }
  if (!here.some((v) => Boolean(v.block) === directive.isBlock)) {
    return directive.isBlock ? notTerminated(directive) : noOpening(directive);
  }
  const count = directive.args.length;
  if (!here.some((v) => shapesOf(v, version).some((shape) => takes(shape, count)))) return wrongCount(directive, here);
  return undefined;
}

function allowedIn(variant: DirectiveVariant, context: string, version: NginxVersion): boolean {
  if (variant.ctx.includes('any')) return true;
  return shapesOf(variant, version).some((shape) => shape.ctx.includes(context));
}

/** The entry of a special body: no directive is looked up. */
function checkEntry(directive: Directive, version: NginxVersion): Diagnostic | undefined {
  const message = entryMistake(directive, version);
  if (message === undefined) return undefined;
  if (!directive.isBlock) {
    const given = directive.args.length + 1;
    return diagnostic(
      'directive-arguments',
      directive,
      message,
      directive.headSpan,
      given === 1 ? '1 word' : `${given} words`,
    );
  }
  const { source, end } = directive.span;
  return diagnostic('syntax-error', directive, message, source.span(end - 1, end), 'no block can stand here');
}

function unknownDirective(directive: Directive, known: readonly DirectiveVariant[], version: NginxVersion): Diagnostic {
  const { name, parent } = directive;
  // nginx prints a C string: a NUL ends it
  const message = `unknown directive "${name.split('\0', 1)[0]}"`;
  if (parent?.opensWithQuantifier && parent.index === directive.index - 1 && parent.file === directive.file) {
    const { source, start, end } = parent.headSpan;
    const related = [{ span: source.span(start, end + 1), label: 'nginx reads this `{` as the beginning of a block' }];
    const label = 'the rest of the regular expression';
    return {
      ...diagnostic('unknown-directive', directive, message, directive.nameSpan, label),
      related,
      help: QUOTE_IT,
    };
  }
  const gone = known.find((v) => v.removed !== undefined && version.before(v.removed) === 'no');
  // only `ssl` has something that stands for it on another line
  const proposal =
    !gone || directive.isBlock
      ? undefined
      : name === 'ssl'
        ? sslParameters(directive)
        : without(directive, 'suggestion');
  const later = known.find((v) => v.since !== undefined && version.before(v.since) === 'yes');
  const help = gone
    ? `it was removed in nginx ${gone.removed}: remove the line`
    : later
      ? `it exists since nginx ${later.since}`
      : /^[\x80-\xff]/.test(name)
        ? 'the name begins with bytes that are no ASCII text (a byte order mark or a special space?): remove them'
        : undefined;
  return {
    ...diagnostic('unknown-directive', directive, message, directive.nameSpan, 'nginx has no such directive'),
    ...(proposal && { proposal }),
    ...(help !== undefined && { help }),
  };
}

const QUOTE_IT = 'put the whole regular expression in quotes: outside of them `{` opens a block';

function wrongContext(directive: Directive, variants: readonly DirectiveVariant[]): Diagnostic {
  const { name } = directive;
  const contexts = [...new Set(variants.filter((v) => v.src !== 'removed').flatMap((v) => v.ctx))];
  const here = placeName(directive.context);
  return {
    ...diagnostic(
      'directive-context',
      directive,
      `"${name}" directive is not allowed here`,
      directive.nameSpan,
      `this is ${here}`,
    ),
    ...(contexts.length > 0 && { help: `it belongs in ${contexts.map(placeName).join(', ')}` }),
  };
}

/** A context as a person calls it. */
function placeName(context: string): string {
  switch (context) {
    case 'main':
      return 'the main level';
    case 'if-in-server':
      return 'an `if` of a server';
    case 'if-in-location':
      return 'an `if` of a location';
    case 'stream-server':
      return '`server` of `stream`';
    case 'stream-upstream':
      return '`upstream` of `stream`';
    case 'mail-server':
      return '`server` of `mail`';
    default:
      return `\`${context.replace(/^@/, '')}\``;
  }
}

function notTerminated(directive: Directive): Diagnostic {
  const message = `directive "${directive.name}" is not terminated by ";"`;
  if (directive.opensWithQuantifier) {
    const { source, end } = directive.span;
    const label = 'begins a block here';
    return {
      ...diagnostic('directive-terminator', directive, message, source.span(end - 1, end), label),
      help: QUOTE_IT,
    };
  }
  return {
    ...diagnostic('directive-terminator', directive, message, ...missingSemicolon(directive)),
    help: 'end the directive with `;`',
  };
}

function noOpening(directive: Directive): Diagnostic {
  const end = directive.span.source.span(directive.span.end - 1, directive.span.end);
  return {
    ...diagnostic(
      'directive-terminator',
      directive,
      `directive "${directive.name}" has no opening "{"`,
      end,
      'expected `{`',
    ),
    help: `\`${directive.name}\` opens a block: write \`{\` and \`}\` around what belongs to it`,
  };
}

function wrongCount(directive: Directive, here: readonly DirectiveVariant[]): Diagnostic {
  const message = `invalid number of arguments in "${directive.name}" directive`;
  const swallowed = swallowedLine(directive);
  if (swallowed) {
    return {
      ...diagnostic('directive-arguments', directive, message, swallowed, 'expected `;` here'),
      help: 'the directive has no `;`, so the next line became part of it',
    };
  }
  const counts = here.map((v) => countText(v.args)).filter((text, i, all) => all.indexOf(text) === i);
  const given = directive.args.length;
  return {
    ...diagnostic(
      'directive-arguments',
      directive,
      message,
      directive.headSpan,
      given === 0 ? 'no arguments' : given === 1 ? '1 argument' : `${given} arguments`,
    ),
    help: `\`${directive.name}\` takes ${counts.join(' or ')}`,
  };
}

function countText(args: DirectiveVariant['args']): string {
  if (args === undefined) return 'any number of arguments';
  if (typeof args === 'string') {
    const least = Number.parseInt(args, 10);
    return least === 0
      ? 'any number of arguments'
      : least === 1
        ? 'at least 1 argument'
        : `at least ${least} arguments`;
  }
  if (args.length === 1 && args[0] === 0) return 'no arguments';
  if (args.length === 1 && args[0] === 1) return '1 argument';
  return `${args.join(' or ')} arguments`;
}

function missingSemicolon(directive: Directive): [Span, string] {
  const swallowed = swallowedLine(directive);
  if (swallowed) return [swallowed, 'expected `;` here'];
  const { span } = directive;
  return [span.source.span(span.end - 1, span.end), 'expected `;`'];
}

/**
 * The place of a forgotten `;`: the end of the last argument before a line that begins with a directive's name. undefined
 * when no argument looks like one.
 */
function swallowedLine(directive: Directive): Span | undefined {
  const { cst } = directive.file;
  const { tokens, statements, source } = cst;
  let previous = statements.first[directive.index]!;
  for (let token = previous + 1; token <= statements.last[directive.index]!; token++) {
    if (!isArgument(cst, token)) continue;
    const start = tokens.start[token]!;
    const gap = cst.text.slice(tokens.end[previous], start);
    if (gap.includes('\n') && variantsOf(cst.text.slice(start, tokens.end[token])).length > 0) {
      const end = tokens.end[previous]!;
      return source.span(end, end);
    }
    previous = token;
  }
  return undefined;
}

function diagnostic(
  rule: Diagnostic['rule'],
  directive: Directive,
  message: string,
  span: Span,
  label: string,
): Diagnostic {
  const { source } = directive.file.cst;
  return {
    rule,
    message,
    span,
    label,
    related: [],
    directive,
    nginx: nginxSays(message, source, directive.nginxOffset),
  };
}
