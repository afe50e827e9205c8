/** How a rule says what to change: edits that keep the file's own indentation and line ends. */
import type { Hop } from '../model/index.ts';
import { fromByteString, type Span } from '../text/index.ts';
import { type Directive, insertAfter } from '../tree/index.ts';
import { anchorIn, locationOf } from './anchors.ts';
import type { Fix, Labelled, Safety } from './finding.ts';

/** A place with its label, for `related`; undefined (dropped) where there is no directive, such as for a default. */
export function labelled(place: Directive | Span | null | undefined, label: string): Labelled | undefined {
  if (!place) return undefined;
  return { span: 'headSpan' in place ? place.headSpan : place, label };
}

/** Replaces a part of the text. */
export function replace(span: Span, text: string, safety: Safety): Fix {
  return { title: `replace with \`${fromByteString(text)}\``, safety, edits: [{ span, text }] };
}

/**
 * Makes a directive of the hop's family hold at the hop: replaces the value where the hop's own level sets it, else adds a
 * line after the pass directive (a second one on one level would be a duplicate), outside of an `if` around it, which takes
 * no such line. undefined where the level may set it in text that is not here.
 */
export function setDirective(hop: Hop, name: string, value: string, safety: Safety): Fix | undefined {
  const isInner = hop.scope.kind === 'if-in-location' || hop.scope.kind === 'limit_except';
  const level = isInner ? locationOf(hop) : hop.scope;
  if (!level) return undefined;
  const [own, ...others] = level.own(name);
  const title = `set \`${name} ${fromByteString(value)};\``;
  // in the location it holds for more than this hop
  const fix = { title, safety: isInner ? ('suggestion' as const) : safety };
  if (own) {
    // several lines that add up, or one that nginx rejects: nobody knows which one to change
    if (others.length > 0 || own.args.length === 0) return undefined;
    return { ...fix, edits: [{ span: argumentsOf(own), text: value }] };
  }
  if (level.hidesDirectives) return undefined;
  return { ...fix, edits: [insertAfter(isInner ? anchorIn(level, hop) : hop.pass, `${name} ${value};`)] };
}

/** Adds statements after another one. */
export function addAfter(directive: Directive, statements: readonly string[], safety: Safety): Fix {
  const title = `add \`${fromByteString(statements.join(' '))}\``;
  return { title, safety, edits: [insertAfter(directive, statements)] };
}

/** Adds an argument behind the last one. */
export function appendArgument(directive: Directive, argument: string, safety: Safety): Fix {
  const { source, end } = directive.headSpan;
  const edits = [{ span: source.span(end, end), text: ` ${argument}` }];
  return { title: `add \`${fromByteString(argument)}\``, safety, edits };
}

/** Gives a parameter `name=value` another value, or adds it behind the last argument. */
export function setParameter(directive: Directive, name: string, value: string, safety: Safety): Fix {
  const parameter = `${name}=${value}`;
  const index = directive.args.findLastIndex((arg) => arg.startsWith(`${name}=`));
  return index < 0
    ? appendArgument(directive, parameter, safety)
    : replace(directive.argSpan(index), parameter, safety);
}

/** Takes arguments out, with the blank before each. */
export function removeArguments(directive: Directive, indexes: readonly number[], safety: Safety): Fix {
  const edits = indexes.map((index) => {
    const { source, end } = directive.argSpan(index);
    const before = index === 0 ? directive.nameSpan : directive.argSpan(index - 1);
    return { span: source.span(before.end, end), text: '' };
  });
  const words = indexes.map((index) => directive.args[index]).join(' ');
  return { title: `remove \`${fromByteString(words)}\``, safety, edits };
}

/** Replaces all arguments of a directive that has some, wherever it stands; undefined in a file that nginx's packages install. */
export function replaceArguments(directive: Directive, value: string, safety: Safety): Fix | undefined {
  if (directive.file.role === 'stock') return undefined;
  const title = `set \`${directive.name} ${fromByteString(value)};\``;
  return { title, safety, edits: [{ span: argumentsOf(directive), text: value }] };
}

/** All arguments of a directive that has some. */
function argumentsOf(directive: Directive): Span {
  const first = directive.argSpan(0);
  const last = directive.argSpan(directive.args.length - 1);
  return first.source.span(first.start, last.end);
}
