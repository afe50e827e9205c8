/**
 * Does any input end in a report, whatever its bytes: with every rule, in every format, and as a try of the fixes? Every span
 * lies in its file, and nothing takes long.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { InputError, type Report } from '../../src/engine/index.ts';
import { fixAll } from '../../src/fix/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { formatJson, formatPretty } from '../../src/report/index.ts';
import type { Span } from '../../src/text/index.ts';
import { checkOf } from './support.ts';

/** Milliseconds for one text of a few hundred bytes; a slow machine needs a tenth of it. */
const LONG = 5000;

function assertInside({ source, start, end }: Span): void {
  expect(start).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(source.length);
}

/** Checks and fixes one file beside others: throws what must not be. */
function survives(name: string, bytes: Uint8Array, others: Readonly<Record<string, string | Uint8Array>> = {}): void {
  const started = performance.now();
  const request = checkOf(memoryFileSystem({ [`/p/${name}`]: bytes, ...others }), [name]);
  let report: Report;
  try {
    report = fixAll({ check: request, unsafe: true, rules, only: () => true }).before;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return;
  }
  for (const { primary, related, fixes } of report.findings) {
    assertInside(primary.span);
    for (const { span } of related) assertInside(span);
    for (const { edits } of fixes) for (const { span } of edits) assertInside(span);
  }
  expect(formatPretty(report, { canFix: true })).toContain('\n');
  expect(JSON.parse(formatJson(report)).findings).toHaveLength(report.findings.length);
  expect(performance.now() - started).toBeLessThan(LONG);
}

const bytes = fc.uint8Array({ maxLength: 200 });
/** No NUL: a file that has one is refused before anything else is done. */
const text = bytes.map((all) => all.map((byte) => byte || 0x20));

/** What configurations are made of, in any order. */
const words = fc.array(
  fc.oneof(
    { arbitrary: fc.constantFrom(...' \n;{}"\'#\\$'.split('')), weight: 4 },
    {
      arbitrary: fc.constantFrom(
        ...'events http server location upstream stream mail map geo if include listen server_name proxy_pass'.split(
          ' ',
        ),
        ...'fastcgi_pass uwsgi_pass grpc_pass proxy_set_header proxy_http_version keepalive zone resolver return'.split(
          ' ',
        ),
        ...'rewrite set try_files ssl_certificate proxy_ssl_verify limit_req log_format types default root alias'.split(
          ' ',
        ),
      ),
      weight: 6,
    },
    {
      arbitrary: fc.constantFrom(
        ...'/ ~ ^~ = on off 80 443 ssl localhost:1 http://localhost:1/ http://u unix:/a.sock: $host ${a} $1 u 1m -1'.split(
          ' ',
        ),
        ...'^/(?<a>.*)$ [::]:80 127.0.0.1:1 Host Connection "" Upgrade 5s {{ }} {% %} \xe9 \xff \u001b[31m \xef\xbb\xbf'.split(
          ' ',
        ),
      ),
      weight: 5,
    },
  ),
  { maxLength: 60 },
);
const config = words.map((all) => Buffer.from(all.join(' '), 'latin1'));

const GOOD = `events {}
http {
    upstream u { server a:1 max_fails=3; keepalive 8; }
    server {
        listen 80;
        location ~ ^/(a|b)/ { proxy_pass http://u; proxy_set_header Host $host; proxy_http_version 1.1; }
        location / { if ($arg_a) { return 302 /x; } proxy_pass http://localhost:3000/; }
        location ~ \\.php$ { fastcgi_pass unix:/run/php.sock; fastcgi_index "index.php"; include fastcgi_params; }
    }
}
`;
/** A sound configuration of which a few places are replaced. */
const damaged = fc
  .array(
    fc.record({
      at: fc.nat(GOOD.length),
      cut: fc.nat(12),
      put: fc.constantFrom('', '"', "'", '{', '}', ';', '\\', '$', '#', '\n'),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((cuts) =>
    Buffer.from(
      cuts.reduce((so, { at, cut, put }) => so.slice(0, at) + put + so.slice(at + cut), GOOD),
      'latin1',
    ),
  );

describe('check with every rule, and fixes', () => {
  test('of any bytes', () => {
    fc.assert(
      fc.property(bytes, (any) => survives('nginx.conf', any)),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(text, (any) => survives('site.conf', any)),
      { numRuns: 200 },
    );
  });

  test('of words in any order', () => {
    fc.assert(
      fc.property(config, (any) => survives('nginx.conf', any)),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(config, (any) =>
        survives('nginx.conf', Buffer.concat([Buffer.from('events {} http { server { location / { '), any])),
      ),
      { numRuns: 200 },
    );
  });

  test('of a damaged configuration', () => {
    fc.assert(
      fc.property(damaged, (any) => survives('nginx.conf', any)),
      { numRuns: 100 },
    );
  });

  test('beside declarations of any bytes', () => {
    fc.assert(
      fc.property(text, text, (compose, pool) =>
        survives('nginx.conf', Buffer.from(GOOD), { '/p/compose.yaml': compose, '/p/php-fpm.d/www.conf': pool }),
      ),
      { numRuns: 100 },
    );
  });

  test('of what is included', () => {
    const main = Buffer.from(
      'events {}\nhttp { include a.conf; server { include a.conf; location / { include a.conf; } } }\n',
    );
    fc.assert(
      fc.property(fc.oneof(text, config), (any) => survives('nginx.conf', main, { '/p/a.conf': any })),
      { numRuns: 100 },
    );
  });
});

describe('texts in other texts', () => {
  const any = fc.oneof(text, config, damaged);

  test('a dump', () => {
    fc.assert(
      fc.property(any, any, (one, other) =>
        survives(
          'dump.txt',
          Buffer.concat([
            Buffer.from('# configuration file /etc/nginx/nginx.conf:\n'),
            one,
            Buffer.from('\n\n# configuration file /etc/nginx/conf.d/a.conf:\n'),
            other,
          ]),
        ),
      ),
      { numRuns: 100 },
    );
  });

  test('a ConfigMap, as a block and after a key', () => {
    fc.assert(
      fc.property(any, any, (one, other) => {
        const block = Buffer.from(Buffer.from(one).toString('latin1').replaceAll('\n', '\n    '), 'latin1');
        const head = Buffer.from('apiVersion: v1\nkind: ConfigMap\ndata:\n  nginx.conf: |\n    events {}\n    ');
        survives('map.yaml', Buffer.concat([head, block, Buffer.from('\n  site.conf: '), other]));
      }),
      { numRuns: 100 },
    );
  });

  test('a snippet of an ingress', () => {
    const key = '    nginx.ingress.kubernetes.io/server-snippet: ';
    const head = Buffer.from(`kind: Ingress\nmetadata:\n  annotations:\n${key}`);
    fc.assert(
      fc.property(any, fc.constantFrom('', '"', "'", '|\n      ', '>-\n      '), (one, quote) =>
        survives('ingress.yaml', Buffer.concat([head, Buffer.from(quote), one])),
      ),
      { numRuns: 150 },
    );
  });

  test('a page', () => {
    fc.assert(
      fc.property(any, (one) => survives('page.md', Buffer.concat([Buffer.from('# A\n\n```nginx\n'), one]))),
      { numRuns: 100 },
    );
  });
});
