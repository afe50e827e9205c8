/** Which settings does a Ruby configuration file (puma, unicorn) call, in order, conditions decided where that is possible? */
import type { SourceText } from '../../text/index.ts';
import { literal, type Mapped, slice, trim } from '../../yaml/index.ts';
import type { Environment } from '../commands/process.ts';
import { type PyValue, UNKNOWN } from '../python/evaluate.ts';
import { type RubyArguments, rubyArguments, rubyTruth, rubyValue } from './evaluate.ts';

/** One call: `bind 'tcp://…'`. */
export interface RubyCall extends RubyArguments {
  readonly name: string;
  readonly line: Mapped;
  /** Nobody knows whether it runs. */
  readonly maybe: boolean;
}

/** How a block is run: yes, no, or perhaps. `decided` = a branch of the same `if` was taken. */
interface Block {
  runs: boolean | undefined;
  decided: boolean | undefined;
  readonly conditional: boolean;
}

/** The calls at the top level. Blocks (`on_worker_boot do`), methods and classes are left out. */
export function rubyCalls(source: SourceText, env: Environment): RubyCall[] {
  const names = new Map<string, PyValue>();
  const calls: RubyCall[] = [];
  const blocks: Block[] = [];
  const state = () =>
    blocks.some((block) => block.runs === false)
      ? false
      : blocks.every((block) => block.runs === true)
        ? true
        : undefined;
  for (const line of statements(source)) {
    const text = line.text;
    const word = /^[a-z_]\w*[!?]?/i.exec(text)?.[0] ?? '';
    const after = trim(slice(line, word.length));
    const condition = () => rubyTruth(rubyValue(withoutThen(after), { names, env }));
    if (word === 'if' || word === 'unless') {
      const holds = condition();
      const runs = holds === undefined ? undefined : holds === (word === 'if');
      blocks.push({ runs, decided: runs, conditional: true });
    } else if (word === 'elsif' || word === 'else') {
      const block = blocks.at(-1);
      if (!block?.conditional) continue;
      const holds = word === 'else' ? true : condition();
      block.runs = block.decided === true ? false : block.decided === undefined ? undefined : holds;
      block.decided = block.decided === true ? true : block.decided === undefined ? undefined : holds;
    } else if (word === 'end') {
      blocks.pop();
    } else if (/^(def|class|module|begin|case|while|until|for)$/.test(word) || /\bdo(\s*\|[^|]*\|)?$/.test(text)) {
      // `begin` runs, but what it guards may fail; the others do not run here
      blocks.push({ runs: word === 'begin' ? undefined : false, decided: undefined, conditional: false });
    } else if (state() !== false) {
      const assigned = /^([a-z_A-Z]\w*)\s*(\|\|)?=(?![=~>])\s*/.exec(text);
      if (assigned) {
        const value = state() === true ? rubyValue(trim(slice(line, assigned[0].length)), { names, env }) : UNKNOWN;
        if (assigned[2] === undefined || !names.has(assigned[1]!)) names.set(assigned[1]!, value);
      } else if (word !== '')
        for (const one of call(word, after, line, state() === undefined, { names, env })) calls.push(one);
    }
  }
  return calls;
}

/** `name args`, `name(args)`, with `if …` or `unless …` behind. */
function call(
  name: string,
  after: Mapped,
  line: Mapped,
  maybe: boolean,
  known: { names: Map<string, PyValue>; env: Environment },
): RubyCall[] {
  const modifier = modifierOf(after.text);
  let given = modifier === undefined ? after : trim(slice(after, 0, modifier.at));
  let unsure = maybe;
  if (modifier) {
    const holds = rubyTruth(rubyValue(trim(slice(after, modifier.at + modifier.word.length)), known));
    if (holds === undefined) unsure = true;
    else if (holds !== (modifier.word === 'if')) return [];
  }
  if (given.text.startsWith('(') && given.text.endsWith(')')) given = trim(slice(given, 1, given.text.length - 1));
  return [{ ...rubyArguments(given, known), name, line, maybe: unsure }];
}

function modifierOf(text: string): { at: number; word: string } | undefined {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else {
      const word = (i === 0 || /\s/.test(text[i - 1]!)) && /^(if|unless)(?=\s)/.exec(text.slice(i, i + 7))?.[1];
      if (word) return { at: i, word };
    }
  }
  return undefined;
}

function withoutThen(condition: Mapped): Mapped {
  const then = condition.text.search(/\s+then$/);
  return then < 0 ? condition : slice(condition, 0, then);
}

/** Lines without comments; one that ends in a comma, an operator or a backslash goes on in the next. */
function statements(source: SourceText): Mapped[] {
  const all: Mapped[] = [];
  let open: number | undefined;
  for (let number = 1; number <= source.lineCount; number++) {
    const start = source.lineStart(number);
    const end = endOfCode(source.text, start, source.lineEnd(number));
    const code = source.text.slice(start, end).trim();
    if (code === '' && open === undefined) continue;
    if (/(,|\\|\|\||&&)$/.test(code) && number < source.lineCount) {
      open ??= start;
      continue;
    }
    const line = trim(literal(source, open ?? start, end));
    open = undefined;
    if (line.text !== '')
      all.push(line.text.includes('\\\n') ? { ...line, text: line.text.replaceAll('\\\n', '  ') } : line);
  }
  return all;
}

/** Where a comment begins: at a `#` outside of strings that opens no `#{`. */
function endOfCode(text: string, start: number, end: number): number {
  let quote = '';
  for (let i = start; i < end; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '#') return i;
  }
  return end;
}
