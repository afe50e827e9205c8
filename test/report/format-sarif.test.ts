// sarif: valid by OASIS' schema and by Microsoft's validator, and true about places, fixes and what was held back.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import multitool from '@microsoft/sarif-multitool';
import { Ajv, type AnySchemaObject } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import type { Log, Result, Run } from 'sarif';
import { describe, expect, test } from 'vitest';
import { prose } from '../../rules/prose.generated.ts';
import { FORMATS, type FormatOptions, fingerprints, type Report, type RuleInfo } from '../../src/report/index.ts';
import { difficultReport, facts, OBEYED, OPTIONS } from './difficult.ts';
import { at, finding, marked, report } from './sample.ts';

const sarif = await FORMATS.sarif.load();

const SCHEMA = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
// it is written in draft 4 and uses nothing that draft 7 reads otherwise but its name
const { $schema: _draft4, id: _id, ...rules } = JSON.parse(readFileSync(SCHEMA, 'utf8')) as AnySchemaObject;
const validate = ajv.compile(rules);

const RULE: RuleInfo = {
  id: 'proxy-ssl-server-name-off',
  category: 'tls',
  severity: 'warning',
  confidence: 'high',
  presets: ['recommended', 'strict'],
  summary: 'One sentence. And another.',
  prose: prose['proxy-ssl-server-name-off']!,
};
const options: FormatOptions = { ...OPTIONS, rules: [RULE] };

const [pass, sni] = marked('conf.d/a b#1%é.conf', '# é😀 «proxy_pass https://a»;\n«proxy_ssl_server_name off»;\n');
const one = finding(at(pass), {
  message: 'it is so',
  help: 'do it',
  related: [at(sni, 'off here')],
  prevents: { status: 502, log: 'SSL_do_handshake() failed' },
  fixes: [
    {
      title: 'switch it on',
      safety: 'safe',
      edits: [
        { span: sni!, text: 'proxy_ssl_server_name on' },
        { span: sni!.source.span(sni!.end, sni!.end), text: ' # \xc3\xa9' },
      ],
    },
  ],
});

/** The run, once the schema has been asked. */
function runOf(of: Report, given: FormatOptions = options): Run & { results: Result[] } {
  const text = sarif(of, given);
  expect(text).not.toMatch(OBEYED);
  const log = JSON.parse(text) as Log;
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log.runs[0] as Run & { results: Result[] };
}

test('the schema can say no', () => {
  const text = sarif(report([one]), options);
  expect(validate(JSON.parse(text))).toBe(true);
  expect(validate(JSON.parse(text.replace('"startLine": 1', '"startLine": 0')))).toBe(false);
  expect(validate(JSON.parse(text.replaceAll('a%20b%23', 'a b#')))).toBe(false);
});

describe('a run', () => {
  test('who ran, where, with what outcome', () => {
    const run = runOf(report([]), { ...options, cwd: '/w/ünï/deploy x', checkout: '/w/ünï', exitCode: 0 });
    expect(run).toMatchObject({
      tool: { driver: { name: 'nginx-vet', version: '0.1.0', semanticVersion: '0.1.0', rules: [] } },
      invocations: [
        { executionSuccessful: true, exitCode: 0, workingDirectory: { uri: 'file:///w/%C3%BCn%C3%AF/deploy%20x/' } },
      ],
      originalUriBaseIds: { '%SRCROOT%': { uri: 'file:///w/%C3%BCn%C3%AF/' } },
      columnKind: 'utf16CodeUnits',
      results: [],
    });
    expect(run.artifacts!.map(({ location }) => location!.uri)).toEqual([
      'deploy%20x/nginx.conf',
      'deploy%20x/conf.d/api.conf',
    ]);
  });

  test('a file that could not be read is told', () => {
    const run = runOf(report([], { files: [{ path: '../gone.conf', role: 'included', status: 'unreadable' }] }));
    expect(run.invocations![0]!.toolExecutionNotifications).toMatchObject([
      {
        level: 'warning',
        locations: [{ physicalLocation: { artifactLocation: { uri: 'file:///gone.conf', index: 0 } } }],
      },
    ]);
  });

  test('a rule with its page', () => {
    const [rule] = runOf(report([one])).tool.driver.rules!;
    expect(rule).toMatchObject({
      id: RULE.id,
      name: 'ProxySslServerNameOff',
      shortDescription: { text: 'One sentence.' },
      fullDescription: { text: 'One sentence. And another.' },
      defaultConfiguration: { level: 'warning', enabled: true },
      properties: { tags: ['nginx', 'tls'], precision: 'high', 'problem.severity': 'warning' },
    });
    expect(rule!.help!.markdown).toMatch(/^## What it catches\n/);
    expect(rule!.help!.text).toBe(rule!.help!.markdown);
  });

  test('a rule of a plugin, without a page', () => {
    expect(runOf(report([finding(at(pass), { rule: 'mine/x' })])).tool.driver.rules).toEqual([
      { id: 'mine/x', properties: { tags: ['tls'] } },
    ]);
  });
});

describe('a result', () => {
  test('words, places, fixes, fingerprint', () => {
    const [result] = runOf(report([one])).results;
    const uri = { uri: 'conf.d/a%20b%231%25%C3%A9.conf', uriBaseId: '%SRCROOT%' };
    expect(result).toEqual({
      ruleId: RULE.id,
      ruleIndex: 0,
      level: 'warning',
      message: { text: 'it is so\ndo it' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: uri,
            region: { startLine: 1, startColumn: 7, endLine: 1, endColumn: 27 },
          },
          logicalLocations: [{ fullyQualifiedName: 'http > server example.com' }],
        },
      ],
      relatedLocations: [
        {
          id: 0,
          physicalLocation: {
            artifactLocation: uri,
            region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 26 },
          },
          message: { text: 'off here' },
        },
      ],
      partialFingerprints: { 'nginxVet/v1': fingerprints([one])[0] },
      fixes: [
        {
          description: { text: 'switch it on' },
          artifactChanges: [
            {
              artifactLocation: uri,
              replacements: [
                {
                  deletedRegion: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 26 },
                  insertedContent: { text: 'proxy_ssl_server_name on' },
                },
                {
                  deletedRegion: { startLine: 2, startColumn: 26, endLine: 2, endColumn: 26 },
                  insertedContent: { text: ' # é' },
                },
              ],
            },
          ],
          properties: { safety: 'safe' },
        },
      ],
      properties: {
        category: 'tls',
        confidence: 'high',
        root: 'nginx.conf',
        occurrences: 1,
        prevents: { status: 502, log: 'SSL_do_handshake() failed' },
      },
    });
  });

  test('what was held back is there, and says why', () => {
    const two = finding(at(sni), { severity: 'info' });
    const run = runOf(
      report([one], {
        suppressed: 1,
        baselined: 1,
        suppressions: [
          { finding: two, fingerprint: 'a'.repeat(32), kind: 'comment', reason: 'an old app' },
          { finding: one, fingerprint: 'b'.repeat(32), kind: 'baseline' },
        ],
      }),
    );
    expect(run.results.map(({ level, suppressions }) => [level, suppressions])).toEqual([
      ['warning', []],
      ['note', [{ kind: 'inSource', status: 'accepted', justification: 'an old app' }]],
      ['warning', [{ kind: 'external', status: 'accepted' }]],
    ]);
    expect(run.results[2]!.partialFingerprints).toEqual({ 'nginxVet/v1': 'b'.repeat(32) });
    expect(runOf(report([one])).results[0]).not.toHaveProperty('suppressions');
  });

  test('any words: valid, and the same words, file and place', () => {
    fc.assert(
      fc.property(difficultReport, (difficult) => {
        const { results } = runOf(difficult);
        for (const [index, each] of difficult.findings.entries()) {
          const { message, path: file, line, column } = facts(each);
          const { message: said, locations } = results[index]!;
          expect(said.text).toBe(each.help === undefined ? message : `${message}\n${each.help}`);
          const { artifactLocation, region } = locations![0]!.physicalLocation!;
          expect(region).toMatchObject({ startLine: line, startColumn: column });
          const uri = new URL(artifactLocation!.uri!, 'file:///p/');
          expect([uri.search, uri.hash]).toEqual(['', '']);
          expect(fileURLToPath(uri)).toBe(`/p/${file.replace(/\p{Surrogate}/gu, '\ufffd')}`);
        }
      }),
    );
  });
});

/** It misses an address of the project, which has none. Its notes recommend numbers as rule ids and copies of the files. */
const DECLINED = /SARIF2005/;

test('Microsoft’s validator has nothing against it', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-sarif-'));
  try {
    const logs = [
      report([]),
      report([one, finding(at(pass), { related: [], help: 'x {0}' })]),
      ...fc.sample(difficultReport, 8),
    ];
    const files = logs.map((log, index) => {
      const file = path.join(directory, `${index}.sarif`);
      writeFileSync(file, sarif(log, options));
      return file;
    });
    const broken = path.join(directory, 'broken.sarif');
    writeFileSync(broken, readFileSync(files[1]!, 'utf8').replace('"startLine": 1,', '"startLine": 3,'));
    const said = (names: readonly string[]): readonly string[] => {
      const { stdout, error } = spawnSync(multitool, ['validate', ...names, '--level', 'Error;Warning'], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      if (error) throw error;
      expect(stdout).toContain(`${names.length} files scanned`);
      return stdout.split('\n').filter((line) => /: (?:error|warning) /.test(line) && !DECLINED.test(line));
    };
    expect(said(files)).toEqual([]);
    expect(said([broken]).join('\n')).toMatch(/error SARIF\d+/);
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 120_000);
