// Plugins as the command line has them: real modules, loaded by the program.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CLEAN, run } from '../cli/support.ts';

const EXAMPLE = path.resolve('fixtures/plugins/no-private-ports/no-private-ports.mjs');
const directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-plugins-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A module with this text. */
function plugin(name: string, text: string): string {
  const file = path.join(directory, `${name}.mjs`);
  writeFileSync(file, text);
  return file;
}

const rule = (id: string, check: string): string =>
  `export default { id: '${id}', category: 'address', messages: { m: 'found' }, *check(view) { ${check} } };`;

const FILES = { '/p/nginx.conf': CLEAN.replace('return 204', 'proxy_pass http://127.0.0.1:9100') };

async function told(words: readonly string[], files: Readonly<Record<string, string>> = FILES) {
  const { code, out, err } = await run([...words, '-f', 'json'], { files });
  const findings = out === '' ? [] : (JSON.parse(out).findings as { rule: string; severity: string }[]);
  return { code, err, rules: findings.map((f) => `${f.severity} ${f.rule}`) };
}

describe('--plugin', () => {
  test('its rules are asked like all others', async () => {
    expect(await told(['check'])).toEqual({ code: 0, err: '', rules: [] });
    expect(await told(['check', '--plugin', EXAMPLE])).toEqual({
      code: 1,
      err: '',
      rules: ['warning no-private-ports'],
    });
    const quiet = await told(['check', '--plugin', EXAMPLE, '--rule', 'no-private-ports=off']);
    expect(quiet).toEqual({ code: 0, err: '', rules: [] });
    expect((await told(['check', '--plugin', EXAMPLE, '--rule', 'no-private-ports=error'])).rules).toEqual([
      'error no-private-ports',
    ]);
    expect((await run(['check', '--rule', 'no-private-ports=error'], { files: FILES })).err).toContain(
      'there is no rule',
    );
  });

  test('print-config knows its rules', async () => {
    const settings = JSON.stringify({ plugins: [EXAMPLE], rules: { 'no-private-ports': 'info' } });
    const { code, out, err } = await run(['print-config', 'nginx.conf'], {
      files: { ...FILES, '/p/.nginx-vet.json': settings },
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/no-private-ports +info +\.nginx-vet\.json:1/);
  });

  test('comments know its rules', async () => {
    const held = {
      '/p/nginx.conf': FILES['/p/nginx.conf'].replace(
        '9100;',
        '9100; # nginx-vet-disable-line no-private-ports -- why',
      ),
    };
    expect(await told(['check', '--plugin', EXAMPLE], held)).toEqual({ code: 0, err: '', rules: [] });
    expect((await told(['check'], held)).rules).toEqual(['warning suppression-unknown-rule']);
  });

  test('the settings name plugins, and set their rules', async () => {
    const settings = (level: string) => ({
      ...FILES,
      '/p/.nginx-vet.json': JSON.stringify({ plugins: [EXAMPLE], rules: { 'no-private-ports': level } }),
    });
    expect((await told(['check'], settings('error'))).rules).toEqual(['error no-private-ports']);
    expect((await told(['check'], settings('off'))).rules).toEqual([]);
    const twice = await told(['check', '--plugin', EXAMPLE], settings('info'));
    expect(twice).toEqual({ code: 0, err: '', rules: ['info no-private-ports'] });
  });
});

describe('a plugin that fails is told with its name, the others go on, and the exit code is 2', () => {
  test.each([
    ['is not there', () => path.join(directory, 'nowhere.mjs'), 'it cannot be loaded: '],
    ['is no JavaScript', () => plugin('syntax', 'export default {'), 'it cannot be loaded: '],
    ['throws when it is loaded', () => plugin('load', 'throw new Error("no luck");'), 'it cannot be loaded: no luck'],
    ['throws no error', () => plugin('odd', 'throw "luck";'), 'it cannot be loaded: luck'],
    ['brings no rule', () => plugin('none', 'export const x = 1;'), 'it has no default export'],
    [
      'brings something else',
      () => plugin('else', 'export default { id: "a-b" };'),
      'its rule (`a-b`): its `category` must be one of',
    ],
    [
      'takes an id of nginx-vet',
      () => plugin('clash', rule('proxy-pass-localhost', '')),
      'has the id of another rule: `proxy-pass-localhost`',
    ],
    [
      'throws while it runs',
      () => plugin('run', rule('it-throws', 'null.x')),
      'its rule `it-throws` failed on `nginx.conf`: Cannot read',
    ],
    [
      'throws after a finding',
      () =>
        plugin('late', rule('late-throw', "yield { message: 'm', at: view.hops()[0].pass }; throw new Error('late')")),
      'failed on `nginx.conf`: late',
    ],
    [
      'speaks of a message that is not there',
      () => plugin('message', rule('no-message', "yield { message: 'x', at: view.hops()[0].pass }")),
      'has no message `x`',
    ],
  ])('%s', async (_, file, said) => {
    const named = file();
    const { code, err, rules } = await told(['check', '--plugin', named, '--plugin', EXAMPLE]);
    expect(code).toBe(2);
    expect(rules).toEqual(['warning no-private-ports']);
    expect(err).toContain(`nginx-vet: plugin ${path.relative('/p', named)}: `);
    expect(err).toContain(said);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('two plugins with one id: the first one has it', async () => {
    const other = plugin('other', rule('no-private-ports', ''));
    const { code, err, rules } = await told(['check', '--plugin', EXAMPLE, '--plugin', other]);
    expect([code, rules]).toEqual([2, ['warning no-private-ports']]);
    expect(err).toContain('other.mjs: its rule has the id of another rule');
  });

  test('settings that speak of its rules: why they are not known is said first', async () => {
    const broken = plugin('broken', 'throw new Error("no luck");');
    const files = {
      ...FILES,
      '/p/.nginx-vet.json': JSON.stringify({ plugins: [broken], rules: { 'my-rule': 'off' } }),
    };
    const { code, err } = await run(['check'], { files });
    expect(code).toBe(2);
    expect(err).toMatch(
      /^nginx-vet: plugin .*broken\.mjs: it cannot be loaded: no luck\nnginx-vet: unknown rule `my-rule`/,
    );
  });

  test('a baseline without its findings is not written', async () => {
    const files = FILES;
    const { code, err } = await run(['baseline', '--plugin', plugin('bad', rule('bad-one', 'null.x'))], { files });
    expect(code).toBe(2);
    expect(err).toContain('a plugin failed: nothing was written');
  });
});
