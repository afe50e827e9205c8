/** How is what nginx has given up written today? */

import type { TextEdit } from '../../../text/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { insertAfter } from '../../../tree/index.ts';
import { type Proposal, without } from '../../proposal.ts';

/**
 * `listen … http2` as `http2 on;` of its server. A guess: the parameter held for all servers of the address, and the new line
 * holds for all addresses of the server.
 */
export function http2Line(listen: Directive, index: number): Proposal | undefined {
  const { parent } = listen;
  if (!parent || parent.children.some((one) => one.name === 'http2' && one.args[0] !== 'on')) return undefined;
  const { source } = listen.file.cst;
  const removed = source.span(listen.argSpan(index - 1).end, listen.argSpan(index).end);
  const last = parent.children.findLast((one) => one.name === 'listen');
  const isThere = parent.children.some((one) => one.name === 'http2');
  if (index === 0 || !last) return undefined;
  const line = insertAfter(last, 'http2 on;');
  return {
    title: 'replace with `http2 on;`',
    safety: 'unsafe',
    edits: [{ span: removed, text: '' }, ...(isThere ? [] : [line])],
  };
}

/** `ssl on` as `ssl` behind each address of its server. */
export function sslParameters(directive: Directive): Proposal | undefined {
  const lines = directive.parent?.children.filter((one) => one.name === 'listen') ?? [];
  const removal = without(directive);
  if (directive.args[0]?.toLowerCase() === 'off') return removal;
  if (lines.length === 0) return undefined;
  const edits = lines.flatMap((listen): TextEdit[] => {
    const { source, end } = listen.headSpan;
    return listen.args.includes('ssl') ? [] : [{ span: source.span(end, end), text: ' ssl' }];
  });
  return { title: 'write `listen … ssl`', safety: 'unsafe', edits: [...edits, ...removal.edits] };
}
