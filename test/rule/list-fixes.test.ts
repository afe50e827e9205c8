// Does a line added to an inherited list leave everything else as it was? The text after the fix, and its safety.
import { describe, expect, test } from 'vitest';
import { addToList } from '../../src/rule/index.ts';
import { hop, model } from '../model/support.ts';

/** What is in `location /` of nginx.conf (or in another file) after `lines` were added there. */
function added(
  text: string,
  lines: readonly string[],
  files: Readonly<Record<string, string>> = {},
  file = 'nginx.conf',
) {
  const fix = addToList(hop(model(text, '1.22.1', files), 'location /'), lines, 'safe');
  if (!fix) return undefined;
  const edits = [...fix.edits]
    .filter(({ span }) => span.source.path === file)
    .sort((a, b) => b.span.start - a.span.start);
  let after = file === 'nginx.conf' ? text : files[file]!;
  for (const { span, text: put } of edits) after = after.slice(0, span.start) + put + after.slice(span.end);
  const inside = /location \/ \{\r?\n([^}]*?)\r?\n *\}/.exec(after)?.[1] ?? after;
  return { safety: fix.safety, inside: inside.split(/\r?\n/).map((line) => line.trim()), title: fix.title, after };
}

const at = (outer: string, inner: string) =>
  `events {}\nhttp {\n    ${outer}\n    server {\n        location / {\n            ${inner}\n        }\n    }\n}\n`;
const PASS = 'proxy_pass http://127.0.0.1:3000;';
const CLEARED = ['Connection ""'];

describe('a level with a list of its own', () => {
  test('the line comes after the last one, as safe as the rule says', () => {
    const own = at('proxy_set_header X-Outer 1;', `proxy_set_header Host $host; # kept\n            ${PASS}`);
    expect(added(own, CLEARED)).toMatchObject({
      safety: 'safe',
      title: 'add `proxy_set_header Connection "";`',
      inside: ['proxy_set_header Host $host; # kept', 'proxy_set_header Connection "";', PASS],
    });
    expect(added(own, CLEARED)!.after).toContain('\n            proxy_set_header Connection "";\n');
  });

  test('a line of the same name gets the new value', () => {
    const own = at('', `proxy_set_header connection close;\n            ${PASS}`);
    expect(added(own, ['Connection ""', 'Upgrade $http_upgrade'])).toMatchObject({
      safety: 'safe',
      inside: ['proxy_set_header Connection "";', 'proxy_set_header Upgrade $http_upgrade;', PASS],
    });
  });

  test('is only proposed where others take the list over', () => {
    const nested = (inner: string) =>
      at('', `proxy_set_header A 1;\n${PASS}\nlocation /x { ${inner} }\nif ($arg_a) { set $b 1; }`);
    const safety = (inner: string) => added(nested(inner), CLEARED)?.safety;
    expect([safety(PASS), safety(`proxy_set_header B 1; ${PASS}`)]).toEqual(['suggestion', 'safe']);
    const inIf = at('', `proxy_set_header A 1;\n${PASS}\nif ($arg_a) { ${PASS} }`);
    expect(added(inIf, CLEARED)?.safety).toBe('suggestion');
  });

  test('a snippet is left as it is where the level has other text', () => {
    const files = { 'headers.conf': 'proxy_set_header Host $host;\n' };
    expect(added(at('', `include headers.conf;\n            ${PASS}`), CLEARED, files)).toMatchObject({
      safety: 'safe',
      inside: ['include headers.conf;', 'proxy_set_header Connection "";', PASS],
    });
  });

  test('a snippet with the pass directive in it is where the line goes', () => {
    const files = { 'app.conf': `proxy_set_header Host $host;\n${PASS}\n` };
    expect(added(at('', 'include app.conf;'), CLEARED, files, 'app.conf')).toMatchObject({
      safety: 'suggestion',
      after: `proxy_set_header Host $host;\nproxy_set_header Connection "";\n${PASS}\n`,
    });
  });

  test('line ends and one-line blocks stay what they are', () => {
    expect(added(at('', `proxy_set_header A 1;\r\n            ${PASS}`), CLEARED)!.after).toContain(
      '\r\n            proxy_set_header Connection "";\r\n',
    );
    expect(added(`http { server { location / { proxy_set_header A 1; ${PASS} } } }`, CLEARED)!.after).toBe(
      `http { server { location / { proxy_set_header A 1; proxy_set_header Connection ""; ${PASS} } } }`,
    );
  });
});

describe('a level that inherits its list', () => {
  test('repeats what it inherits, as written, but for the line that is replaced', () => {
    const outer = 'proxy_set_header Host   "$host";\n    proxy_set_header connection close;';
    expect(added(at(outer, PASS), CLEARED)).toMatchObject({
      safety: 'suggestion',
      title: 'add `proxy_set_header Connection "";` after the inherited lines',
      inside: [PASS, 'proxy_set_header Host   "$host";', 'proxy_set_header Connection "";'],
    });
  });

  test('nothing is repeated where there is nothing', () => {
    expect(added(at('', PASS), CLEARED)).toMatchObject({
      safety: 'suggestion',
      title: 'add `proxy_set_header Connection "";`',
      inside: [PASS, 'proxy_set_header Connection "";'],
    });
  });

  test('an include that brings nothing else is repeated itself', () => {
    const only = { 'h.conf': 'proxy_set_header A 1;\ninclude more.conf;\n', 'more.conf': 'proxy_set_header B 2;\n' };
    expect(added(at('include h.conf;', PASS), CLEARED, only)?.inside).toEqual([
      PASS,
      'include h.conf;',
      'proxy_set_header Connection "";',
    ]);
    const more = { ...only, 'h.conf': 'proxy_set_header A 1;\ninclude more.conf;\nproxy_buffering off;\n' };
    expect(added(at('include h.conf;', PASS), CLEARED, more)?.inside).toEqual([
      PASS,
      'proxy_set_header A 1;',
      'include more.conf;',
      'proxy_set_header Connection "";',
    ]);
    expect(added(at('include h.conf;', PASS), ['B ""'], only)?.inside).toEqual([
      PASS,
      'proxy_set_header A 1;',
      'proxy_set_header B "";',
    ]);
  });

  test('parameters keep their third word, stock files their name', () => {
    const pass = 'fastcgi_pass 127.0.0.1:9000;';
    const outer = 'include fastcgi_params;\n    fastcgi_param HTTPS $https if_not_empty;';
    expect(added(at(outer, pass), ['SCRIPT_FILENAME /srv/index.php'])?.inside).toEqual([
      pass,
      'include fastcgi_params;',
      'fastcgi_param HTTPS $https if_not_empty;',
      'fastcgi_param SCRIPT_FILENAME /srv/index.php;',
    ]);
  });

  test('no change where it is not known what is inherited', () => {
    expect(added(at('include missing.conf;', PASS), CLEARED)).toBeUndefined();
    expect(added(`server {\n    location / {\n        ${PASS}\n    }\n}\n`, CLEARED)).toBeUndefined();
    expect(added(at('', 'memcached_pass 127.0.0.1:11211;'), CLEARED)).toBeUndefined();
  });
});

test('an `if` may have no list: the line goes to the location around it', () => {
  const text =
    'events {}\nhttp {\n    server {\n        location / {\n            root /srv;\n            if ($arg_a) {\n                proxy_pass http://127.0.0.1:3000;\n            }\n        }\n    }\n}\n';
  const fix = addToList(hop(model(text, '1.22.1')), CLEARED, 'safe')!;
  expect(fix.safety).toBe('suggestion');
  const [{ span, text: put }] = fix.edits as [(typeof fix.edits)[0]];
  expect(text.slice(0, span.start) + put + text.slice(span.end)).toContain(
    '            }\n            proxy_set_header Connection "";\n        }',
  );
});
