/** How does a person get a configuration wrong? One statement of a good one changed by chance. */
import { isArgument, parse } from '../../src/syntax/index.ts';
import { SourceText } from '../../src/text/index.ts';
import type { Dice } from './chance.ts';

/** A part of the text and what comes in its place. */
type Change = readonly [start: number, end: number, text: string];

interface Statement {
  readonly start: number;
  /** Behind the `;`, the `{` or the whole block. */
  readonly headEnd: number;
  readonly end: number;
  readonly isBlock: boolean;
  readonly name: string;
  /** Name first; offsets of its words. */
  readonly words: readonly (readonly [number, number])[];
}

const VALUES = [
  ...['0', '1', '-1', '10', '65535', '65536', '4294967296', '99999999999999999999', '1.5', '.5', '08', '0x10', '1 0'],
  ...['1k', '1K', '1m', '1g', '1kb', 'k', '8k', '10s', '10ms', '1m30s', '30s1m', '1h 1h', '1y2M', 's', '10q'],
  ...['on', 'off', 'ON', 'yes', 'true', 'auto', 'none', 'any', '""', "''", 'a', 'default', '*', '/', '/x', 'unix:/x'],
  ...['$uri', '$nothing', '${uri}', '$1', '$', '"$"', '"${uri"', 'a$b', '$http_x', '$arg_', '$cookie_a', '$URI'],
  ...['127.0.0.1', '127.0.0.1:80', '127.0.0.1:99999', '[::1]', '[::1]:80', '[::1', '10.0.0.0/8', '10.0.0.1/33', '::/0'],
  ...[
    '200',
    '404',
    '=404',
    '600',
    '99',
    'http://127.0.0.1',
    'http://127.0.0.1:0',
    'https://127.0.0.1:443/x',
    'http://',
  ],
  ...['"^(a"', '^a+$', '(?<n>a)', '[a-', 'a{2,1}', '~', '~*', '^~', '=', '@x', '=:', 'x:10m', 'zone=x:10m', 'zone=x'],
  ...[
    'main',
    'level=1',
    'max_fails=1',
    'weight=0',
    'backup',
    'down',
    'ssl',
    'http2',
    'default_server',
    'bogus',
    'bogus=1',
  ],
];

const LINES = [
  ...[
    'listen 80;',
    'listen 127.0.0.1:8080 default_server;',
    'server_name a b;',
    'root /x;',
    'proxy_pass http://127.0.0.1;',
  ],
  ...['set $x $y;', 'if ($uri) { return 200; }', 'location /x { }', 'location @n { }', 'return 200;', 'rewrite ^ /x;'],
  ...['try_files $uri =404;', 'error_page 404 /404.html;', 'add_header X y;', 'map $uri $m { default 1; }', 'gzip on;'],
  ...[
    'upstream u { server 127.0.0.1; }',
    'server { listen 81; }',
    'types { a b; }',
    'expires 1d;',
    'allow all;',
    'deny 1.1.1.1/8;',
  ],
  ...[
    'worker_connections 10;',
    'user nobody;',
    'limit_req zone=none;',
    'proxy_cache none;',
    'auth_basic x;',
    'index a b/c;',
  ],
  ...[
    'log_format f "$uri";',
    'access_log off;',
    'access_log /x none;',
    'resolver 127.0.0.1;',
    'internal;',
    'fastcgi_pass 127.0.0.1:9000;',
  ],
  ...[
    'proxy_set_header A b;',
    'proxy_buffers 8 4k;',
    'proxy_buffer_size 64k;',
    'client_max_body_size 1m;',
    'server_tokens off;',
  ],
];

export const KINDS: Readonly<
  Record<string, (dice: Dice, statements: readonly Statement[], text: string) => Change | undefined>
> = {
  'drop a word': (dice, statements) => {
    const { words } = dice.pick(statements);
    const word = dice.pick(words);
    return words.length > 1 ? [word[0], word[1], ''] : undefined;
  },
  'add a word': (dice, statements) => {
    const [, end] = dice.pick(dice.pick(statements).words);
    return [end, end, ` ${dice.pick(VALUES)}`];
  },
  'another value': (dice, statements) => {
    const word = dice.pick(dice.pick(statements).words.slice(1));
    return word && [word[0], word[1], dice.pick(VALUES)];
  },
  "another statement's value": (dice, statements, text) => {
    const word = dice.pick(dice.pick(statements).words.slice(1));
    const other = dice.pick(dice.pick(statements).words.slice(1));
    return word && other && [word[0], word[1], text.slice(other[0], other[1])];
  },
  'a letter less': (dice, statements) => {
    const [start, end] = dice.pick(dice.pick(statements).words);
    const at = start + dice.below(end - start);
    return [at, at + 1, ''];
  },
  'a letter twice': (dice, statements, text) => {
    const [start, end] = dice.pick(dice.pick(statements).words);
    const at = start + dice.below(end - start);
    return [at, at, text[at]!];
  },
  'a statement twice': (dice, statements, text) => {
    const { start, end } = dice.pick(statements);
    return [end, end, `\n${text.slice(start, end)}`];
  },
  'a statement less': (dice, statements) => {
    const { start, end } = dice.pick(statements);
    return [start, end, ''];
  },
  'a statement elsewhere': (dice, statements, text) => {
    const { start, end } = dice.pick(statements);
    const { headEnd } = dice.pick(statements);
    return [headEnd, headEnd, `\n${text.slice(start, end)}\n`];
  },
  'a new line': (dice, statements) => {
    const { headEnd } = dice.pick(statements);
    return [headEnd, headEnd, `\n${dice.pick(LINES)}\n`];
  },
  'another name': (dice, statements) => {
    const { words } = dice.pick(statements);
    const name = dice.pick(statements).name;
    return [words[0]![0], words[0]![1], name];
  },
};

/** One of the texts with one change, and what was done; undefined when the kind did not fit. */
export function mutant(
  dice: Dice,
  bases: readonly string[],
): { readonly text: string; readonly kind: string } | undefined {
  const base = dice.pick(bases);
  const statements = statementsOf(base);
  const kind = dice.pick(Object.keys(KINDS));
  const change = statements.length > 0 ? KINDS[kind]!(dice, statements, base) : undefined;
  return change && { kind, text: base.slice(0, change[0]) + change[2] + base.slice(change[1]) };
}

function statementsOf(text: string): readonly Statement[] {
  const cst = parse(SourceText.fromString('nginx.conf', text));
  const { statements, tokens } = cst;
  return Array.from({ length: statements.count }, (_, i): Statement => {
    const [first, last, terminator, close] = [
      statements.first[i]!,
      statements.last[i]!,
      statements.terminator[i]!,
      statements.close[i]!,
    ];
    const words: (readonly [number, number])[] = [];
    for (let t = first; t <= last; t++) if (isArgument(cst, t)) words.push([tokens.start[t]!, tokens.end[t]!]);
    const headEnd = tokens.end[terminator < 0 ? last : terminator]!;
    const end = close < 0 ? headEnd : tokens.end[close]!;
    const name = words[0] ? text.slice(...words[0]) : '';
    return { start: tokens.start[first]!, headEnd, end, isBlock: close >= 0, name, words };
  }).filter((s) => s.words.length > 0);
}
