/** What does a JSON or JSONC file say? A strict reader that keeps the place of every value. */
import { display, type SourceText, type Span, toByteString } from '../text/index.ts';
import { DEEPEST, type Entry, type Node, type Problem, type ReadResult } from './node.ts';

export interface JsonDialect {
  /** JSONC: comments and trailing commas are allowed. */
  readonly comments: boolean;
}

/** Stops reading at the first syntax error. */
class Stop {
  readonly problem: Problem;
  constructor(problem: Problem) {
    this.problem = problem;
  }
}

const RENAME = 'remove it, or name the file `.nginx-vet.jsonc`';
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\w$.+-]+/y;
const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads the one value of the file. Keys that are given twice are reported; the first syntax error ends the reading. */
export function readJson(source: SourceText, dialect: JsonDialect): ReadResult {
  const problems: Problem[] = [];
  try {
    return { root: new Reader(source, dialect, problems).file(), problems };
  } catch (error) {
    if (error instanceof Stop) return { root: undefined, problems: [...problems, error.problem] };
    throw error;
  }
}

class Reader {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #dialect: JsonDialect;
  readonly #problems: Problem[];
  #at = 0;
  /** One complaint about comments is enough. */
  #hasComment = false;

  constructor(source: SourceText, dialect: JsonDialect, problems: Problem[]) {
    this.#source = source;
    this.#text = source.text;
    this.#dialect = dialect;
    this.#problems = problems;
    if (this.#text.startsWith('\xef\xbb\xbf')) this.#at = 3;
  }

  file(): Node | undefined {
    this.#skip();
    if (this.#at >= this.#text.length) return undefined;
    const root = this.#value(0);
    this.#skip();
    if (this.#at < this.#text.length)
      this.#fail(this.#here(), `${this.#shown()} after the end of the settings`, 'remove it');
    return root;
  }

  #value(depth: number): Node {
    const character = this.#text[this.#at];
    if (depth > DEEPEST) this.#fail(this.#here(), 'nested too deeply', `use at most ${DEEPEST} levels`);
    if (character === '{') return this.#map(depth);
    if (character === '[') return this.#list(depth);
    const start = this.#at;
    if (character === '"') return { kind: 'scalar', value: this.#string(), span: this.#source.span(start, this.#at) };
    const word = this.#match(WORD);
    if (word !== undefined) {
      const span = this.#source.span(start, start + word.length);
      this.#at = span.end;
      const literal = LITERALS.get(word);
      if (literal !== undefined) return { kind: 'scalar', value: literal, span };
      NUMBER.lastIndex = 0;
      if (NUMBER.exec(word)?.[0] === word) return { kind: 'scalar', value: Number(word), span };
      this.#fail(span, `\`${display(word)}\` is not a JSON value`, 'put text in double quotes');
    }
    this.#fail(this.#here(), `a value is missing: ${this.#shown()} stands here`);
  }

  #map(depth: number): Node {
    const start = this.#at++;
    const entries: Entry[] = [];
    const keys = new Set<string>();
    while (this.#next('}', start, entries.length > 0)) {
      const keyStart = this.#at;
      if (this.#text[keyStart] !== '"')
        this.#fail(this.#here(), `a key is missing: ${this.#shown()} stands here`, 'put keys in double quotes');
      const key = this.#string();
      const keySpan = this.#source.span(keyStart, this.#at);
      if (keys.has(key)) {
        this.#problems.push({
          message: `\`${display(key)}\` is given twice`,
          span: keySpan,
          help: 'remove one of them',
        });
      }
      keys.add(key);
      this.#skip();
      if (this.#text[this.#at] !== ':') this.#fail(this.#here(), `\`:\` is missing after \`${display(key)}\``);
      this.#at++;
      this.#skip();
      entries.push({ key, keySpan, value: this.#value(depth + 1) });
    }
    return { kind: 'map', entries, span: this.#source.span(start, this.#at) };
  }

  #list(depth: number): Node {
    const start = this.#at++;
    const items: Node[] = [];
    while (this.#next(']', start, items.length > 0)) items.push(this.#value(depth + 1));
    return { kind: 'list', items, span: this.#source.span(start, this.#at) };
  }

  /** Moves to the next member of a map or list; false after its closing bracket. */
  #next(close: '}' | ']', open: number, needsComma: boolean): boolean {
    this.#skip();
    const comma = this.#at;
    if (needsComma && this.#text[comma] === ',') {
      this.#at++;
      this.#skip();
      if (this.#text[this.#at] === close && !this.#dialect.comments) {
        this.#problems.push({
          message: `a comma before \`${close}\`, which JSON does not have`,
          span: this.#source.span(comma, comma + 1),
          help: RENAME,
        });
      }
    } else if (needsComma && this.#text[comma] !== close && comma < this.#text.length) {
      this.#fail(this.#here(), `\`,\` or \`${close}\` is missing before ${this.#shown()}`);
    }
    if (this.#at >= this.#text.length) {
      this.#fail(this.#source.span(open, open + 1), `\`${this.#text[open]}\` is not closed`, `add \`${close}\``);
    }
    if (this.#text[this.#at] !== close) return true;
    this.#at++;
    return false;
  }

  #string(): string {
    const start = this.#at++;
    let value = '';
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined || character === '\n' || character === '\r') {
        this.#fail(this.#source.span(start, this.#at), 'this text is not closed', 'add `"`');
      }
      if (character === '"') break;
      if (character === '\\') value += this.#escape();
      else if (character < ' ') this.#fail(this.#here(), `${this.#shown()} inside of text`, 'write it as an escape');
      else {
        value += character;
        this.#at++;
      }
    }
    this.#at++;
    return value;
  }

  /** An escape as a byte string; a run of `\u` escapes at once, as surrogates come in pairs. */
  #escape(): string {
    const simple = ESCAPES[this.#text[this.#at + 1] ?? ''];
    if (simple !== undefined) {
      this.#at += 2;
      return simple;
    }
    const run = this.#match(/(?:\\u[0-9a-fA-F]{4})+/y);
    if (run === undefined) {
      const bad = this.#source.span(this.#at, Math.min(this.#at + 2, this.#text.length));
      this.#fail(
        bad,
        `\`${display(this.#text.slice(bad.start, bad.end))}\` is no escape of JSON`,
        'write a backslash as `\\\\`',
      );
    }
    this.#at += run.length;
    const units = run.slice(2).split('\\u');
    return toByteString(String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))));
  }

  /** Skips white space and comments. */
  #skip(): void {
    for (;;) {
      this.#at += this.#match(/[ \t\r\n]+/y)?.length ?? 0;
      const start = this.#at;
      const comment = this.#match(/\/\/[^\n]*|\/\*|#[^\n]*/y);
      if (comment === undefined) return;
      if (comment.startsWith('#'))
        this.#fail(
          this.#source.span(start, start + comment.length),
          '`#` starts no comment here',
          'use `//` in JSONC, or YAML',
        );
      let end = start + comment.length;
      if (comment === '/*') {
        const close = this.#text.indexOf('*/', end);
        if (close < 0) this.#fail(this.#source.span(start, end), '`/*` is not closed', 'add `*/`');
        end = close + 2;
      }
      if (!this.#dialect.comments && !this.#hasComment) {
        const span = this.#source.span(start, end);
        this.#problems.push({ message: 'a comment, which JSON does not have', span, help: RENAME });
        this.#hasComment = true;
      }
      this.#at = end;
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #here(): Span {
    return this.#source.span(this.#at, Math.min(this.#at + 1, this.#text.length));
  }

  /** The character that stands here, for a message. */
  #shown(): string {
    if (this.#at >= this.#text.length) return 'the end of the file';
    const character = /[\x80-\xff]+|./sy;
    character.lastIndex = this.#at;
    return `\`${display(character.exec(this.#text)![0])}\``;
  }

  #fail(span: Span, message: string, help?: string): never {
    throw new Stop({ message, span, ...(help !== undefined && { help }) });
  }
}
