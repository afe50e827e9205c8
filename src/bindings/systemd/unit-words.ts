/** Which words does a line of a unit hold, with quotes, escapes, specifiers and variables replaced? (systemd.service(5)) */
import { builder, gradeOf, HOLE, hasHole, type Mapped, type MappedBuilder, slice } from '../../yaml/index.ts';
import type { Environment } from '../commands/process.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  s: ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** Splits at white space; quotes keep words together and are removed, C escapes are replaced (extract-word.c). */
export function unitWords(value: Mapped): Mapped[] {
  const { text } = value;
  const words: Mapped[] = [];
  let current: MappedBuilder | undefined;
  let quote = '';
  const word = (i: number) => {
    current ??= builder(value.source, value.from[i] ?? value.at);
    return current;
  };
  for (let i = 0; i < text.length; ) {
    const c = text[i]!;
    if (quote === '' && (c === ' ' || c === '\t' || c === '\n' || c === '\r')) {
      if (current) words.push(current.done());
      current = undefined;
      i++;
    } else if (c === quote) {
      quote = '';
      i++;
    } else if (quote === '' && (c === '"' || c === "'")) {
      word(i);
      quote = c;
      i++;
    } else if (c === '\\' && i + 1 < text.length) {
      i = unescapedInto(value, i, word(i));
    } else {
      word(i).copy(value, i);
      i++;
    }
  }
  if (current) words.push(current.done());
  return words;
}

/** One escape; the index after it. `\;` stays for the caller, who tells commands apart by a lone `;`. */
function unescapedInto(value: Mapped, i: number, out: MappedBuilder): number {
  const c = value.text[i + 1]!;
  const digits = c === 'x' ? 2 : c === 'u' ? 4 : c === 'U' ? 8 : 0;
  const octal = /^[0-7]{3}/.exec(value.text.slice(i + 1, i + 4))?.[0];
  const hex = value.text.slice(i + 2, i + 2 + digits);
  const end = octal ? i + 4 : digits > 0 && hex.length === digits ? i + 2 + digits : i + 2;
  const code = octal ? Number.parseInt(octal, 8) : digits > 0 ? Number.parseInt(hex, 16) : Number.NaN;
  const meant = Object.hasOwn(ESCAPES, c)
    ? ESCAPES[c]
    : code >= 0 && code < 256
      ? String.fromCharCode(code)
      : undefined;
  if (meant !== undefined && value.from[end - 1] !== undefined) {
    out.put(meant, value.from[i]!, value.to[end - 1]!);
    return end;
  }
  out.copy(value, i);
  out.copy(value, i + 1);
  return i + 2;
}

/** What `%i`, `%n` … mean for a unit; undefined = nobody knows. */
export type Specifiers = (letter: string) => string | undefined;

/** Replaces `%x`; what is not known becomes a hole. */
export function withSpecifiers(word: Mapped, specifiers: Specifiers): Mapped {
  if (!word.text.includes('%')) return word;
  const out = builder(word.source, word.at);
  for (let i = 0; i < word.text.length; i++) {
    const letter = word.text[i + 1];
    if (word.text[i] !== '%' || letter === undefined) {
      out.copy(word, i);
      continue;
    }
    const meant = letter === '%' ? '%' : specifiers(letter);
    // an unknown letter stays as it is
    if (meant === undefined && !/[a-zA-Z]/.test(letter)) out.copy(word, i);
    else {
      out.put(meant ?? HOLE, word.from[i]!, word.to[i + 1]!);
      i++;
    }
  }
  return out.done();
}

/**
 * Variables of a command's words: `${X}` inside a word, `$X` as a word of its own, which may become several or none. An
 * unset variable is empty when the whole environment is known.
 */
export function expandUnitWords(words: readonly Mapped[], env: Environment, complete: boolean): Mapped[] {
  return words.flatMap((word, index): Mapped[] => {
    if (index === 0 || !word.text.includes('$')) return [word];
    const alone = /^\$([A-Za-z_]\w*)$/.exec(word.text)?.[1];
    if (alone === undefined) return [expandBraces(word, env)];
    const value = env.get(alone);
    if (!value) return complete ? [] : [asHole(word)];
    if (hasHole(value)) return [asHole(word)];
    return unitWords(value).map((part) => moved(part, word));
  });
}

function expandBraces(word: Mapped, env: Environment): Mapped {
  const out = builder(word.source, word.at);
  for (let i = 0; i < word.text.length; ) {
    const rest = /^(\$\$|\$\{([A-Za-z_]\w*)\})/.exec(word.text.slice(i, i + 200));
    if (word.text[i] !== '$' || !rest) {
      out.copy(word, i++);
      continue;
    }
    const value = rest[2] === undefined ? undefined : env.get(rest[2]);
    const known = value && gradeOf(value) !== 'unresolved' ? value.text : HOLE;
    out.put(rest[2] === undefined ? '$' : known, word.from[i]!, word.to[i + rest[0].length - 1]!);
    i += rest[0].length;
  }
  return out.done();
}

function asHole(word: Mapped): Mapped {
  const out = builder(word.source, word.at);
  out.put(HOLE, word.from[0] ?? word.at, word.to.at(-1) ?? word.at);
  return out.done();
}

/** A variable's word stands where the variable is used. */
function moved(part: Mapped, at: Mapped): Mapped {
  const out = builder(at.source, at.at);
  out.put(part.text, at.from[0] ?? at.at, at.to.at(-1) ?? at.at);
  return out.done();
}

/** The commands of one `ExecStart=`: a lone `;` separates, `\;` is a word. */
export function commandsOf(words: readonly Mapped[]): Mapped[][] {
  const commands: Mapped[][] = [[]];
  for (const word of words) {
    if (word.text === ';') commands.push([]);
    else commands.at(-1)!.push(word.text === '\\;' ? slice(word, 1) : word);
  }
  return commands.filter((command) => command.length > 0);
}
