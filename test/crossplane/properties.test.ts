/** What holds for every text, and for every payload? */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  build,
  CrossplaneError,
  encodeText,
  format,
  lexText,
  minify,
  type Payload,
  parse,
} from '../../src/crossplane/index.ts';
import { bytesOf, SourceText } from '../../src/text/index.ts';
import { meaningOf } from './meaning.ts';
import { hostOf, recordings } from './recorded.ts';

const LOOSE = { single: true, comments: true, checkCtx: false, checkArgs: false };

/** Pieces from which text arises that is near to a configuration. */
const piece = fc.constantFrom(
  ...[
    'a',
    'if',
    '(',
    ')',
    'include x',
    'b_by_lua_block',
    '{',
    '}',
    ';',
    ' ',
    '\n',
    '\r',
    '\t',
    '"',
    "'",
    '\\',
    '$',
    '${',
    '#',
    '# c\n',
  ],
  ...['listen 80;', 's {', '"q";', '\\"', '\\n', '--', '[[', ']]', '\xff', '\xc3\xa9', '\xa0', '\0', '1', ' {', '} '],
);
const anyText = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((pieces) => bytesOf(pieces.join(''))),
  fc.uint8Array({ maxLength: 60 }),
);

const argument = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        'a',
        ' ',
        '"',
        "'",
        '\\',
        '$',
        '{',
        '}',
        ';',
        '#',
        '(',
        ')',
        '\n',
        '\t',
        '\r',
        '\u00a0',
        '\u0001',
        'é',
        '😀',
        '\udcff',
      ),
      { maxLength: 8 },
    )
    .map((c) => c.join('')),
  fc.string(),
);
/** Sound configurations, with every argument that one can have. */
const sound = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.tuple(fc.constant('plain'), argument, fc.array(argument, { maxLength: 3 })) },
      { weight: 2, arbitrary: fc.tuple(fc.constant('block'), argument, fc.array(argument, { maxLength: 2 })) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('if'), fc.constant('if'), fc.array(argument, { maxLength: 4 })) },
      { weight: 2, arbitrary: fc.tuple(fc.constant('close'), fc.constant(''), fc.constant([] as string[])) },
    ),
    { maxLength: 12 },
  )
  .map(statementsOf);

interface Made {
  directive: string;
  line: number;
  args: string[];
  block?: Made[];
}

function statementsOf(steps: readonly (readonly [string, string, string[]])[]): Made[] {
  const top: Made[] = [];
  const stack = [top];
  for (const [line, [kind, directive, args]] of steps.entries()) {
    if (kind === 'close') {
      if (stack.length > 1) stack.pop();
      continue;
    }
    const made: Made = { directive, line, args };
    stack.at(-1)!.push(made);
    if (kind === 'plain') continue;
    made.block = [];
    stack.push(made.block);
  }
  return top;
}

function sourceOf(text: string | Uint8Array): SourceText {
  return SourceText.fromBytes('x', typeof text === 'string' ? bytesOf(encodeText(text)) : text);
}

/** The result, or undefined where the job says that it cannot be done; anything else that is thrown fails the test. */
function attempt<T>(job: () => T): T | undefined {
  try {
    return job();
  } catch (error) {
    if (error instanceof CrossplaneError) return undefined;
    throw error;
  }
}

function parseText(text: string | Uint8Array, options: object = LOOSE): Payload {
  return parse('x', hostOf({ x: typeof text === 'string' ? bytesOf(encodeText(text)) : text }), options);
}

const RUNS = { numRuns: 2000 };

describe('any bytes', () => {
  test('nothing throws but its own errors, and what can be done keeps the meaning', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const source = sourceOf(text);
        const meaning = meaningOf(text);
        attempt(() => [...lexText(source)]);
        for (const options of [{}, { strict: true, combine: true, comments: true }, { catchErrors: false }]) {
          expect(parseText(text, options).config).toHaveLength(1);
        }
        const payload = parseText(text);
        if (meaning === undefined) {
          expect(payload.status).toBe('failed');
          expect(attempt(() => format(source))).toBeUndefined();
          expect(attempt(() => minify(source))).toBeUndefined();
          return;
        }
        for (const made of [format(source), minify(source)])
          expect(meaningOf(bytesOf(encodeText(made)))).toEqual(meaning);
        if (payload.status === 'failed') return; // an `if` without parentheses, a Lua block without braces
        const built = attempt(() => build(payload.config[0]!.parsed));
        if (built !== undefined) expect(meaningOf(bytesOf(encodeText(built)))).toEqual(meaning);
      }),
      RUNS,
    );
  });

  test('a text laid out stays as it is, with all its comments', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = attempt(() => format(sourceOf(text)));
        if (once === undefined) return;
        expect(format(sourceOf(once))).toBe(once);
        const comments = (t: string | Uint8Array): string[] =>
          [...lexText(sourceOf(t))].filter((c) => !c.quoted && c.token.startsWith('#')).map((c) => c.token);
        expect(comments(once)).toEqual(comments(text));
      }),
      RUNS,
    );
  });
});

describe('any payload', () => {
  test('what is built is read as the same statements again', () => {
    fc.assert(
      fc.property(sound, fc.boolean(), (statements, tabs) => {
        const built = attempt(() => build(statements, { tabs }));
        if (built === undefined) return; // text that has no bytes
        const { status, config } = parseText(built);
        expect(status).toBe('ok');
        expect(shape(config[0]!.parsed)).toEqual(shape(statements));
      }),
      RUNS,
    );
  });

  test('JSON of any kind is built or refused', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        attempt(() => build(value));
        attempt(() => build([value]));
      }),
    );
  });
});

/** Statements with nginx's values of their arguments. */
function shape(
  statements: readonly { readonly directive: string; readonly args: readonly string[]; readonly block?: unknown }[],
): unknown {
  return statements.map(({ directive, args, block }) => [
    cooked(directive),
    args.map(cooked),
    block === undefined ? ';' : shape(block as Made[]),
  ]);
}

function cooked(argument: string): string {
  return argument.replace(/\\(["'\\trn])/g, (_, c: string) => ({ t: '\t', r: '\r', n: '\n' })[c] ?? c);
}

describe('the recorded configurations', () => {
  test('built, laid out and minified, they mean the same', () => {
    for (const { accepted, files } of recordings()) {
      if (!accepted) continue;
      for (const text of Object.values(files)) {
        const bytes = Buffer.from(text);
        const meaning = meaningOf(bytes);
        const { status, config } = parseText(bytes);
        if (meaning === undefined) continue; // a certificate, a binary geo base
        expect(status).toBe('ok');
        const source = sourceOf(bytes);
        for (const made of [build(config[0]!.parsed), format(source), minify(source)]) {
          expect(meaningOf(bytesOf(encodeText(made)))).toEqual(meaning);
        }
      }
    }
  });
});
