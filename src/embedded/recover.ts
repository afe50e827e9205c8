/**
 * Which block scalars does a file have that is no YAML yet?
 *
 * A Helm chart's `{{- if … }}` lines make its templates invalid YAML. Their blocks are found line by line: a key with `|`,
 * then the lines that are indented more than it. Lines of markup alone have any indentation.
 */
import { type Run, SourceText } from '../text/index.ts';
import { blockWriter } from './scalar-text.ts';

export interface RecoveredBlock {
  readonly key: string;
  /** The key of the map that it stands in. */
  readonly parent: string | undefined;
  /** The value of `kind:` in its document. */
  readonly kind: string | undefined;
  /** The number of its document. */
  readonly document: number;
  readonly source: SourceText;
}

interface Line {
  readonly start: number;
  /** Before the line end. */
  readonly end: number;
  readonly next: number;
  readonly indent: number;
  readonly isBlank: boolean;
  /** Nothing but template markup. */
  readonly isMarkup: boolean;
}

const BLOCK_KEY = /^((?: |- )*)(["']?)([\w./-]+)\2[ \t]*:[ \t]+(?:[&!]\S+[ \t]+)*\|([-+]?)([1-9]?)[-+]?[ \t]*(?:#.*)?$/;
const KEY = /^((?: |- )*)(["']?)([\w./-]+)\2[ \t]*:(?:[ \t]+(.*))?$/;

/** All literal blocks, in order. */
export function recoverBlocks(source: SourceText): readonly RecoveredBlock[] {
  const lines = linesOf(source.text);
  const found: { block: Omit<RecoveredBlock, 'kind'>; document: number }[] = [];
  const kinds = new Map<number, string>();
  let parents: { readonly indent: number; readonly key: string }[] = [];
  let document = 0;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const text = source.text.slice(line.start, line.end);
    if (text.startsWith('---')) {
      document++;
      parents = [];
      continue;
    }
    const [, before = '', , key, value = ''] = KEY.exec(text) ?? [];
    if (key === undefined) continue;
    const indent = before.length;
    parents = parents.filter((p) => p.indent < indent);
    const parent = parents.at(-1)?.key;
    parents.push({ indent, key });
    if (key === 'kind') kinds.set(document, value.trim().replace(/^["']|["']$/g, ''));
    const head = BLOCK_KEY.exec(text);
    if (!head) continue;
    const end = endOfBlock(lines, i + 1, indent);
    const inner = cutBlock(source, lines.slice(i + 1, end), head[5] === '' ? undefined : indent + Number(head[5]));
    if (inner) found.push({ block: { key, parent, document, source: inner }, document });
    i = end - 1;
  }
  return found.map(({ block }) => ({ ...block, kind: kinds.get(block.document) }));
}

/** The index of the first line after a block whose key has `indent`. */
function endOfBlock(lines: readonly Line[], from: number, indent: number): number {
  let end = from;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.isBlank || (line.isMarkup && line.indent <= indent)) continue; // part of it where more of it follows
    if (line.indent <= indent) break;
    end = i + 1;
  }
  return end;
}

function cutBlock(source: SourceText, lines: readonly Line[], explicit: number | undefined): SourceText | undefined {
  const first = lines.find((line) => !line.isBlank && !line.isMarkup);
  if (!first) return undefined;
  const indent = explicit ?? first.indent;
  const runs = lines.flatMap(({ start, end, next, indent: own }): Run[] => [
    source.span(Math.min(start + Math.min(indent, own), end), end),
    { ...source.span(end, next), ...(next - end === 2 && { text: '\n' }) },
  ]);
  const isCrLf = first.next - first.end === 2;
  return SourceText.cut(source.path, runs, blockWriter(' '.repeat(indent), isCrLf));
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let isOpen = false;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length : feed + 1;
    let end = feed < 0 ? next : feed;
    if (end > start && text[end - 1] === '\r') end--;
    const content = text.slice(start, end);
    const trimmed = content.trim();
    const wasOpen = isOpen;
    // markup over several lines, such as a comment
    if (content.includes('{{') || isOpen)
      isOpen = content.lastIndexOf('{{') > content.lastIndexOf('}}') || (isOpen && !content.includes('}}'));
    const isMarkup = (wasOpen || trimmed.startsWith('{{')) && (isOpen || trimmed.endsWith('}}'));
    let indent = 0;
    while (content[indent] === ' ') indent++;
    lines.push({ start, end, next, indent, isBlank: trimmed === '', isMarkup });
    start = next;
  }
  return lines;
}
