/** Does the nginx of this machine say what we say: on the tokenizer's table, and on texts made by chance? */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { realFileSystem } from '../../src/fs/index.ts';
import { tokenizerCases } from '../syntax/tokenizer-cases.ts';
import { truth } from '../truth/harness/needs.ts';
import { nginxVersion } from '../truth/harness/tools.ts';
import { type Answer, Nginx } from './ask-nginx.ts';
import { Dice, mutated, soup } from './chance.ts';
import { cases } from './recorded.ts';
import { errorsOf, isCovered, load, said } from './support.ts';

truth('the tokenizer against nginx', ['nginx'], () => {
  let nginx: Nginx;
  beforeAll(() => {
    nginx = new Nginx();
  });
  afterAll(() => nginx.remove());

  it.each(tokenizerCases.map((c) => [c.name, c] as const))('%s', (_, { text, says }) => {
    nginx.write('nginx.conf', text);
    const { ok, message, line } = nginx.ask();
    if (says === undefined) {
      // what it lacks beside its tokens is no matter here
      expect(ok || !isCovered(message!)).toBe(true);
      return;
    }
    expect(`${message} @${line}`).toBe(says);
  });
});

truth('texts made by chance against nginx', ['nginx'], () => {
  let nginx: Nginx;
  beforeAll(() => {
    nginx = new Nginx();
    nginx.write('inc/a.conf', 'types_hash_max_size 1024;\n');
    nginx.write('inc/b.conf', '# nothing\n');
    nginx.write('inc/bad.conf', '\n\nroot a b;\n');
    nginx.write('inc/brace.conf', '\n}\n');
    nginx.write('inc/quote.conf', 'root "x;\n');
    nginx.write('sub/.keep', '');
  });
  afterAll(() => nginx.remove());

  /** What is wrong with our answer about the text; undefined when nothing. */
  function disagreement(text: string): string | undefined {
    nginx.write('nginx.conf', text);
    const version = NginxVersion.parse(nginxVersion!)!;
    const tree = load(realFileSystem, 'nginx.conf', version, nginx.directory);
    if (tree.files.some((file) => file.template !== undefined)) return undefined;
    const ours = said(errorsOf(tree, version)[0], nginx.directory);
    const theirs: Answer = nginx.ask();
    const { ok, message, file, line } = theirs;
    const tell = (what: string) =>
      `${what}\n  nginx: ${ok ? 'accepts it' : `${message} in ${file}:${line}`}\n  ours:  ${ours}\n  ${JSON.stringify(text)}`;
    if (ok) return ours === undefined ? undefined : tell('we refuse what nginx accepts');
    if (isCovered(message!)) {
      const place = line === undefined ? '' : ` in ${file}:${line}`;
      const said = Buffer.from(`${message}${place}`, 'latin1').toString();
      const isSame = line === undefined ? ours?.startsWith(`${said} in `) : ours === said;
      return isSame ? undefined : tell('we say another thing first');
    }
    const [, ourFile, ourLine] = /^[\s\S]* in (.*):(\d+)$/.exec(ours ?? '') ?? [];
    return ourFile === file && Number(ourLine) < (line ?? 0) ? tell('nginx says something else later') : undefined;
  }

  it('agrees on tokens thrown together', () => {
    const dice = new Dice(20261121);
    const wrong = Array.from({ length: 250 }, () => disagreement(soup(dice))).filter((d) => d !== undefined);
    expect(wrong.join('\n')).toBe('');
  });

  it('agrees on configurations with a byte or a line changed', () => {
    const dice = new Dice(4096);
    const bases = cases
      .filter(({ files, verdict }) => Object.keys(files).join() === 'nginx.conf' && !verdict('1.22.1')?.error)
      .map(({ files }) => files['nginx.conf'])
      // stream and mail are modules of their own in many packages; certificates lie elsewhere
      .filter(
        (text): text is string =>
          typeof text === 'string' && !/stream|mail|certs\/|error_log|aio|degradation|limit_req_zone|http2/.test(text),
      );
    expect(bases.length).toBeGreaterThan(150);
    const wrong = Array.from({ length: 250 }, () => disagreement(mutated(dice, bases))).filter((d) => d !== undefined);
    expect(wrong.join('\n')).toBe('');
  });
});
