/** Which nginx texts stand in a Markdown file: fenced blocks that say they are nginx. */
import { type Run, SourceText } from '../text/index.ts';
import { blockWriter } from './scalar-text.ts';
import type { Embedded, Holder } from './types.ts';

const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*(.*)$/;

/** Each block stands for itself. */
export function readMarkdown(source: SourceText): Holder {
  const configurations: Embedded[] = [];
  let open:
    | { readonly indent: number; readonly fence: string; readonly isNginx: boolean; readonly runs: Run[] }
    | undefined;
  for (let line = 1; line <= source.lineCount; line++) {
    const start = source.lineStart(line);
    const end = source.lineEnd(line);
    const text = source.text.slice(start, end);
    const [, before = '', fence = '', info = ''] = FENCE.exec(text) ?? [];
    if (!open) {
      if (fence !== '') open = { indent: before.length, fence, isNginx: /^\{?\.?nginx\b/i.test(info), runs: [] };
    } else if (fence.startsWith(open.fence) && info === '') {
      if (open.isNginx && open.runs.length > 0) configurations.push(block(source, open.runs, open.indent, line));
      open = undefined;
    } else {
      const skipped = Math.min(open.indent, text.length - text.trimStart().length);
      open.runs.push(source.span(start + skipped, source.lineStart(line + 1)));
    }
  }
  return { kind: 'markdown', source, configurations };
}

function block(source: SourceText, runs: readonly Run[], indent: number, line: number): Embedded {
  const path = `/etc/nginx/block-${line}.conf`;
  const write = blockWriter(' '.repeat(indent), source.text.includes('\r\n'));
  return { path, texts: new Map([[path, SourceText.cut(source.path, runs, write)]]) };
}
