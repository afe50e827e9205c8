// `-f html`: the command line asks for the traffic and the pages of the rules only for formats that use them.
import { expect, test } from 'vitest';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { run, WARNING } from './support.ts';

const vet = async (...argv: string[]) => {
  const fs = memoryFileSystem({ '/p/nginx.conf': WARNING });
  const result = await run(['nginx.conf', ...argv], { fs });
  return { ...result, fs };
};

test('a page in a file, beside a report on standard output, with picture and rule pages', async () => {
  const { code, out, fs } = await vet('-f', 'pretty', '-f', 'html=report.html');
  expect(code).toBe(1);
  expect(out).toMatch(/^warning\[proxy-pass-localhost\]/);
  const page = Buffer.from(fs.read('/p/report.html')).toString();
  expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect(page).toContain('<svg class="traffic"');
  expect(page).toContain('id="about-proxy-pass-localhost"');
});

test('on standard output, also when there is nothing to find', async () => {
  expect((await vet('-f', 'html', '--min-severity', 'error')).out).toContain('Nothing found');
});

test('with the syntax rules alone nothing is known of the traffic, and nothing is drawn', async () => {
  const { out } = await vet('-f', 'html', '--preset', 'syntax');
  expect(out).toMatch(/^<!doctype html>/);
  expect(out).not.toContain('id="traffic"');
});
