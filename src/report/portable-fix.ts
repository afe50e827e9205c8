/** What of a fix can leave the program: edits of files as text, without secrets? */
import type { Fix } from '../rule/index.ts';
import { fromByteString, originEdit, type Span, type TextEdit, toByteString } from '../text/index.ts';
import { redact } from './redact.ts';

export interface PortableEdit {
  /** Of the file itself. */
  readonly span: Span;
  /** The new text (for people, not a byte string). */
  readonly text: string;
}

export interface PortableFix {
  readonly title: string;
  readonly safety: Fix['safety'];
  readonly edits: readonly PortableEdit[];
}

/** The fixes that can be written down; one whose new text would carry out a secret is left out. */
export function portableFixes(fixes: readonly Fix[], known: readonly string[]): readonly PortableFix[] {
  return fixes.flatMap(({ title, safety, edits }) => {
    const portable = edits.map(portableEdit);
    if (!portable.every((edit) => edit !== undefined && redact(edit.text, known) === edit.text)) return [];
    return [{ title: redact(title, known), safety, edits: portable as readonly PortableEdit[] }];
  });
}

/** An edit of the file itself with its new text decoded; undefined when it is no text, or the file has no such place. */
function portableEdit(edit: TextEdit): PortableEdit | undefined {
  const origin = originEdit(edit);
  if (!origin) return undefined;
  const text = fromByteString(origin.text);
  return toByteString(text) === origin.text ? { span: origin.span, text } : undefined;
}
