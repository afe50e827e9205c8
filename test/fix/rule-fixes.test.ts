// What exactly do rules propose, and how safe do they say it is? The lines that change, rule by rule.
import { expect, test } from 'vitest';
import { check } from '../../src/engine/index.ts';
import { fixAll } from '../../src/fix/index.ts';
import type { Rule } from '../../src/rule/index.ts';
import { type CaseFiles, optionsIn } from '../../src/testing/expectations.ts';
import { unifiedDiff } from '../../src/text/index.ts';
import { fixturesOf, requestOf, rules } from '../rules/support.ts';

const http = (inside: string): string => `# nginx-vet: version=1.22.1\nevents {}\nhttp {\n${inside}\n}\n`;

/** `safe`, `unsafe` or `suggestion`, and the lines taken out and put in by the fixes of one rule, each applied once. */
function proposed(id: string, text: string | CaseFiles): readonly string[] {
  const files = typeof text === 'string' ? { 'nginx.conf': text } : text;
  const main = Object.keys(files).find((name) => optionsIn(files[name]!) !== undefined) ?? Object.keys(files)[0]!;
  const rule = rules.find((r) => r.id === id)!;
  const made: string[] = [];
  // every kind is applied, so that what is shown is what a person would get
  const eager: Rule = {
    ...rule,
    *check(view, options) {
      for (const draft of rule.check(view, options)) {
        yield { ...draft, fixes: draft.fixes?.map((fix) => fix && { ...fix, safety: 'unsafe' as const }) ?? [] };
      }
    },
  };
  const example = { files, main, options: optionsIn(files[main]!) ?? {} };
  for (const { fixes } of check(requestOf(example, [rule])).findings) made.push(...fixes.map((fix) => fix.safety));
  const { changed } = fixAll({ check: requestOf(example, [eager]), unsafe: true, rules: [eager] });
  for (const { target, before, after } of changed) {
    const lines = unifiedDiff({ path: target.shown, before, after });
    made.push(...lines.flatMap(({ kind, text: line }) => (kind === '+' || kind === '-' ? [line] : [])));
  }
  return made;
}

const fixture = (name: string): CaseFiles => {
  const found = fixturesOf(name.slice(0, name.indexOf('/'))).find((each) => each.name === name);
  if (!found) throw new Error(`no fixture ${name}`);
  return found.files;
};

test('kept connections: safe where the group limits the idle time and the list is the location’s own', () => {
  expect(
    proposed('upstream-keepalive-http-version', fixture('upstream-keepalive-http-version/with-keepalive-timeout.conf')),
  ).toMatchInlineSnapshot(`
    [
      "safe",
      "+            proxy_set_header Connection "";",
      "+            proxy_http_version 1.1;",
    ]
  `);
});

test('kept connections: a list that is inherited is carried over, and the idle time limited', () => {
  expect(
    proposed('upstream-keepalive-http-version', fixture('upstream-keepalive-http-version/inherited-list.conf')),
  ).toMatchInlineSnapshot(`
    [
      "unsafe",
      "+        keepalive_timeout 4s;",
      "+        proxy_set_header Connection "";",
      "+            proxy_http_version 1.1;",
      "+            proxy_set_header Connection "";",
      "+            proxy_http_version 1.1;",
    ]
  `);
});

test('kept connections: HTTP/1.0 that somebody chose', () => {
  expect(
    proposed('upstream-keepalive-http-version', fixture('upstream-keepalive-http-version/outer-1.1-inner-1.0.conf')),
  ).toMatchInlineSnapshot(`
    [
      "unsafe",
      "-            proxy_http_version 1.0;",
      "+            proxy_http_version 1.1;",
    ]
  `);
});

test('`Connection: close`: emptied in the list that holds', () => {
  const group = 'upstream app { server 127.0.0.1:3000; keepalive 4; keepalive_timeout 4s; }\nproxy_http_version 1.1;';
  expect(
    proposed(
      'upstream-keepalive-connection-header',
      http(`${group}
server {
    proxy_set_header Host $host;
    location /outer { proxy_pass http://app; }
    location /own {
        proxy_set_header Host $host;
        proxy_pass http://app;
    }
}`),
    ),
  ).toMatchInlineSnapshot(`
    [
      "unsafe",
      "+    proxy_set_header Connection "";",
      "+        proxy_set_header Connection "";",
    ]
  `);
  expect(
    proposed(
      'upstream-keepalive-connection-header',
      fixture('upstream-keepalive-connection-header/explicit-close-on-any-version.conf'),
    ),
  ).toMatchInlineSnapshot(`
    [
      "unsafe",
      "+        keepalive_timeout 4s;",
      "-            proxy_set_header Connection "Close"; #! upstream-keepalive-connection-header: \`Connection\` is set to \`Close\` here",
      "+            proxy_set_header Connection ""; #! upstream-keepalive-connection-header: \`Connection\` is set to \`Close\` here",
    ]
  `);
  expect(
    proposed(
      'upstream-keepalive-connection-header',
      http(`${group}\nserver { location / { proxy_pass http://app; } }`),
    ),
  ).toMatchInlineSnapshot(`
    [
      "suggestion",
      "-server { location / { proxy_pass http://app; } }",
      "+server { location / { proxy_pass http://app; proxy_set_header Connection ""; } }",
    ]
  `);
});

test('the map for WebSockets, and the idle time with it', () => {
  expect(
    proposed(
      'websocket-map-defeats-keepalive',
      fixture('upstream-keepalive-connection-header/websocket-map-is-another-matter.conf'),
    ),
  ).toMatchInlineSnapshot(`
    [
      "suggestion",
      "-        '' close;",
      "+        '' '';",
      "+        keepalive_timeout 4s;",
    ]
  `);
});

test('localhost: safe where an app is declared on 127.0.0.1 and `Host` stays', () => {
  expect(proposed('proxy-pass-localhost', fixture('proxy-pass-localhost/declared'))).toMatchInlineSnapshot(`
    [
      "safe",
      "unsafe",
      "safe",
      "-        server localhost:3000; #! proxy-pass-localhost: after one timeout",
      "+        server 127.0.0.1:3000; #! proxy-pass-localhost: after one timeout",
      "-            proxy_pass http://localhost:3000; #! proxy-pass-localhost: after one timeout",
      "+            proxy_pass http://127.0.0.1:3000; #! proxy-pass-localhost: after one timeout",
      "-            proxy_pass http://localhost:3000; #! proxy-pass-localhost: after one timeout",
      "+            proxy_pass http://127.0.0.1:3000; #! proxy-pass-localhost: after one timeout",
    ]
  `);
  expect(proposed('proxy-pass-localhost', fixture('proxy-pass-localhost/https.conf'))).toMatchInlineSnapshot(`
    [
      "suggestion",
      "-            proxy_pass https://localhost; #! proxy-pass-localhost: after one timeout",
      "+            proxy_pass https://127.0.0.1; #! proxy-pass-localhost: after one timeout",
      "+            proxy_ssl_name localhost;",
    ]
  `);
});

test('a file of lines that two places include: both get what they lose', () => {
  expect(
    proposed('proxy-set-header-inheritance', fixture('proxy-set-header-inheritance/snippet')),
  ).toMatchInlineSnapshot(`
    [
      "suggestion",
      "+            proxy_set_header X-Forwarded-For $remote_addr;",
      "+            proxy_set_header X-Forwarded-For $remote_addr;",
    ]
  `);
});

test('parameters of a handler in `if` belong into the location', () => {
  expect(proposed('uwsgi-params-missing', fixture('multiple-handlers/right.conf'))).toMatchInlineSnapshot(`
    [
      "suggestion",
      "+            include scgi_params;",
    ]
  `);
});

test.each([
  ['buffer-sizes', 'buffer-sizes/bad.conf'],
  ['buffer-sizes', 'buffer-sizes/busy.conf'],
  ['buffer-sizes', 'buffer-sizes/fastcgi-with-outer-buffers.conf'],
  ['buffer-sizes', 'buffer-sizes/one-buffer.conf'],
  ['buffer-sizes', 'buffer-sizes/temporary-files.conf'],
  ['deprecated-directive', 'deprecated-directive/ssl-on.conf'],
  ['deprecated-directive', 'deprecated-directive/ignored.conf'],
  ['unknown-variable', 'unknown-variable/near-name-in-several-places.conf'],
  ['unknown-directive', 'unknown-directive/typing-mistake.conf'],
  ['unknown-directive', 'unknown-directive/removed.conf'],
  ['upstream-reference', 'upstream-reference/near-name.conf'],
  ['upstream-reference', 'upstream-reference/port-of-a-group.conf'],
  ['upstream-resolve-needs-zone', 'upstream-resolve-needs-zone/bad.conf'],
  ['proxy-pass-uri-context', 'proxy-pass-uri-context/lone-slash.conf'],
  ['duplicate-directive', 'duplicate-directive/same-words.conf'],
  ['invalid-value', 'invalid-value/near-word.conf'],
  ['missing-section', 'missing-section/bad.conf'],
  ['directive-terminator', 'directive-terminator/block-after-missing-semicolon.conf'],
  ['directive-arguments', 'directive-arguments/next-line-swallowed.conf'],
  ['syntax-error', 'syntax-error/open-quote.conf'],
  ['syntax-error', 'syntax-error/lone-semicolon.conf'],
  ['syntax-error', 'syntax-error/end-of-file-in-block.conf'],
])('%s: %s', (rule, name) => {
  expect(proposed(rule, fixture(name)).map((line) => line.replace(/\s*#! .*/, ''))).toMatchSnapshot();
});

test('what nginx never came to is no harm of the fix that lets it come there', () => {
  const text = http('server {\n    server_nam x;\n    location / { return 200 $remote_adr; }\n}');
  const example = { files: { 'nginx.conf': text }, main: 'nginx.conf', options: {} };
  const { changed, after } = fixAll({ check: requestOf(example), unsafe: true, rules });
  expect(changed.map((file) => file.after)).toEqual([
    text.replace('server_nam ', 'server_name ').replace('remote_adr;', 'remote_addr;'),
  ]);
  expect(after.findings).toEqual([]);
});

test('kept connections: a location that dials from an `if` as well gets the lines once', () => {
  const group = 'upstream app { server 127.0.0.1:3000; keepalive 4; keepalive_timeout 4s; }';
  const inside =
    '    if ($arg_x) {\n      proxy_pass http://app;\n    }\n    proxy_set_header X-A b;\n    proxy_pass http://app;';
  expect(
    proposed('upstream-keepalive-http-version', http(`${group}\nserver {\n  location / {\n${inside}\n  }\n}`)),
  ).toEqual(['suggestion', '+    proxy_set_header Connection "";', '+    proxy_http_version 1.1;']);
});
