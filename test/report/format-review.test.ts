// gitlab and rdjson: what review tools read, by their own rules.
import fs from 'node:fs';
import { RDFormatValidator } from '@umbrelladocs/rdformat-validator';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS, type FormatOptions, fingerprints, type Report } from '../../src/report/index.ts';
import { difficultReport, facts, OBEYED, OPTIONS } from './difficult.ts';
import { at, finding, marked, report } from './sample.ts';

const gitlab = await FORMATS.gitlab.load();
const rdjson = await FORMATS.rdjson.load();

const schema = JSON.parse(
  fs.readFileSync('test/report/schemas/gitlab-code-quality.schema.json', 'utf8'),
) as AnySchemaObject;
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

const [pass, sni] = marked('conf.d/é.conf', '# é😀 «proxy_pass https://a»;\n«proxy_ssl_server_name off»;\n');
const one = finding(at(pass), { message: 'it is so', help: 'do it' });

describe('gitlab', () => {
  interface Issue {
    readonly description: string;
    readonly fingerprint: string;
    readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
  }
  function issues(of: Report, options = OPTIONS): readonly Issue[] {
    const text = gitlab(of, options);
    expect(text).not.toMatch(OBEYED);
    const value = JSON.parse(text) as readonly Issue[];
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
    return value;
  }

  test('a list, empty when nothing was found', () => {
    expect(gitlab(report([]), OPTIONS)).toBe('[]\n');
    expect(issues(report([one]))).toEqual([
      {
        description: 'it is so',
        check_name: 'proxy-ssl-server-name-off',
        fingerprint: fingerprints([one])[0],
        severity: 'major',
        location: { path: 'conf.d/é.conf', lines: { begin: 1, end: 1 } },
        content: { body: 'do it' },
      },
    ]);
  });

  test('fingerprints are different where GitLab would show findings as one', () => {
    const found = issues(report([one, { ...one, message: 'it is not so', key: 'other' }]));
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  test('files are named from the checkout', () => {
    const options: FormatOptions = { ...OPTIONS, cwd: '/work/repo/deploy', checkout: '/work/repo' };
    expect(issues(report([one]), options)[0]!.location.path).toBe('deploy/conf.d/é.conf');
  });

  test('any words', () => {
    fc.assert(
      fc.property(difficultReport, (difficult) => {
        const found = issues(difficult);
        expect(found.map(({ description, location }) => [description, location.path, location.lines.begin])).toEqual(
          difficult.findings.map((each) => {
            const { message, path, line } = facts(each);
            return [message, path, line];
          }),
        );
      }),
    );
  });
});

describe('rdjson', () => {
  interface Diagnostic {
    readonly message: string;
    readonly location: { readonly path: string; readonly range: { readonly start: { line: number; column: number } } };
    readonly suggestions?: readonly { readonly range: object; readonly text: string }[];
  }
  const validator = new RDFormatValidator({ strictMode: true, allowExtraFields: false });

  async function diagnostics(of: Report): Promise<readonly Diagnostic[]> {
    const text = rdjson(of, OPTIONS);
    expect(text).not.toMatch(OBEYED);
    const { valid, errors } = await validator.validateString(text);
    expect([valid, errors]).toEqual([true, []]);
    return (JSON.parse(text) as { diagnostics: readonly Diagnostic[] }).diagnostics;
  }

  test('the validator can say no', async () => {
    expect((await validator.validateString('{"diagnostics":[{"message":"x"}]}')).valid).toBe(false);
  });

  test('columns are bytes; nothing found is an empty list', async () => {
    expect(await diagnostics(report([]))).toEqual([]);
    const [found] = await diagnostics(report([one]));
    expect(found).toEqual({
      message: 'it is so\nhelp: do it',
      location: { path: 'conf.d/é.conf', range: { start: { line: 1, column: 10 }, end: { line: 1, column: 30 } } },
      severity: 'WARNING',
      code: { value: 'proxy-ssl-server-name-off' },
    });
  });

  test('one suggestion: the safest fix, its edits as one run; none where it is no text, another file or a secret', async () => {
    const [, elsewhere] = marked('b.conf', '«a» «b»');
    const edits = [
      { span: sni!, text: 'proxy_ssl_server_name on' },
      { span: pass!.source.span(pass!.start, pass!.start), text: '\xc3\xa9' },
    ];
    const suggested = async (fixes: (typeof one)['fixes']) =>
      (await diagnostics(report([finding(at(pass), { fixes })])))[0]!.suggestions;
    expect(
      await suggested([
        { title: 'first', safety: 'suggestion', edits: [{ span: pass!, text: 'no' }] },
        { title: 'safest', safety: 'safe', edits },
      ]),
    ).toEqual([
      {
        range: { start: { line: 1, column: 10 }, end: { line: 2, column: 26 } },
        text: 'éproxy_pass https://a;\nproxy_ssl_server_name on',
      },
    ]);
    expect(await suggested([{ title: 't', safety: 'safe', edits: [{ span: pass!, text: '\xff' }] }])).toBe(undefined);
    expect(await suggested([{ title: 't', safety: 'safe', edits: [{ span: elsewhere!, text: 'x' }] }])).toBe(undefined);
    const secret = 'proxy_set_header Authorization "Basic c2VjcmV0MQ=="';
    expect(await suggested([{ title: 't', safety: 'safe', edits: [{ span: pass!, text: secret }] }])).toBe(undefined);
    expect(await suggested([{ title: 't', safety: 'safe', edits: [{ span: pass!, text: '' }] }])).toEqual([
      { range: { start: { line: 1, column: 10 }, end: { line: 1, column: 30 } }, text: '' },
    ]);
  });

  test('any words', async () => {
    await fc.assert(
      fc.asyncProperty(difficultReport, async (difficult) => {
        const found = await diagnostics(difficult);
        expect(found.map(({ message, location }) => [message, location.path, location.range.start.line])).toEqual(
          difficult.findings.map((each) => {
            const { message, path, line } = facts(each);
            return [each.help === undefined ? message : `${message}\nhelp: ${each.help}`, path, line];
          }),
        );
        for (const [index, { suggestions }] of found.entries()) {
          if (suggestions === undefined) continue;
          const [{ edits }] = difficult.findings[index]!.fixes as [(typeof one)['fixes'][number]];
          expect(suggestions[0]!.text).toBe(Buffer.from(edits[0]!.text, 'latin1').toString());
        }
      }),
    );
  });
});
