// Is a text the same configuration apart from its edits? Each edit is written as `before -> after` of one part.
import { describe, expect, test } from 'vitest';
import { EditedText } from '../../src/fix/edited-text.ts';
import { compareTrees } from '../../src/fix/same-tree.ts';

/** The text with `[old|new]` parts edited. */
function compare(marked: string) {
  const edits: { start: number; end: number; text: string }[] = [];
  let before = '';
  for (const [, plain = '', old, now = ''] of marked.matchAll(/([^[]+)|\[([^|\]]*)\|([^\]]*)\]/g)) {
    if (old === undefined) before += plain;
    else {
      edits.push({ start: before.length, end: before.length + old.length, text: now });
      before += old;
    }
  }
  return compareTrees(new EditedText(before, edits));
}

const AROUND = (inside: string) => `# c\nhttp {\n  server { # s\n    ${inside}\n    listen 80;\n  }\n}\n`;

describe('is the intended change and no other', () => {
  test.each<[string, string, readonly string[]]>([
    ['a new statement', 'proxy_pass x;[|\n    a b;]', ['a']],
    ['a new statement behind a comment', 'proxy_pass x; # p[|\n    a b;]', ['a']],
    ['another value', 'proxy_pass [x|y];', ['proxy_pass']],
    ['another name', '[proxy_pas|proxy_pass] x;', ['proxy_pas', 'proxy_pass']],
    ['a statement less', 'a 1;[ b 2;|]', ['b']],
    ['a block less', '[location / { a 1; # one\n }|] b 2;', ['a', 'location']],
    ['another head of a block', 'location [/|/x/] { a 1; }', ['location']],
    ['a statement in a block', 'location / { a 1;[| b 2;] }', ['b']],
    ['a missing end', 'listen 81[|;]\n location / { return 204; }', ['listen', 'location']],
    ['a missing end before a brace', 'location / { return 204[|;] }', ['return']],
    ['a comment that goes with its line', 'a 1;[ b 2; # two|]', ['b']],
    ['two changes of one statement', 'listen 443 [ssl|] [http2|quic];', ['listen']],
    ['a statement that two edits take away', 'a [1|];[ b 2;|] c 3;', ['a', 'b']],
    ['nothing', 'a [1|1];', ['a']],
  ])('%s', (_, marked, names) => {
    const { problem, names: changed } = compare(AROUND(marked));
    expect({ problem, names: [...changed].sort() }).toEqual({ problem: undefined, names });
  });
});

describe('is refused', () => {
  test.each<[string, string, RegExp]>([
    ['a statement that a comment swallows', 'a 1; [|# ]b 2;', /`b` in line 4/],
    ['a statement that is glued to the new one', '[|new ]b 2;', /`b` in line 4 would not stay/],
    ['a brace that closes nothing', 'a 1;[| \\}]'.replace('\\}', '}'), /braces/],
    ['a block that is not closed', 'a 1;[| b {]', /braces/],
    ['a block around what was there', '[|location / {] a 1; [|}] b 2;', /`a` in line 4/],
    ['statements that leave their block', 'location / { a 1;[| } location /x {] b 2; }', /`location`|`b`/],
    ['a quote that never ends', 'a [1|"1]; b 2;', /`b`|nginx would say|braces/],
    ['two edits that run into one another', 'a 1[;|]\n [b|c] 2;', /`a` would be made of two statements/],
    ['a new statement that has no end', '[|new]\n b [1|2];', /`new` would be made of two statements/],
    ['a comment that becomes something else', 'a 1; [|x]# note', /comment `# note`/],
    ['an end that is lost', 'a 1[;|]\n b 2;', /`b` in line 5/],
  ])('%s', (_, marked, why) => {
    expect(compare(AROUND(marked)).problem).toMatch(why);
  });
});

test('what was broken before may stay broken', () => {
  expect(compare('http { a 1; } } \n b [1|2];').problem).toBeUndefined();
  expect(compare('http { server { a [1|2]; }').problem).toBeUndefined();
});
