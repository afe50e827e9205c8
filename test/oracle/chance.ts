/** Which texts are worth asking nginx about? Made by chance, the same ones for the same seed. */

/** A small generator of numbers (a linear congruence): enough to vary texts, and the same on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

const HEADS = [
  '',
  'events {}\n',
  'events {} http { ',
  'events {} http { server { ',
  'events {} http { server { location / { ',
  'events {} http { map $uri $x { ',
  'events {} http { types { ',
  'events {} http { server { if ($uri = /a) {',
  'events {} http { geo $g { ',
];

const TOKENS = [
  ...[
    '"',
    "'",
    '\\',
    '$',
    '${',
    '{',
    '}',
    ';',
    '#',
    '\n',
    '\r',
    '\r\n',
    ' ',
    '\t',
    ')',
    '(',
    '\xff',
    '\xc3\xa9',
    '\f',
    '\0',
  ],
  ...[
    'a',
    'x',
    'pid',
    'root',
    'server',
    'location',
    '/',
    'events',
    'listen 80;',
    '80',
    'user',
    'env A;',
    'types',
    'map $a $b',
  ],
  ...[
    'include',
    'include inc/*.conf;',
    'include inc/a.conf;',
    'include none;',
    'include none*;',
    'include sub;',
    'if ($uri)',
  ],
  ...['; ', '; ', ' ', ' ', '\n', '~ ^/\\d{3}/', '\xef\xbb\xbf'],
];

const TAILS = ['', '', '}', '}}', '}}}', '}}}}', ';}', ';}}', ';}}}'];

/** Tokens thrown together behind the beginning of a configuration. */
export function soup(dice: Dice): string {
  let text = dice.pick(HEADS);
  for (let count = 1 + dice.below(14); count > 0; count--) text += dice.pick(TOKENS);
  return text + dice.pick(TAILS);
}

const BYTES = [
  '"',
  "'",
  '\\',
  '$',
  '{',
  '}',
  ';',
  '#',
  '\n',
  '\r',
  ' ',
  'a',
  ')',
  '${',
  '\t',
  '};',
  ' { ',
  '}\n}',
  '\xa0',
];

const LINES = [
  ...[
    'include none.conf;',
    'include inc/bad.conf;',
    'include inc/brace.conf;',
    'include inc/*.conf;',
    'include inc/quote.conf;',
  ],
  ...[
    'include inc/a.conf;',
    'include sub;',
    'include inc/b.conf inc/a.conf;',
    'server {',
    'location / {',
    '}',
    'foo;',
    'foo {',
  ],
  ...['foo { bar; }', 'root;', 'types {', 'http {', 'if ($uri) {'],
];

/** One of the texts with one or two bytes or lines changed. */
export function mutated(dice: Dice, bases: readonly string[]): string {
  let text = dice.pick(bases);
  for (let count = 1 + dice.below(2); count > 0; count--)
    text = dice.below(2) === 0 ? byteChanged(dice, text) : lineChanged(dice, text);
  return text;
}

function byteChanged(dice: Dice, text: string): string {
  const at = dice.below(text.length + 1);
  const removed = dice.below(3);
  return text.slice(0, at) + (dice.below(3) === 0 ? '' : dice.pick(BYTES)) + text.slice(at + removed);
}

function lineChanged(dice: Dice, text: string): string {
  const lines = text.split('\n');
  const at = dice.below(lines.length);
  const other = dice.below(lines.length);
  const kind = dice.below(3);
  if (kind === 0) lines.splice(at, 1);
  else if (kind === 1) lines.splice(other, 0, lines[at]!);
  else lines.splice(at, 0, dice.pick(LINES));
  return lines.join('\n');
}
