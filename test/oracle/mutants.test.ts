/** Does the nginx of this machine say what we say about configurations with one fresh mistake each? Other ones every run. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NginxVersion, variantsOf } from '../../src/catalog/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { fromByteString } from '../../src/text/index.ts';
import { validate } from '../../src/validate/index.ts';
import { truth } from '../truth/harness/needs.ts';
import { nginxVersion } from '../truth/harness/tools.ts';
import { Nginx } from './ask-nginx.ts';
import { Dice } from './chance.ts';
import { mutant } from './mutate.ts';
import { cases } from './recorded.ts';
import { load, PREFIX } from './support.ts';

/** A number makes the run of that seed again. */
const seed = Number(process.env.NGINX_VET_SEED ?? Math.floor(Math.random() * 2 ** 31));
const COUNT = Number(process.env.NGINX_VET_MUTANTS ?? 400);

/** What depends on the machine: names, files, users, sockets. */
const OF_THE_MACHINE =
  /^(?:host not found|bind\(\)|socket\(\)|getpwnam|getgrnam|mkdir\(\)|chown\(|(?:open|stat|pread)\(\)|cannot load|the size \d+ of shared memory zone|mmap\(|shmget|malloc|posix_memalign|could not build|PEM_read|SSL_|BIO_|invalid event type|using (?:regex|variable) "[\s\S]*" requires PCRE library|unknown directive "max_headers")/;

/** So do modules, which packages leave out or bring as files of their own: `unknown directive` about a known name. */
function isOfTheMachine(message: string): boolean {
  const unknown = /^unknown directive "([^"]*)"$/.exec(message)?.[1];
  return OF_THE_MACHINE.test(message) || (unknown !== undefined && variantsOf(unknown).length > 0);
}

truth('configurations with one fresh mistake', ['nginx'], () => {
  let nginx: Nginx;
  beforeAll(() => {
    nginx = new Nginx();
  });
  afterAll(() => nginx.remove());

  const version = NginxVersion.parse(nginxVersion ?? '1.22.1')!.of('oss');

  /** Our first error; null for what looks like a template (`$URI`), which nothing is said about. */
  function ours(text: string): string | null | undefined {
    const fs = memoryFileSystem({
      [`${PREFIX}/nginx.conf`]: Buffer.from(text, 'latin1'),
      [`${PREFIX}/logs/.keep`]: '',
    });
    const tree = load(fs, 'nginx.conf', version);
    if (tree.files.some((file) => file.template !== undefined)) return null;
    const first = validate(tree, version).find((d) => d.nginx && d.severity === undefined);
    if (!first) return undefined;
    const { message, line } = first.nginx!;
    const where = line === undefined ? '' : ` in nginx.conf:${line}`;
    const said = fromByteString(message).replaceAll(`${PREFIX}/`, '');
    return said.endsWith(where) ? said : said + where;
  }

  it(`seed ${seed}: no error on what nginx accepts, and the same verdict, words and line on at least 97 %`, () => {
    const dice = new Dice(seed);
    const bases = cases
      .filter(({ files, verdict }) => Object.keys(files).join() === 'nginx.conf' && !verdict('1.22.1')?.error)
      .map(({ files }) => files['nginx.conf'])
      // stream and mail are modules of their own in many packages; certificates lie elsewhere
      .filter(
        (text): text is string =>
          typeof text === 'string' && !/stream|mail|certs\/|aio|degradation|error_log/.test(text),
      );
    const refusedWrongly: string[] = [];
    const differing: string[] = [];
    let asked = 0;
    for (let tries = 0; asked < COUNT && tries < COUNT * 4; tries++) {
      const made = mutant(dice, bases);
      if (!made || made.text.includes('error_log')) continue;
      const text = Buffer.from(made.text, 'utf8').toString('latin1');
      const said = ours(text);
      if (said === null) continue;
      nginx.write('nginx.conf', text);
      const answer = nginx.ask();
      const message = answer.message && Buffer.from(answer.message, 'latin1').toString();
      if (!answer.ok && (message === undefined || isOfTheMachine(message))) continue;
      asked++;
      const where = answer.line === undefined ? '' : ` in ${answer.file}:${answer.line}`;
      const theirs = message === undefined ? undefined : message.endsWith(where) ? message : message + where;
      if (said === theirs) continue;
      const tell = `${made.kind}\n  nginx: ${theirs ?? 'accepts it'}\n  ours:  ${said ?? 'nothing'}\n${made.text}`;
      (theirs === undefined ? refusedWrongly : differing).push(tell);
    }
    process.stderr.write(
      `fresh mutants, seed ${seed} (NGINX_VET_SEED=${seed} repeats it): ${asked} asked, ${differing.length + refusedWrongly.length} differ\n`,
    );
    expect(refusedWrongly.join('\n---\n')).toBe('');
    expect(differing.length / asked, differing.join('\n---\n')).toBeLessThan(0.03);
  });
});
