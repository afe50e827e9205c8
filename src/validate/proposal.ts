/** What would a person write instead of what nginx complains about? */
import { allNearest, fromByteString, type Span, type TextEdit, textOf } from '../text/index.ts';
import { type Directive, lineOf } from '../tree/index.ts';

/** One change. None that this room makes is certain to be what was meant: `unsafe` is a good guess, `suggestion` a possible one. */
export interface Proposal {
  readonly title: string;
  readonly safety: 'unsafe' | 'suggestion';
  readonly edits: readonly TextEdit[];
}

/** The change, and the sentence that says it. */
export interface Advice {
  readonly help?: string;
  readonly proposal?: Proposal;
}

/** Other text in the place of some. */
export function instead(span: Span, text: string, safety: Proposal['safety'] = 'unsafe'): Proposal {
  const title = text === '' ? `remove \`${fromByteString(textOf(span))}\`` : `replace with \`${fromByteString(text)}\``;
  return { title, safety, edits: [{ span, text }] };
}

/** A statement is taken out, with its line. */
export function without(directive: Directive, safety: Proposal['safety'] = 'unsafe'): Proposal {
  return {
    title: `remove \`${fromByteString(directive.name)}\``,
    safety,
    edits: [{ span: lineOf(directive.span), text: '' }],
  };
}

/**
 * `did you mean …?`, with the change where no other known word is as near; nothing when none is near. `written` is what stands
 * at `span`, `as` is how a word is written there.
 */
export function didYouMean(
  written: string,
  known: Iterable<string>,
  span: Span | undefined,
  as = (word: string): string => word,
): Advice {
  const [word, ...others] = allNearest(written, known);
  if (word === undefined) return {};
  const help = `did you mean \`${as(word)}\`?`;
  return others.length > 0 || !span ? { help } : { help, proposal: instead(span, as(word)) };
}

/** The part of an argument that is some text; undefined where quotes or escapes hide it. */
export function partOf(directive: Directive, index: number, text: string): Span | undefined {
  const { source, start, end } = directive.argSpan(index);
  const raw = source.text.slice(start, end);
  const at = raw === directive.args[index] ? raw.indexOf(text) : -1;
  return at < 0 ? undefined : source.span(start + at, start + at + text.length);
}
