// compact and github: one line a finding, read back as editors and GitHub's runner read it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/report/cells.ts';
import { FORMATS, type FormatOptions } from '../../src/report/index.ts';
import { difficultReport, facts, OBEYED, OPTIONS } from './difficult.ts';
import { at, finding, marked, report } from './sample.ts';

const compact = await FORMATS.compact.load();
const github = await FORMATS.github.load();

const [pass, block] = marked('conf.d/a b#1%é😀,c:d.conf', '# é😀 «proxy_pass https://a»;\n«server {\n}»\n');
const one = finding(at(pass), { message: 'x: 50% of `a`, b', help: 'do it' });
const info = finding(at(block), { severity: 'info', message: 'over lines' });
const error = finding(at(block), { severity: 'error', message: 'grave' });

describe('compact', () => {
  test('a line for each, in the order of the report', () => {
    expect(compact(report([one, info]), OPTIONS)).toBe(
      'conf.d/a b#1%é😀,c:d.conf:1:7: warning: x: 50% of `a`, b [proxy-ssl-server-name-off]\n' +
        'conf.d/a b#1%é😀,c:d.conf:2:1: info: over lines [proxy-ssl-server-name-off]\n',
    );
    expect(compact(report([]), OPTIONS)).toBe('');
  });

  test('any words: each line is one finding, and says it', () => {
    fc.assert(
      fc.property(difficultReport, (difficult) => {
        const text = compact(difficult, OPTIONS);
        expect(text).not.toMatch(OBEYED);
        const lines = text.split('\n');
        expect(lines.pop()).toBe('');
        expect(lines).toEqual(
          difficult.findings.map((each) => {
            const { path: file, line, column, message } = facts(each);
            return `${plain(file)}:${line}:${column}: ${each.severity}: ${plain(message)} [${each.rule}]`;
          }),
        );
      }),
    );
  });

  const hasVim = isThere('vim');
  test.runIf(process.env.CI === 'true')('CI has vim', () => expect(hasVim).toBe(true));
  test.skipIf(!hasVim)('Vim jumps to the places with the errorformat it begins with', () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-vim-'));
    try {
      const [span] = marked('a b#1%é.conf', 'x\n  «y»\n');
      writeFileSync(
        path.join(directory, 'errors'),
        compact(report([finding(at(span), { message: 'it: is' })]), OPTIONS),
      );
      const script =
        "set nocp|cfile errors|call writefile(map(getqflist(), {_, e -> bufname(e.bufnr).'|'.e.lnum.'|'.e.col.'|'.e.valid.'|'.e.text}), 'out')|qa!";
      execFileSync('vim', ['-u', 'NONE', '-es', '-N', '-c', script], { cwd: directory, timeout: 20_000 });
      expect(readFileSync(path.join(directory, 'out'), 'utf8')).toBe(
        'a b#1%é.conf|2|3|1| warning: it: is [proxy-ssl-server-name-off]\n',
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('github', () => {
  test('the gravest first; columns only within a line; properties escaped', () => {
    expect(github(report([one, info, error]), OPTIONS)).toBe(
      '::error file=conf.d/a b#1%25é😀%2Cc%3Ad.conf,line=2,endLine=3,title=proxy-ssl-server-name-off::grave\n' +
        '::warning file=conf.d/a b#1%25é😀%2Cc%3Ad.conf,line=1,endLine=1,col=7,endColumn=27,title=proxy-ssl-server-name-off::x: 50%25 of `a`, b%0Ahelp: do it\n' +
        '::notice file=conf.d/a b#1%25é😀%2Cc%3Ad.conf,line=2,endLine=3,title=proxy-ssl-server-name-off::over lines\n',
    );
    expect(github(report([]), OPTIONS)).toBe('');
  });

  test('files are named from the checkout', () => {
    const options: FormatOptions = { ...OPTIONS, cwd: '/work/repo/deploy', checkout: '/work/repo' };
    expect(github(report([one]), options)).toContain('file=deploy/conf.d/a b');
  });

  test('any words: one command a line, and the runner reads what was said', () => {
    fc.assert(
      fc.property(difficultReport, (difficult) => {
        const text = github(difficult, OPTIONS);
        expect(text).not.toMatch(OBEYED);
        const commands = text.split('\n').slice(0, -1).map(asTheRunner);
        expect(commands.length).toBe(difficult.findings.length);
        for (const each of difficult.findings) {
          const { path: file, line, message } = facts(each);
          const command = commands.find(({ properties }) => properties.file === visible(file))!;
          expect(command.properties).toMatchObject({ line: String(line), title: each.rule });
          expect(command.data).toBe(
            visible(message) + (each.help === undefined ? '' : `\nhelp: ${visible(each.help)}`),
          );
        }
      }),
    );
  });
});

/** Line ends can be told, other control characters cannot. */
function visible(text: string): string {
  return text
    .split(/([\r\n])/)
    .map((part) => (/^[\r\n]$/.test(part) ? part : plain(part)))
    .join('');
}

/** As actions/runner (ActionCommand.cs) takes a line apart. */
function asTheRunner(line: string): { readonly properties: Readonly<Record<string, string>>; readonly data: string } {
  const [, list = '', data = ''] = /^::(?:error|warning|notice) (.*?)::(.*)$/.exec(line) ?? [];
  const properties = list.split(',').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    return [name, unescaped(value, ['%0D', '%0A', '%3A', '%2C', '%25'])] as const;
  });
  return { properties: Object.fromEntries(properties), data: unescaped(data, ['%0D', '%0A', '%25']) };
}

function unescaped(text: string, codes: readonly string[]): string {
  return codes.reduce(
    (rest, code) => rest.replaceAll(code, String.fromCharCode(Number.parseInt(code.slice(1), 16))),
    text,
  );
}

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
