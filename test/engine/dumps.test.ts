// Are nginx -T dumps read as nginx wrote them, and are findings those of the original files?
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { realFileSystem } from '../../src/fs/index.ts';
import { fingerprints, formatJson, formatPretty } from '../../src/report/index.ts';
import { FEW, filesOf, foundIn, MAIN, report as reportAll, SITE } from './support.ts';

const report: typeof reportAll = (disk, paths, request) => reportAll(disk, paths, { rules: FEW, ...request });

/** What `nginx -T` prints of files. */
function dumpOf(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .map(([name, text]) => `# configuration file ${name}:\n${text}\n`)
    .join('');
}

const TREE = { '/etc/nginx/nginx.conf': MAIN, '/etc/nginx/conf.d/site.conf': SITE };
const OK =
  'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n';

const checked = (dump: string, more: Parameters<typeof report>[2] = {}) =>
  report({ files: { '/p/dump.txt': dump } }, ['dump.txt'], more);

/** `rule path:line:column` */
function placesIn({ findings }: ReturnType<typeof report>): readonly string[] {
  return findings.map(({ rule, primary: { span } }) => {
    const { line, column } = span.source.position(span.start);
    return `${rule} ${span.source.path}:${line}:${column}`;
  });
}

const FOUND = ['proxy-pass-localhost /etc/nginx/conf.d/site.conf:4:27'];

describe('a dump', () => {
  test('is a tree of its own: findings have the original file and line', () => {
    const found = checked(dumpOf(TREE));
    expect(filesOf(found)).toEqual(['/etc/nginx/nginx.conf main ok', '/etc/nginx/conf.d/site.conf included ok']);
    expect(placesIn(found)).toEqual(FOUND);
    expect(found.roots).toMatchObject([{ path: '/etc/nginx/nginx.conf', servers: 1, dials: 1, dump: 'dump.txt' }]);
  });

  test('has the findings, and the fingerprints, of the tree it was made of', () => {
    const files = Object.fromEntries(
      Object.entries(TREE).map(([name, text]) => [name.replace('/etc/nginx', '/p'), text]),
    );
    const original = report({ files }, ['nginx.conf'], { bindings: false });
    const found = checked(dumpOf(TREE));
    expect(found.findings.map((f) => f.message)).toEqual(original.findings.map((f) => f.message));
    expect(fingerprints(found.findings)).toEqual(fingerprints(original.findings));
  });

  test('says where it shows the place', () => {
    const found = checked(OK + dumpOf(TREE));
    expect(JSON.parse(formatJson(found)).findings[0]).toMatchObject({
      file: '/etc/nginx/conf.d/site.conf',
      line: 4,
      dump: { file: 'dump.txt', line: 13, column: 27 },
    });
    expect(JSON.parse(formatJson(found)).roots[0].dump).toBe('dump.txt');
    expect(formatPretty(found)).toContain('┌─ /etc/nginx/conf.d/site.conf:4:27 (dump.txt:13)');
  });

  test('has no fix that could be made here', () => {
    const files = {
      '/etc/nginx/nginx.conf': MAIN,
      '/etc/nginx/conf.d/site.conf': SITE.replace('localhost', '127.0.0.1:3000/a b'),
    };
    const safeties = (r: ReturnType<typeof report>) => r.findings.flatMap((f) => f.fixes.map((fix) => fix.safety));
    const local = report({ files: { '/p/nginx.conf': MAIN, '/p/conf.d/site.conf': SITE } }, ['nginx.conf']);
    expect(safeties(local).length).toBeGreaterThan(0);
    for (const dump of [checked(dumpOf(TREE)), checked(dumpOf(files))])
      expect(safeties(dump).filter((safety) => safety !== 'suggestion')).toEqual([]);
  });

  test('is recognised on standard input and in a directory', () => {
    const bytes = Buffer.from(dumpOf(TREE));
    const fs = report({ files: { '/p/a.conf': SITE } }, [], { texts: [{ name: 'stdin', bytes }] });
    expect(placesIn(fs)).toEqual(FOUND);
    for (const name of ['dump.txt', 'nginx-T', 'nginx.log', 'web1.conf'])
      expect(placesIn(report({ files: { [`/p/d/${name}`]: dumpOf(TREE) } }, ['d']))).toEqual(FOUND);
  });

  test('reads nothing of this machine, neither files nor declared apps', () => {
    const files = {
      '/p/dump.txt': dumpOf({ '/etc/nginx/nginx.conf': MAIN, '/etc/nginx/conf.d/a.conf': SITE }),
      '/etc/nginx/conf.d/other.conf': 'nonsense;\n',
      '/p/conf.d/other.conf': 'nonsense;\n',
      '/p/compose.yaml': 'services:\n  a:\n    build: [\n',
    };
    const found = report({ files }, ['dump.txt']);
    expect(foundIn(found)).toEqual(['proxy-pass-localhost /etc/nginx/conf.d/a.conf']);
    expect(found.roots[0]?.checkedDials).toBe(0);
  });

  test.each([
    ['before', OK + dumpOf(TREE)],
    ['after', dumpOf(TREE) + OK],
    ['between', dumpOf({ '/etc/nginx/nginx.conf': MAIN }) + OK + dumpOf({ '/etc/nginx/conf.d/site.conf': SITE })],
    ['inside', dumpOf(TREE).replace('    location', `${OK}    location`)],
    ['with a warning', `nginx: [warn] conflicting server name "a" on 0.0.0.0:80, ignored\n${dumpOf(TREE)}`],
    ['as a log', `2026/01/01 10:00:00 [warn] 7#7: the "user" directive …\n${dumpOf(TREE)}`],
    ['after a prompt', `root@web1:~# nginx -T\n${OK}${dumpOf(TREE)}`],
  ])('what nginx says of the test is nobody’s content: %s', (_, dump) => {
    expect(placesIn(checked(dump))).toEqual(FOUND);
    expect(checked(dump).findings).toHaveLength(1);
  });

  test('of Windows, or sent through it', () => {
    const found = checked(dumpOf(TREE).replaceAll('\n', '\r\n'));
    expect(placesIn(found)).toEqual(FOUND);
    const main = 'C:\\nginx/conf/nginx.conf';
    expect(
      placesIn(checked(dumpOf({ [main]: MAIN, 'C:\\nginx/conf/conf.d/site.conf': SITE }).replaceAll('\n', '\r\n'))),
    ).toEqual(['proxy-pass-localhost C:\\nginx/conf/conf.d/site.conf:4:27']);
  });

  test('of a relative prefix', () => {
    const found = checked(dumpOf({ 'p/nginx.conf': MAIN, 'p/conf.d/site.conf': SITE }));
    expect(placesIn(found)).toEqual(['proxy-pass-localhost p/conf.d/site.conf:4:27']);
  });

  test('of a prefix that the settings have for something else', () => {
    expect(placesIn(checked(dumpOf(TREE), { prefix: 'nginx' }))).toEqual(FOUND);
  });

  test('whose includes go through `..`', () => {
    const files = {
      '/etc/nginx/nginx.conf': 'events {}\nhttp {\n    include ../shared/site.conf;\n}\n',
      '/etc/nginx/../shared/site.conf': SITE,
    };
    expect(placesIn(checked(dumpOf(files)))).toEqual(['proxy-pass-localhost /etc/nginx/../shared/site.conf:4:27']);
  });
});

describe('what a dump lacks', () => {
  test('is no error: it may have been taken out', () => {
    const main =
      'events {}\nhttp {\n    include secret.conf;\n    include mime.types;\n    include conf.d/*.conf;\n}\n';
    const found = checked(dumpOf({ '/etc/nginx/nginx.conf': main }));
    expect(found.findings).toMatchObject([
      {
        rule: 'include-missing',
        severity: 'info',
        message: '`/etc/nginx/secret.conf` is not among the files that were given: what it sets is not known',
      },
    ]);
  });

  test('a dump that was cut in the middle says so, and the rest is judged', () => {
    const dump = dumpOf({ ...TREE, '/etc/nginx/conf.d/z.conf': SITE.repeat(3) });
    const found = checked(dump.slice(0, dump.lastIndexOf('proxy_pass') + 14));
    expect(placesIn(found)).toEqual([
      ...FOUND,
      'proxy-pass-localhost /etc/nginx/conf.d/z.conf:4:27',
      'proxy-pass-localhost /etc/nginx/conf.d/z.conf:10:27',
      'unreadable-file /etc/nginx/conf.d/z.conf:16:23',
    ]);
    expect(found.findings[3]?.message).toBe(
      '`dump.txt` ends in the middle of `/etc/nginx/conf.d/z.conf`: what follows is not known',
    );
  });

  test('a part that nothing includes is judged for itself', () => {
    const dump = dumpOf({ '/etc/nginx/nginx.conf': 'events {}\nhttp {\n}\n', '/etc/nginx/sites-enabled/a': SITE });
    expect(placesIn(checked(dump))).toEqual(['proxy-pass-localhost /etc/nginx/sites-enabled/a:4:27']);
    expect(checked(dump).roots).toHaveLength(2);
  });

  test('what `-g "include …"` brought stands before the main file', () => {
    const dump = dumpOf({ '/etc/nginx/g.conf': 'worker_priority 1;\n', ...TREE });
    expect(checked(dump).roots.map((r) => r.path)).toEqual(['/etc/nginx/nginx.conf', '/etc/nginx/g.conf']);
    expect(placesIn(checked(dump))).toEqual(FOUND);
  });
});

describe('lines that look like a header', () => {
  const HEADER = '# configuration file /x/y:\n';

  test.each([
    ['at the beginning of a file', HEADER + SITE, 5],
    ['inside of a block', SITE.replace('    location', `${HEADER}    location`), 5],
    ['that name a file again', SITE.replace('server', '# configuration file /etc/nginx/nginx.conf:\nserver'), 5],
    ['that are prose', SITE.replace('server', '# configuration file for the shop:\nserver'), 5],
  ])('%s are comments', (_, site, line) => {
    const found = checked(dumpOf({ ...TREE, '/etc/nginx/conf.d/site.conf': site }));
    expect(placesIn(found)).toEqual([`proxy-pass-localhost /etc/nginx/conf.d/site.conf:${line}:27`]);
    expect(found.roots).toHaveLength(1);
  });

  test('a configuration that begins with such a comment is no dump', () => {
    const files = { '/p/nginx.conf': `# configuration file /etc/nginx/nginx.conf:\n${MAIN}`, '/p/conf.d/a.conf': SITE };
    expect(foundIn(report({ files }, ['nginx.conf'], { bindings: false }))).toEqual([
      'proxy-pass-localhost conf.d/a.conf',
    ]);
    const other = { '/p/site.conf': `# the shop\n# configuration file /etc/nginx/conf.d/shop.conf:\n${SITE}` };
    expect(foundIn(report({ files: other }, ['site.conf']))).toEqual(['proxy-pass-localhost site.conf']);
  });

  test('nor is one with such a comment further down', () => {
    const site = `${SITE}# configuration file /a:\n# configuration file /b:\n`;
    expect(foundIn(report({ files: { '/p/site.conf': site } }, ['site.conf']))).toEqual([
      'proxy-pass-localhost site.conf',
    ]);
  });
});

test('empty files, and files without an end of line, keep their lines', () => {
  const files = {
    '/etc/nginx/nginx.conf': 'events {}\nhttp { include conf.d/*; }',
    '/etc/nginx/conf.d/a': '',
    '/etc/nginx/conf.d/b': '\n\n',
    '/etc/nginx/conf.d/c': 'nonsense;',
  };
  const found = checked(dumpOf(files));
  expect(filesOf(found).map((line) => line.split(' ')[0])).toEqual(Object.keys(files));
  expect(placesIn(found)).toEqual(['unknown-directive /etc/nginx/conf.d/c:1:1']);
});

test('a dump of any bytes ends in a report or in a refusal', () => {
  const piece = fc.constantFrom(
    ...[
      '# configuration file /a:\n',
      '# configuration file b:\n',
      '# configuration file :\n',
      '# configuration file \n',
    ],
    ...['server {', '}', '\n', '\r\n', ';', 'include *;', 'include a;', 'events {}\n', 'http {', OK, '"', '\xff', 'é'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const found = checked(`# configuration file /n.conf:\n${pieces.join('')}`);
      for (const { primary } of found.findings) {
        expect(primary.span.end).toBeLessThanOrEqual(primary.span.source.length);
        const shown = primary.span.source.shownBy;
        if (shown) expect(shown.text).toBe(primary.span.source.text);
      }
    }),
    { numRuns: 300 },
  );
});

describe('nginx itself', () => {
  const nginx = process.env.NGINX_BIN ?? 'nginx';
  const isHere = spawnSync(nginx, ['-v']).status === 0;
  if (!isHere && process.env.CI === 'true') throw new Error('nginx is needed in CI');
  if (!isHere) console.warn('nginx is not installed: its dumps are not compared');

  test.skipIf(!isHere)('prints what is read as the files it was made of', () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'dump-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const files: Record<string, string> = {
      'nginx.conf': `pid ${directory}/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n    access_log off;\n    include conf.d/*.conf;\n    include more/last.conf;\n}`,
      'conf.d/a.conf': `# configuration file /x/y:\n${SITE.replace('80', '127.0.0.1:18080')}`,
      'conf.d/b.conf': '',
      'conf.d/c.conf': '# comment\r\nmap $host $x {\r\n    default 1;\r\n}',
      'conf.d/d.conf': '\n\n',
      'more/last.conf': SITE.replace('80', '127.0.0.1:18081').replace('server {', 'server {\n# configuration file /z:'),
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
      writeFileSync(path.join(directory, name), text);
    }
    const dump = execFileSync(nginx, ['-T', '-c', path.join(directory, 'nginx.conf')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const original = report(realFileSystem, [path.join(directory, 'nginx.conf')], { cwd: '/', bindings: false });
    const found = checked(dump.toString('latin1'));
    const plain = (r: typeof found) =>
      placesIn(r).map((place) => place.replace(directory.slice(1), '').replace(' /', ' '));
    expect(plain(found).map((p) => p.replace(/^(\S+ )\//, '$1'))).toEqual(
      plain(original).map((p) => p.replace(/^(\S+ )\//, '$1')),
    );
    expect(found.findings.length).toBeGreaterThan(0);
    expect(fingerprints(found.findings)).toEqual(fingerprints(original.findings));
    const texts = new Map(found.roots.length === 1 ? filesOf(found).map((line) => [line.split(' ')[0], line]) : []);
    expect([...texts.keys()]).toEqual(Object.keys(files).map((name) => path.join(directory, name)));
  });
});
