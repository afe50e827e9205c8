/** Do the catalog and the validation agree with nginx on where each of 406 directives may stand, and with how many arguments? */
import { describe, expect, it } from 'vitest';
import { jsonLines, verdictOn } from './support.ts';

interface Row {
  readonly directive: string;
  /** A statement that is right in some context. */
  readonly text: string;
  /** Versions → one letter per context of CONTEXTS: unknown, not allowed, known and allowed. */
  readonly verdicts: readonly (readonly [string, string])[];
  /** Versions → `context:counts`, the numbers of arguments (0 to 9) that nginx takes there. */
  readonly counts: readonly (readonly [string, string])[];
}

const rows = jsonLines<Row>(new URL('../../fixtures/oracle/directives.jsonl', import.meta.url));

const CONTEXTS: readonly (readonly [string, string, string])[] = [
  ['main', 'events {}\n', ''],
  ['events', 'events {\n', '}'],
  ['http', 'events {} http {\n', '}'],
  ['server', 'events {} http { server {\n', '}}'],
  ['location', 'events {} http { server { location / {\n', '}}}'],
  ['if-in-server', 'events {} http { server { if ($uri = /a) {\n', '}}}'],
  ['if-in-location', 'events {} http { server { location / { if ($uri = /a) {\n', '}}}}'],
  ['limit_except', 'events {} http { server { location / { limit_except GET {\n', '}}}}'],
  ['upstream', 'events {} http { upstream u {\n', '}}'],
  ['stream', 'events {} stream {\n', '}'],
  ['stream-server', 'events {} stream { server {\n', '}}'],
  ['stream-upstream', 'events {} stream { upstream u {\n', '}}'],
  ['mail', 'events {} mail {\n', '}'],
  ['mail-server', 'events {} mail { server {\n', '}}'],
];

describe.each(['1.22.1', '1.24.0', '1.28.3', '1.31.5'])('nginx %s', (version) => {
  const holds = (versions: string) => versions.split(' ').includes(version);

  it('knows every directive in the same contexts', () => {
    const wrong: string[] = [];
    let asked = 0;
    for (const { directive, text, verdicts } of rows) {
      const letters = verdicts.find(([versions]) => holds(versions))![1];
      for (const [index, [context, before, after]] of CONTEXTS.entries()) {
        asked++;
        const letter = letters[index];
        const expected =
          letter === 'u'
            ? `unknown directive "${directive}" @2`
            : letter === 'n'
              ? `"${directive}" directive is not allowed here @2`
              : undefined;
        const here =
          directive === 'server' && context.endsWith('upstream') ? 'server 127.0.0.1;' : text.replaceAll('\n', ' ');
        const ours = verdictOn(`${before}${here}\n${after}`, version);
        if (ours !== expected) wrong.push(`${directive} in ${context}: nginx says ${expected}, we say ${ours}`);
      }
    }
    expect(asked).toBe(406 * 14);
    expect(wrong).toEqual([]);
  });

  it('takes the same numbers of arguments', () => {
    const wrong: string[] = [];
    for (const { directive, text, counts } of rows) {
      for (const [versions, packed] of counts) {
        if (!holds(versions)) continue;
        const [name, digits = ''] = packed.split(':');
        const [, before, after] = CONTEXTS.find(([context]) => context === name)!;
        const isBlock = text.includes('{');
        for (let count = 0; count < 10; count++) {
          const args = Array.from({ length: count }, (_, i) => ` a${i}`).join('');
          const ours = verdictOn(`${before}${directive}${args}${isBlock ? ' {}' : ';'}\n${after}`, version);
          const isRefused = ours === `invalid number of arguments in "${directive}" directive @2`;
          // `server {}` of an upstream is no block: that is refused before its arguments are counted
          if (isBlock && ours === `directive "${directive}" is not terminated by ";" @2`) continue;
          if (isRefused === digits.includes(String(count)))
            wrong.push(`${directive} in ${name} with ${count}: we say ${ours}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
