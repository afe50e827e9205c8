// Do the edits of fixes stand where a person would have written them?
import { describe, expect, test } from 'vitest';
import { type Fix, setDirective } from '../../src/rule/index.ts';
import { hop, model } from '../model/support.ts';

const INSIDE = (text: string) => `events {}\nhttp {\n    server {\n${text}\n    }\n}\n`;

/** The text after a fix of its only hop. */
function fixed(text: string, files: Readonly<Record<string, string>> = {}): string | undefined {
  const fix = setDirective(hop(model(text, undefined, files)), 'proxy_ssl_server_name', 'on', 'safe');
  return fix && applied(text, fix);
}

function applied(text: string, { edits }: Fix): string {
  let out = Buffer.from(text).toString('latin1');
  for (const { span, text: by } of edits.toSorted((a, b) => b.span.start - a.span.start)) {
    out = out.slice(0, span.start) + by + out.slice(span.end);
  }
  return Buffer.from(out, 'latin1').toString();
}

describe('a new statement', () => {
  test.each([
    [
      'on a line of its own, indented alike',
      '        location / {\n            proxy_pass https://a;\n        }',
      '        location / {\n            proxy_pass https://a;\n            proxy_ssl_server_name on;\n        }',
    ],
    [
      'behind a comment beside the statement',
      '\tlocation / {\n\t\tproxy_pass https://a;  # the app; é\n\t}',
      '\tlocation / {\n\t\tproxy_pass https://a;  # the app; é\n\t\tproxy_ssl_server_name on;\n\t}',
    ],
    [
      'in a block on one line',
      'location / { proxy_pass https://a; }',
      'location / { proxy_pass https://a; proxy_ssl_server_name on; }',
    ],
    [
      'in a tight block',
      'location /{proxy_pass https://a;}',
      'location /{proxy_pass https://a; proxy_ssl_server_name on;}',
    ],
    [
      'on a line that begins a block, before its comment',
      'location / { proxy_pass https://a; # here\n}',
      'location / { proxy_pass https://a; proxy_ssl_server_name on; # here\n}',
    ],
    [
      'between statements of one line',
      'location / {\n  proxy_pass https://a; proxy_buffering off;\n}',
      'location / {\n  proxy_pass https://a; proxy_ssl_server_name on; proxy_buffering off;\n}',
    ],
    [
      'before a brace on the same line',
      'location / {\n  proxy_pass https://a; }',
      'location / {\n  proxy_pass https://a; proxy_ssl_server_name on; }',
    ],
    [
      'after a statement of several lines',
      'location / {\n  proxy_pass\n      https://a\n  ;\n}',
      'location / {\n  proxy_pass\n      https://a\n  ;\n  proxy_ssl_server_name on;\n}',
    ],
    [
      'after what looks like a comment and is none',
      'location / {\n  proxy_pass https://a/#x;\n}',
      'location / {\n  proxy_pass https://a/#x;\n  proxy_ssl_server_name on;\n}',
    ],
  ])('%s', (_, before, after) => {
    expect(fixed(INSIDE(before))).toBe(INSIDE(after));
    // line ends of the file are those of what is written
    const crlf = (text: string) => text.replaceAll('\n', '\r\n');
    expect(fixed(crlf(INSIDE(before)))).toBe(crlf(INSIDE(after)));
  });

  test('has the line end of its neighbours where a file mixes them', () => {
    const text = 'events {}\r\nhttp {\r\nserver {\nlocation / {\n  proxy_pass https://a;\n}\n}\r\n}\r\n';
    expect(fixed(text)).toBe(text.replace('https://a;\n', 'https://a;\n  proxy_ssl_server_name on;\n'));
  });

  test('at the end of a file without a last line end', () => {
    const main = INSIDE('location / { include pass.conf; }');
    const edits = setDirective(
      hop(model(main, undefined, { 'pass.conf': '# é\r\n  proxy_pass https://a;' })),
      'x',
      'on',
      'safe',
    );
    expect(edits?.edits.map((e) => [e.span.source.path, e.span.start, e.span.end, e.text])).toEqual([
      ['pass.conf', 29, 29, '\r\n  x on;'],
    ]);
  });
});

describe('setDirective', () => {
  const location = (more: string) => INSIDE(`location / {\n  ${more}\n  proxy_pass https://a;\n}`);

  test('changes the line that is there: a second one would be a duplicate', () => {
    expect(fixed(location('proxy_ssl_server_name   off ; # no'))).toBe(location('proxy_ssl_server_name   on ; # no'));
    expect(fixed(location('"proxy_ssl_server_name" "off";'))).toBe(location('"proxy_ssl_server_name" on;'));
    expect(fixed(INSIDE('location / { proxy_pass https://a; include own.conf; }'), { 'own.conf': '' })).toContain(
      'https://a; proxy_ssl_server_name on; include',
    );
  });

  test('changes it where it stands, in an included file', () => {
    const main = INSIDE('location / { proxy_pass https://a; include own.conf; }');
    const fix = setDirective(
      hop(model(main, undefined, { 'own.conf': 'proxy_ssl_server_name off;' })),
      'proxy_ssl_server_name',
      'on',
      'safe',
    );
    expect(fix?.edits.map((e) => [e.span.source.path, e.text])).toEqual([['own.conf', 'on']]);
  });

  test.each([
    ['an include that cannot be read may set it', location('include elsewhere.conf;')],
    ['it stands there twice', location('proxy_ssl_server_name off; proxy_ssl_server_name off;')],
    ['it has no value', location('proxy_ssl_server_name;')],
  ])('proposes nothing where %s', (_, text) => {
    expect(fixed(text)).toBeUndefined();
  });

  test('stands behind an `if`, which takes no such line, and is a suggestion there: others use the location', () => {
    const text = INSIDE('location / {\n    if ($x) {\n        proxy_pass https://a;\n    }\n}');
    expect(fixed(text)).toBe(text.replace('    }\n}', '    }\n    proxy_ssl_server_name on;\n}'));
    expect(setDirective(hop(model(text)), 'proxy_ssl_server_name', 'on', 'safe')?.safety).toBe('suggestion');
  });
});
