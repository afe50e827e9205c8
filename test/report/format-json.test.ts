import fs from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprints, formatJson, REPORT_SCHEMA_ID } from '../../src/report/index.ts';
import { CATEGORIES, CONFIDENCES, type Finding, SEVERITIES } from '../../src/rule/index.ts';
import { SourceText } from '../../src/text/index.ts';
import { at, finding, marked, report } from './sample.ts';

const schema = JSON.parse(fs.readFileSync('schemas/report.v1.schema.json', 'utf8')) as AnySchemaObject;
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

interface JsonReport {
  readonly findings: readonly Record<string, unknown>[];
  readonly summary: Record<string, unknown>;
}

function parsed(findings: readonly Finding[], more: Parameters<typeof report>[1] = {}): JsonReport {
  const value = JSON.parse(formatJson(report(findings, more))) as JsonReport;
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
  return value;
}

const [pass, sni] = marked('nginx.conf', '# é😀\n# é😀 «proxy_pass https://a»;\n«proxy_ssl_server_name off»;\n');
const full = finding(at(pass, 'here'), {
  message: 'a "quoted"\nmessage \u0000\u001b[31m',
  related: [at(sni, 'there')],
  help: 'do it',
  prevents: { status: 502, log: 'SSL_do_handshake() failed' },
  nginx: { message: 'bad', file: '/etc/nginx/nginx.conf', line: 3 },
  fixes: [{ title: 'switch it on', safety: 'safe', edits: [{ span: sni!, text: 'proxy_ssl_server_name on' }] }],
});

test('a report as design §4 has it', () => {
  expect(formatJson(report([full]))).toMatchInlineSnapshot(`
    "{
      "$schema": "https://nginx-vet/schemas/report.v1.schema.json",
      "version": 1,
      "tool": {
        "name": "nginx-vet",
        "version": "0.1.0"
      },
      "summary": {
        "files": 2,
        "error": 0,
        "warning": 1,
        "info": 0,
        "suppressed": 0,
        "baselined": 0,
        "fixable": 1,
        "byRule": {
          "proxy-ssl-server-name-off": 1
        },
        "byCategory": {
          "tls": 1
        },
        "byFile": {
          "nginx.conf": 1
        },
        "byServer": {},
        "durationMs": 41
      },
      "roots": [
        {
          "path": "nginx.conf",
          "nginx": {
            "version": null,
            "source": "unknown"
          },
          "servers": 1,
          "dials": 9
        }
      ],
      "files": [
        {
          "path": "nginx.conf",
          "role": "main",
          "status": "ok"
        },
        {
          "path": "conf.d/api.conf",
          "role": "included",
          "status": "ok"
        }
      ],
      "findings": [
        {
          "rule": "proxy-ssl-server-name-off",
          "category": "tls",
          "severity": "warning",
          "confidence": "high",
          "root": "nginx.conf",
          "message": "a \\"quoted\\"\\nmessage \\u0000\\u001b[31m",
          "help": "do it",
          "file": "nginx.conf",
          "line": 2,
          "column": 7,
          "endLine": 2,
          "endColumn": 27,
          "scope": [
            "http",
            "server example.com"
          ],
          "occurrences": 1,
          "related": [
            {
              "file": "nginx.conf",
              "line": 3,
              "column": 1,
              "endLine": 3,
              "endColumn": 26,
              "label": "there"
            }
          ],
          "prevents": {
            "status": 502,
            "log": "SSL_do_handshake() failed"
          },
          "nginx": {
            "message": "bad",
            "file": "/etc/nginx/nginx.conf",
            "line": 3
          },
          "fingerprint": "ed388767951aa58f899920936313fe00",
          "docs": "rules/tls/proxy-ssl-server-name-off.md",
          "fixes": [
            {
              "title": "switch it on",
              "safety": "safe",
              "edits": [
                {
                  "file": "nginx.conf",
                  "start": 40,
                  "end": 65,
                  "text": "proxy_ssl_server_name on"
                }
              ]
            }
          ]
        }
      ]
    }
    "
  `);
});

test('real output is valid, with and without the optional parts', () => {
  parsed([]);
  parsed([full, finding(at(pass))]);
  parsed([finding(at(pass), { prevents: {}, nginx: { message: 'no events' } })], { suppressed: 2, durationMs: 0.4 });
});

test('the time of each stage, to a tenth of a millisecond', () => {
  const { summary } = parsed([], {
    stageMs: new Map([
      ['search', 1.26],
      ['rule', 0.04],
    ]),
  });
  expect(summary).toMatchObject({ durationMs: 41, stageMs: { search: 1.3, rule: 0 } });
});

test('the schema is closed, describes every property, and knows every severity and category', () => {
  const objects: Record<string, unknown>[] = [];
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node) objects.push(node as Record<string, unknown>);
    for (const value of Object.values(node)) collect(value);
  };
  collect(schema);
  expect(objects.length).toBeGreaterThan(10);
  for (const object of objects) {
    expect(object.additionalProperties).toBe(false);
    for (const property of Object.values(
      object.properties as Record<string, { description?: string; $ref?: string }>,
    )) {
      expect(property.description ?? property.$ref).toBeTruthy();
    }
  }
  for (const severity of SEVERITIES) parsed([finding(at(pass), { severity })]);
  for (const confidence of CONFIDENCES) parsed([finding(at(pass), { confidence })]);
  for (const category of CATEGORIES) parsed([finding(at(pass), { category })]);
  expect(schema.$id).toBe(REPORT_SCHEMA_ID);
  expect(validate({ ...JSON.parse(formatJson(report([]))), extra: 1 })).toBe(false);
});

test('columns are UTF-16 units, edits are bytes', () => {
  const [found] = parsed([full]).findings;
  expect(found).toMatchObject({ line: 2, column: 7, endLine: 2, endColumn: 27 });
  const { edits } = (found!.fixes as { edits: { start: number; end: number }[] }[])[0]!;
  expect(edits[0]).toMatchObject({ start: sni!.start, end: sni!.end });
  expect(Buffer.from(sni!.source.text, 'latin1').subarray(sni!.start, sni!.end).toString()).toBe(
    'proxy_ssl_server_name off',
  );
});

test('places and edits of a cut-out text are those of its origin', () => {
  const dump = SourceText.fromString('dump.txt', 'header\nfoo other\n  on;\n');
  const inner = SourceText.cut('nginx.conf', [dump.span(7, 11), dump.span(16, 17), dump.span(19, dump.length)]);
  const [found] = parsed([
    finding(at(inner.span(0, 3)), {
      fixes: [
        { title: 'in one run', safety: 'safe', edits: [{ span: inner.span(0, 3), text: 'bar' }] },
        { title: 'over indentation', safety: 'safe', edits: [{ span: inner.span(4, 7), text: 'bar' }] },
        { title: 'over what is not part of it', safety: 'safe', edits: [{ span: inner.span(0, 7), text: 'bar' }] },
      ],
    }),
  ]).findings;
  expect(found).toMatchObject({ file: 'dump.txt', line: 2, column: 1 });
  expect(found!.fixes).toEqual([
    { title: 'in one run', safety: 'safe', edits: [{ file: 'dump.txt', start: 7, end: 10, text: 'bar' }] },
    { title: 'over indentation', safety: 'safe', edits: [{ file: 'dump.txt', start: 16, end: 21, text: 'bar' }] },
  ]);
});

test('fixes that would carry out a secret, or bytes that are no text, stay inside', () => {
  const [span] = marked('a.conf', 'proxy_set_header Authorization "Basic c2VjcmV0MQ";\n«x»;\n');
  const [found] = parsed([
    finding(at(span), {
      fixes: [
        {
          title: 'secret',
          safety: 'safe',
          edits: [{ span: span!, text: 'proxy_set_header Authorization "Basic c2V";' }],
        },
        { title: 'bytes', safety: 'safe', edits: [{ span: span!, text: 'a\xff' }] },
        { title: 'plain', safety: 'safe', edits: [{ span: span!, text: '# \xc3\xa9' }] },
      ],
    }),
  ]).findings;
  expect(
    (found!.fixes as { title: string; edits: { text: string }[] }[]).map((f) => [f.title, f.edits[0]!.text]),
  ).toEqual([['plain', '# é']]);
});

test('secrets are redacted in every text', () => {
  const [span] = marked('a.conf', '«proxy_pass http://bob:hunter2@app»;');
  const text = formatJson(
    report([
      finding(at(span, 'hunter2'), {
        message: 'hunter2',
        help: 'hunter2',
        scope: ['location /hunter2'],
        directive: 'proxy_pass http://bob:hunter2@app',
        related: [at(span, 'hunter2')],
        prevents: { log: 'hunter2' },
        nginx: { message: 'hunter2' },
        fixes: [{ title: 'hunter2', safety: 'safe', edits: [{ span: span!, text: 'hunter2' }] }],
      }),
    ]),
  );
  expect(text).not.toContain('hunter2');
});

test('given fingerprints are used, others are computed', () => {
  expect(parsed([full]).findings[0]!.fingerprint).toBe(fingerprints([full])[0]);
  const given = 'a'.repeat(32);
  expect(parsed([full], { fingerprintOf: () => given }).findings[0]!.fingerprint).toBe(given);
});

test('a page for each rule, where the caller says it is', () => {
  const text = formatJson(report([full]), { docs: (rule, category) => `https://docs/${category}/${rule}` });
  expect(text).toContain('"docs": "https://docs/tls/proxy-ssl-server-name-off"');
});

test('any bytes and words: valid, and safe to print', () => {
  const words = fc.string({ unit: 'binary', maxLength: 30 });
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(70),
      fc.nat(70),
      words,
      words,
      (bytes, a, b, message, path) => {
        const source = SourceText.fromBytes(path, bytes);
        const [start, end] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
        const span = source.span(start, end);
        const found = finding(at(span, message), { message, scope: [message], related: [at(span, message)] });
        const text = formatJson(report([found]));
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
        expect(text.endsWith('}\n')).toBe(true);
        validate(JSON.parse(text));
        expect(validate.errors ?? []).toEqual([]);
      },
    ),
  );
});
