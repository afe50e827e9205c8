/** Which words does an instruction of a Dockerfile have: JSON strings, or words with quotes and variables? */
import { builder, type Mapped, type MappedBuilder } from '../../yaml/index.ts';
import { type Lookup, shellExpand } from '../compose/interpolate.ts';

/** Dollar signs that are no variables. */
const LITERAL_DOLLAR = '\ufffe';

/** `["a", "b"]`: its strings; undefined when it is no such list (then it is a shell's line). */
export function jsonWords(m: Mapped): Mapped[] | undefined {
  const text = m.text;
  const words: Mapped[] = [];
  let i = spaceEnd(text, 0);
  if (text[i] !== '[') return undefined;
  i = spaceEnd(text, i + 1);
  if (text[i] === ']') return spaceEnd(text, i + 1) === text.length ? words : undefined;
  for (;;) {
    if (text[i] !== '"') return undefined;
    const out = builder(m.source, m.from[i + 1] ?? m.at);
    for (i++; i < text.length && text[i] !== '"'; i++) {
      if (text[i] === '\\') i = unescaped(m, i, out);
      else out.copy(m, i);
    }
    if (text[i] !== '"') return undefined;
    words.push(out.done());
    i = spaceEnd(text, i + 1);
    if (text[i] === ']') return spaceEnd(text, i + 1) === text.length ? words : undefined;
    if (text[i] !== ',') return undefined;
    i = spaceEnd(text, i + 1);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(m: Mapped, i: number, out: MappedBuilder): number {
  const c = m.text[i + 1] ?? '';
  if (c !== 'u') {
    out.put(ESCAPES[c] ?? c, m.from[i]!, m.to[i + 1] ?? m.to[i]!);
    return i + 1;
  }
  const code = Number.parseInt(m.text.slice(i + 2, i + 6), 16);
  if (code < 0x80) out.put(String.fromCharCode(code), m.from[i]!, m.to[Math.min(i + 5, m.to.length - 1)]!);
  return i + 5;
}

function spaceEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && /\s/.test(text[end]!)) end++;
  return end;
}

/** The words of a line with their quotes removed and their variables filled in; those of single quotes stay. */
export function expandedWords(m: Mapped, lookup: Lookup): Mapped[] {
  return quotedWords(m).map((word) => restored(shellExpand(word, lookup)));
}

/** A text as one: its variables filled in, a quote around all of it removed. */
export function expandedText(m: Mapped, lookup: Lookup): Mapped {
  const [only, ...more] = quotedWords(m);
  return restored(shellExpand(only && more.length === 0 ? only : m, lookup));
}

function restored(m: Mapped): Mapped {
  return m.text.includes(LITERAL_DOLLAR) ? { ...m, text: m.text.replaceAll(LITERAL_DOLLAR, '$') } : m;
}

function quotedWords(m: Mapped): Mapped[] {
  const text = m.text;
  const words: Mapped[] = [];
  let current: MappedBuilder | undefined;
  const at = (i: number) => {
    current ??= builder(m.source, m.from[i] ?? m.at);
    return current;
  };
  const put = (i: number, isLiteral: boolean) => {
    if (isLiteral && text[i] === '$') at(i).put(LITERAL_DOLLAR, m.from[i]!, m.to[i]!);
    else at(i).copy(m, i);
  };
  let braces = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '$' && text[i + 1] === '{') braces++;
    if (c === '}' && braces > 0) braces--;
    if (/\s/.test(c) && braces === 0) {
      if (current) words.push(current.done());
      current = undefined;
    } else if (c === "'") {
      at(i);
      for (i++; i < text.length && text[i] !== "'"; i++) put(i, true);
    } else if (c === '"') {
      at(i);
      for (i++; i < text.length && text[i] !== '"'; i++) {
        if (text[i] === '\\' && /["\\$]/.test(text[i + 1] ?? '')) put(++i, true);
        else put(i, false);
      }
    } else if (c === '\\' && i + 1 < text.length) put(++i, true);
    else put(i, false);
  }
  if (current) words.push(current.done());
  return words;
}
