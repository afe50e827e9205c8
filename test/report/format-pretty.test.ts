import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { formatPretty, summarize, summaryLine } from '../../src/report/index.ts';
import type { Fix } from '../../src/rule/index.ts';
import { at, finding, marked, report } from './sample.ts';

const [pass] = marked(
  'conf.d/api.conf',
  `${'\n'.repeat(10)}    location /v1/ {\n        proxy_pass «https://api.example.com»;\n    }\n`,
);
const [sni] = marked('nginx.conf', `${'\n'.repeat(20)}    «proxy_ssl_server_name off»;\n`);
const fix: Fix = { title: 'switch SNI on', safety: 'safe', edits: [{ span: sni!, text: 'proxy_ssl_server_name on' }] };

const sniOff = finding(at(pass, 'TLS to a name'), {
  message: '`https://api.example.com` is dialled without SNI: `proxy_ssl_server_name` is off here',
  related: [at(sni, 'switched off here')],
  prevents: { status: 502, log: 'SSL_do_handshake() failed … while SSL handshaking to upstream' },
  help: 'add `proxy_ssl_server_name on;`',
  fixes: [fix],
});

const [dial] = marked('nginx/default.conf', `${'\n'.repeat(6)}    proxy_pass «http://app:8000»;\n`);
const [bind] = marked('compose.yaml', `${'\n'.repeat(8)}    command: gunicorn shop.wsgi -b «0.0.0.0:8080»\n`);
const wrongPort = finding(at(dial, 'dialled here'), {
  rule: 'binding-wrong-port',
  category: 'bindings',
  severity: 'error',
  message: '`app:8000` is dialled, but `app` listens on 8080',
  related: [at(bind, '`app` listens here')],
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  help: 'dial `app:8080`',
});

test('the two findings of what-good-looks-like.md', () => {
  expect(`\n${formatPretty(report([sniOff, wrongPort]), { canFix: true })}`).toMatchInlineSnapshot(`
    "
    warning[proxy-ssl-server-name-off]: \`https://api.example.com\` is dialled without SNI: \`proxy_ssl_server_name\` is off here
       ┌─ conf.d/api.conf:12:20
       │
    11 │     location /v1/ {
    12 │         proxy_pass https://api.example.com;
       │                    ^^^^^^^^^^^^^^^^^^^^^^^ TLS to a name
       │
       ┌─ nginx.conf:21:5
    21 │     proxy_ssl_server_name off;
       │     ------------------------- switched off here
       │
       = prevents  502  SSL_do_handshake() failed … while SSL handshaking to upstream
       = help      add \`proxy_ssl_server_name on;\`                                   (fixable)

    error[binding-wrong-port]: \`app:8000\` is dialled, but \`app\` listens on 8080
       ┌─ nginx/default.conf:7:16
     7 │     proxy_pass http://app:8000;
       │                ^^^^^^^^^^^^^^^ dialled here
       ┌─ compose.yaml:9:36
     9 │     command: gunicorn shop.wsgi -b 0.0.0.0:8080
       │                                    ------------ \`app\` listens here
       = prevents  502  connect() failed (111: Connection refused) while connecting to upstream
       = help      dial \`app:8080\`

    1 error, 1 warning in 2 files (1 fixable with --fix)
    "
  `);
});

test('every kind of note', () => {
  const [a] = marked('nginx.conf', '«bad» on;\n');
  const all = finding(at(a), {
    rule: 'unknown-directive',
    category: 'syntax',
    severity: 'error',
    confidence: 'medium',
    occurrences: 12,
    message: 'unknown directive `bad`',
    nginx: { message: 'unknown directive "bad"', file: '/etc/nginx/nginx.conf', line: 1 },
    prevents: { log: 'a\nb' },
    fixes: [{ title: 'remove it', safety: 'unsafe', edits: [] }],
  });
  expect(`\n${formatPretty(report([all]), { canFix: true })}`).toMatchInlineSnapshot(`
    "
    error[unknown-directive]: unknown directive \`bad\`
       ┌─ nginx.conf:1:1
     1 │ bad on;
       │ ^^^
       = prevents  a\\nb
       = nginx -t  unknown directive "bad" in /etc/nginx/nginx.conf:1
       = note      medium confidence, reached through 12 places
       = help      remove it                                                         (unsafe fix)

    1 error in 2 files (1 fixable with --unsafe-fixes)
    "
  `);
  const bare = finding(at(a), {
    nginx: { message: 'no events section' },
    prevents: {},
    severity: 'info',
    occurrences: 1,
  });
  expect(`\n${formatPretty(report([bare]))}`).toMatchInlineSnapshot(`
    "
    info[proxy-ssl-server-name-off]: something is wrong here
       ┌─ nginx.conf:1:1
     1 │ bad on;
       │ ^^^
       = nginx -t  no events section

    1 info in 2 files
    "
  `);
});

test('the last line counts what was found and what was held back', () => {
  expect(summaryLine(report([sniOff, wrongPort, wrongPort]), { canFix: true })).toBe(
    '2 errors, 1 warning in 2 files (1 fixable with --fix)',
  );
  expect(summaryLine(report([sniOff]))).toBe('1 warning in 2 files');
  expect(summaryLine(report([sniOff], { suppressed: 2, baselined: 1 }), { canFix: true })).toBe(
    '1 warning in 2 files (1 fixable with --fix, 2 suppressed, 1 in the baseline)',
  );
  expect(
    summaryLine(
      report([
        { ...sniOff, severity: 'info' },
        { ...sniOff, severity: 'info' },
      ]),
    ),
  ).toBe('2 infos in 2 files');
});

test('a clean run says what was looked at', () => {
  expect(formatPretty(report([]))).toBe('clean: 2 files, 9 dials, 6 checked against declared apps\n');
  const root = {
    path: 'a',
    nginx: { version: null, source: 'unknown' },
    servers: 1,
    dials: 1,
    checkedDials: 0,
  } as const;
  expect(summaryLine(report([], { roots: [root], suppressed: 3 }))).toBe('clean: 2 files, 1 dial, 3 suppressed');
  const files = [{ path: 'a', role: 'included', status: 'unreadable' }] as const;
  expect(summaryLine(report([], { roots: [], files }))).toBe('clean: 1 file (1 unreadable), 0 dials');
});

test('the summary counts by severity and rule', () => {
  expect(summarize(report([sniOff, wrongPort, sniOff], { baselined: 4 }))).toEqual({
    files: 2,
    error: 1,
    warning: 2,
    info: 0,
    suppressed: 0,
    baselined: 4,
    fixable: 2,
    byRule: { 'binding-wrong-port': 1, 'proxy-ssl-server-name-off': 2 },
    byCategory: { bindings: 1, tls: 2 },
    byFile: { 'conf.d/api.conf': 2, 'nginx/default.conf': 1 },
    byServer: {},
  });
});

test('colours only when asked for, and only those', () => {
  const evil = finding(at(pass, '\u001b[31m'), {
    message: '\u001b]0;title\u0007',
    help: '\u009b31m',
    scope: ['\u001b'],
  });
  expect(formatPretty(report([evil]))).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  const colored = formatPretty(report([sniOff]), { colors: picocolors.createColors(true) });
  expect(colored.startsWith('\u001b[1m\u001b[33mwarning[proxy-ssl-server-name-off]')).toBe(true);
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(formatPretty(report([sniOff])));
});

test('no secret gets out by any door', () => {
  const [span] = marked('a.conf', 'proxy_pass «http://bob:hunter2@app»;\n');
  const leaky = finding(at(span, 'see hunter2'), {
    message: 'dials with `hunter2`',
    help: 'not http://bob:hunter2@app',
    prevents: { log: 'upstream: "http://bob:hunter2@app/"' },
    nginx: { message: 'invalid port in "hunter2"' },
  });
  const text = formatPretty(report([leaky]));
  expect(text).not.toContain('hunter2');
  expect(text).toContain('proxy_pass http://bob:*******@app;');
});
