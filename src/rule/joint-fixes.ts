/** How several changes become one fix, and how a statement is moved. */
import { fromByteString, type Span, type TextEdit, textOf } from '../text/index.ts';
import { type Directive, insertAfter, lineOf } from '../tree/index.ts';
import type { Fix, Safety } from './finding.ts';

/** Changes that only together do any good, as one fix, which is as safe as the least safe of them; undefined when one is missing or two contradict. */
export function jointFix(title: string, fixes: readonly (Fix | undefined)[]): Fix | undefined {
  const parts = fixes.filter((fix) => fix !== undefined);
  if (parts.length < fixes.length) return undefined;
  const safety = ORDER.find((s) => parts.some((fix) => fix.safety === s)) ?? 'safe';
  const edits = merged(parts.flatMap((fix) => fix.edits));
  return edits && { title, safety, edits };
}

const ORDER: readonly Safety[] = ['suggestion', 'unsafe', 'safe'];

/** Moves a statement behind another one of its block; undefined where they stand in different files. */
export function moveAfter(directive: Directive, target: Directive, safety: Safety): Fix | undefined {
  if (directive.file !== target.file) return undefined;
  const statement = textOf(directive.span);
  const title = `move \`${fromByteString(statement)}\` behind \`${fromByteString(textOf(target.span))}\``;
  return { title, safety, edits: [{ span: lineOf(directive.span), text: '' }, insertAfter(target, [statement])] };
}

/**
 * Insertions at one place become one, in their order and each text once: edits of a fix must not touch each other. undefined
 * where two want the same bytes to be different things.
 */
function merged(edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const places: { readonly span: Span; readonly texts: Set<string> }[] = [];
  for (const { span, text } of edits) {
    const same = places.find(
      (p) => p.span.source === span.source && p.span.start === span.start && p.span.end === span.end,
    );
    if (!same) places.push({ span, texts: new Set([text]) });
    else if (span.start === span.end || same.texts.has(text)) same.texts.add(text);
    else return undefined;
  }
  return places.map(({ span, texts }) => ({ span, text: [...texts].join('') }));
}
