/** Which words does a command line have, and which simple commands does a `sh -c` script run? */
import { builder, HOLE, type Mapped, type MappedBuilder } from '../../yaml/index.ts';

/** A command of a script: its words and the operator after it (`&&`, `||`, `;`, `&`, `|`, or nothing at the end). */
export interface SimpleCommand {
  readonly words: readonly Word[];
  readonly operator: string;
}

/** A word with quotes removed; `quoted` when a part was quoted (such a word is never split again). */
interface Word {
  readonly text: Mapped;
  readonly quoted: boolean;
}

/** A dollar sign that stood in single quotes: not expanded. `unprotect` makes it a dollar sign again. */
const LITERAL_DOLLAR = '\ufffe';

/** Splits as compose does: quotes and backslashes as in a shell, but no operators, comments or variables. */
export function splitWords(line: Mapped): Mapped[] {
  return readCommands(line, false).flatMap((command) => command.words.map((word) => unprotect(word.text)));
}

/** Splits a script into its simple commands. Redirections and comments are dropped. */
export function splitScript(script: Mapped): SimpleCommand[] {
  return readCommands(script, true);
}

/** Gives dollar signs of single quotes back. */
export function unprotect(m: Mapped): Mapped {
  return m.text.includes(LITERAL_DOLLAR) ? { ...m, text: m.text.replaceAll(LITERAL_DOLLAR, '$') } : m;
}

function readCommands(m: Mapped, script: boolean): SimpleCommand[] {
  const text = m.text;
  const commands: SimpleCommand[] = [];
  let words: Word[] = [];
  let current: MappedBuilder | undefined;
  let quoted = false;
  let skipNext = false; // the word after a redirection is a file name
  const word = () => {
    current ??= builder(m.source, m.from[i] ?? m.at);
    return current;
  };
  const endWord = () => {
    if (current && !skipNext) words.push({ text: current.done(), quoted });
    if (current) skipNext = false;
    current = undefined;
    quoted = false;
  };
  const endCommand = (operator: string) => {
    endWord();
    skipNext = false;
    if (words.length > 0) commands.push({ words, operator });
    words = [];
  };
  let i = 0;
  while (i < text.length) {
    const c = text[i]!;
    if (c === "'") {
      quoted = true;
      const out = word();
      for (i++; i < text.length && text[i] !== "'"; i++) {
        if (script && text[i] === '$') out.put(LITERAL_DOLLAR, m.from[i]!, m.to[i]!);
        else out.copy(m, i);
      }
      i++;
    } else if (c === '"') {
      quoted = true;
      const out = word();
      for (i++; i < text.length && text[i] !== '"'; i++) {
        if (text[i] === '\\' && i + 1 < text.length && '"\\$`\n'.includes(text[i + 1]!)) {
          i++;
          if (script && text[i] === '$') out.put(LITERAL_DOLLAR, m.from[i]!, m.to[i]!);
          else if (text[i] !== '\n') out.copy(m, i);
        } else out.copy(m, i);
      }
      i++;
    } else if (c === '\\' && i + 1 < text.length) {
      if (text[i + 1] !== '\n') word().copy(m, i + 1);
      i += 2;
    } else if (c === ' ' || c === '\t' || c === '\r' || (c === '\n' && !script)) {
      endWord();
      i++;
    } else if (!script) {
      word().copy(m, i++);
    } else if (c === '\n' || c === ';') {
      endCommand(';');
      i++;
    } else if (c === '&' && text[i + 1] === '>') {
      endWord();
      skipNext = true;
      i += 2;
    } else if (c === '&' || c === '|') {
      const double = text[i + 1] === c;
      endCommand(double ? c + c : c);
      i += double ? 2 : 1;
    } else if (c === '(' || c === ')' || c === '`') {
      if (c === '`') word().put(HOLE, m.from[i]!, m.to[i]!);
      endCommand(';');
      i++;
    } else if (c === '<' || c === '>') {
      // a digit that stands alone before it is a file descriptor; what follows (`&1`, a file) is no word of the command
      if (current && /^\d$/.test(current.done().text)) current = undefined;
      endWord();
      while (i < text.length && '<>&'.includes(text[i]!)) i++;
      if (/[\d-]/.test(text[i] ?? '')) i++;
      else skipNext = true;
    } else if (c === '#' && !current) {
      while (i < text.length && text[i] !== '\n') i++;
    } else {
      word().copy(m, i++);
    }
  }
  endCommand('');
  return commands;
}
