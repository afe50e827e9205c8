/** Are includes followed as nginx follows them, and is it told what cannot be followed? */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { realFileSystem } from '../../src/fs/index.ts';
import { SourceText } from '../../src/text/index.ts';
import { includeChain, loadConfig } from '../../src/tree/index.ts';
import { all, loadFiles, outline, problems } from './support.ts';

const names = (tree: ReturnType<typeof loadFiles>) => all(tree.statements).map((d) => d.name);

describe('where a path leads', () => {
  it('starts at the main file’s directory, also in an included file', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {} include sub/a.conf;',
      '/app/sub/a.conf': 'include sub/b.conf; include b.conf;',
      '/app/sub/b.conf': 'user right;',
      '/app/b.conf': 'pid right;',
    });
    expect(names(tree)).toEqual(['events', 'include', 'include', 'user', 'include', 'pid']);
    expect(problems(tree)).toEqual([]);
  });

  it('starts at --prefix', () => {
    const files = { '/app/nginx.conf': 'events {} include a.conf;', '/etc/nginx/a.conf': 'user a;' };
    expect(names(loadFiles(files, { prefix: '/etc/nginx' }))).toContain('user');
    expect(problems(loadFiles(files))).toEqual(['missing /app/a.conf']);
  });

  it('is replaced by the path map, the first mapping first', () => {
    const tree = loadFiles(
      {
        '/app/nginx.conf':
          'events {} include /etc/nginx/conf.d/*.conf; include /etc/nginxes/a.conf; include /srv/a.conf;',
        '/app/d/a.conf': 'user a;',
        '/app/srv/a.conf': 'pid a;',
      },
      {
        pathMap: [
          { from: '/etc/nginx/conf.d', to: '/app/d' },
          { from: '/etc/nginx', to: '/none' },
          { from: '/srv/', to: '/app/srv' },
        ],
      },
    );
    expect(names(tree).filter((name) => name !== 'include')).toEqual(['events', 'user', 'pid']);
    expect(problems(tree)).toEqual(['unseen /etc/nginxes/a.conf']);
  });

  it('may go up', () => {
    const tree = loadFiles({ '/app/nginx.conf': 'events {} include ../shared/a.conf;', '/shared/a.conf': 'user a;' });
    expect(names(tree)).toContain('user');
  });

  it('of /etc/nginx in a checkout is the checkout’s own', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {} include /etc/nginx/conf.d/*.conf;',
      '/app/conf.d/a.conf': 'user a;',
    });
    expect(names(tree)).toContain('user');
  });

  it('is read literally where nginx does so: no variables, quotes removed, escapes resolved', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {} include "a b.conf"; include $x.conf;',
      '/app/a b.conf': 'user a;',
      '/app/$x.conf': 'pid x;',
    });
    expect(names(tree)).toEqual(['events', 'include', 'user', 'include', 'pid']);
  });

  it('ends at a NUL, as for the C library', () => {
    const tree = loadFiles({ '/app/nginx.conf': 'events {} include a.conf\0x;', '/app/a.conf': 'user a;' });
    expect(names(tree)).toContain('user');
  });

  it('needs one argument and a semicolon', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {} include a.conf b.conf; include; include a.conf',
      '/app/a.conf': 'user a;',
    });
    expect(names(tree)).not.toContain('user');
    expect(problems(tree)).toEqual([]);
  });
});

describe('a pattern', () => {
  it('names files in byte order', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {} include d/*;',
      ...Object.fromEntries(['10', '9', 'b', 'B', 'a', '.hidden'].map((n) => [`/app/d/${n}`, `env ${n};`])),
    });
    expect(
      all(tree.statements)
        .filter((d) => d.name === 'env')
        .map((d) => d.args[0]),
    ).toEqual(['10', '9', 'B', 'a', 'b']);
  });

  it('that matches nothing is no problem', () => {
    expect(problems(loadFiles({ '/app/nginx.conf': 'events {} include d/*.conf; include [x].conf;' }))).toEqual([]);
  });

  it('that matches a directory stops nginx', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {} include d/*;',
      '/app/d/a': 'user a;',
      '/app/d/b/x': '',
      '/app/d/c': 'pid c;',
    });
    expect(problems(tree)).toEqual(['directory /app/d/b']);
    expect(names(tree)).toEqual(['events', 'include', 'user', 'pid']);
  });

  it('is a plain name to geo before 1.29.8', () => {
    const files = { '/app/nginx.conf': 'events {} http { geo $g { include geo/*; } }', '/app/geo/a': '10.0.0.0/8 x;' };
    const of = (version: string | undefined) => {
      const tree = loadFiles(files, version === undefined ? {} : { version: NginxVersion.parse(version)! });
      return [problems(tree).join(), names(tree).includes('10.0.0.0/8')];
    };
    expect(of('1.28.0')).toEqual(['missing /app/geo/*', false]);
    expect(of('1.29.8')).toEqual(['', true]);
    expect(of(undefined)).toEqual(['', true]);
  });
});

describe('contexts', () => {
  it('are those of the place of the include: one file, two occurrences', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {} http { include a.conf; server { include a.conf; location / { include a.conf; } } }',
      '/app/a.conf': 'root /x;',
    });
    const roots = all(tree.statements).filter((d) => d.name === 'root');
    expect(roots.map((d) => d.context)).toEqual(['http', 'server', 'location']);
    expect(new Set(roots.map((d) => d.file)).size).toBe(1);
    expect(roots.map((d) => d.via?.context)).toEqual(['http', 'server', 'location']);
    expect(tree.files.map((f) => f.path)).toEqual(['/app/nginx.conf', '/app/a.conf']);
  });

  it.each([
    ['map $a $b { include e; }', '@map', true],
    ['types { include e; }', '@types', true],
    ['geo $g { include e; }', '@geo', true],
    ['server { if ($uri) { include e; } }', 'if-in-server', true],
    ['server { location / { if ($uri) { include e; } } }', 'if-in-location', true],
    ['server { location / { limit_except GET { include e; } } }', 'limit_except', true],
    ['upstream u { include e; }', 'upstream', true],
    ['split_clients $a $b { include e; }', '@split_clients', false],
    ['charset_map a b { include e; }', '@charset_map', false],
  ])('%s', (body, context, isFollowed) => {
    const tree = loadFiles({ '/app/nginx.conf': `events {} http { ${body} }`, '/app/e': 'entry value;' });
    const include = all(tree.statements).find((d) => d.name === 'include')!;
    expect(include.context).toBe(context);
    expect(names(tree).includes('entry')).toBe(isFollowed);
    if (isFollowed) expect(all(tree.statements).find((d) => d.name === 'entry')!.context).toBe(context);
  });

  it('know the chain that leads to a statement', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {}\ninclude a;',
      '/app/a': '\ninclude b;',
      '/app/b': 'user x;',
    });
    const user = all(tree.statements).find((d) => d.name === 'user')!;
    expect(includeChain(user).map((f) => f.path)).toEqual(['/app/nginx.conf', '/app/a', '/app/b']);
  });

  it('put included statements after their include, files in order of reading', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {} http { include s/*; server { listen 3; } }',
      '/app/s/1': 'server { include inner; }',
      '/app/s/2': 'server { listen 2; }',
      '/app/inner': 'listen 1;',
    });
    expect(outline(tree.statements)).toEqual([
      'events (main)',
      'http (main)',
      '  include s/* (http)',
      '  server (http)',
      '    include inner (server)',
      '    listen 1 (server)',
      '  server (http)',
      '    listen 2 (server)',
      '  server (http)',
      '    listen 3 (server)',
    ]);
    expect(tree.files.map((f) => f.path)).toEqual(['/app/nginx.conf', '/app/s/1', '/app/inner', '/app/s/2']);
  });
});

describe('circles', () => {
  it.each([
    ['direct', { '/app/nginx.conf': 'events {} include nginx.conf;' }, ['cycle /app/nginx.conf']],
    [
      'indirect',
      { '/app/nginx.conf': 'events {} include a;', '/app/a': 'include b;', '/app/b': 'include a;' },
      ['cycle /app/a'],
    ],
    [
      'by pattern',
      { '/app/nginx.conf': 'events {} include *.conf;', '/app/a.conf': 'user a;' },
      ['cycle /app/nginx.conf'],
    ],
    [
      'by another spelling',
      { '/app/nginx.conf': 'events {} include ./x/../nginx.conf;', '/app/x/y': '' },
      ['cycle /app/./x/../nginx.conf'],
    ],
  ])('%s', (_, files, expected) => {
    expect(problems(loadFiles(files as Record<string, string>))).toEqual(expected);
  });

  it('tell the files they lead through', () => {
    const tree = loadFiles({
      '/app/nginx.conf': 'events {} include a;',
      '/app/a': 'include b;',
      '/app/b': 'include a;',
    });
    expect(tree.includeProblems[0]!.chain).toEqual(['/app/nginx.conf', '/app/a', '/app/b', '/app/a']);
  });

  it('are no reason to refuse a file that is included twice', () => {
    const tree = loadFiles({ '/app/nginx.conf': 'events {} include a; include a;', '/app/a': 'env A;' });
    expect(problems(tree)).toEqual([]);
    expect(names(tree).filter((name) => name === 'env')).toHaveLength(2);
  });

  it('that only multiply end, too', () => {
    const files: Record<string, string> = { '/app/nginx.conf': 'events {} include 0;' };
    for (let i = 0; i < 40; i++) files[`/app/${i}`] = `include ${i + 1}; include ${i + 1};`;
    files['/app/40'] = 'env A;';
    expect(new Set(loadFiles(files).includeProblems.map((p) => p.kind))).toEqual(new Set(['excess']));
  });
});

describe('what is not there', () => {
  it.each([
    ['a missing file', { '/app/nginx.conf': 'events {} include a;' }, ['missing /app/a']],
    ['a directory', { '/app/nginx.conf': 'events {} include a;', '/app/a/b': '' }, ['directory /app/a']],
    ['an unreadable file', { '/app/nginx.conf': 'events {} include a;', '/app/a': null }, ['unreadable /app/a']],
    [
      'a file of the machine',
      { '/app/nginx.conf': 'events {} include /srv/a; include /etc/nginx/a; include /etc/nginx/*.d/*;' },
      ['unseen /srv/a', 'unseen /etc/nginx/a', 'unseen /etc/nginx/*.d/*'],
    ],
    [
      'a file that nginx’s packages install',
      { '/app/nginx.conf': 'events {} http { include mime.types; include /etc/nginx/fastcgi_params; }' },
      [],
    ],
    [
      'where packages put their modules',
      {
        '/app/nginx.conf':
          'include /etc/nginx/modules-enabled/*.conf; include /usr/share/nginx/modules/*.conf; events {}',
      },
      [],
    ],
    [
      'a name that is no UTF-8',
      { '/app/nginx.conf': Buffer.from('events {} include a\xff;', 'latin1') },
      ['unseen a\ufffd'],
    ],
    [
      'anything a template names',
      { '/app/nginx.conf': 'events {} include {{ x }}.conf; include a.conf; {% if x %} user a; {% endif %}' },
      ['unseen a.conf'],
    ],
  ])('%s', (_, files, expected) => {
    const tree = loadFiles(files as Record<string, string>);
    expect(problems(tree)).toEqual(expected);
  });

  it('is missing for sure where nginx runs', () => {
    const tree = loadFiles({ '/etc/nginx/nginx.conf': 'events {} include /srv/a;' }, { path: '/etc/nginx/nginx.conf' });
    expect(problems(tree)).toEqual(['missing /srv/a']);
  });

  it.each([
    ['/src/docker/rootfs/etc/nginx/nginx.conf', 'unseen'],
    ['/src/root/usr/local/nginx/conf/nginx.conf', 'unseen'],
    ['/src/server1/etc/nginx/nginx.conf', 'missing'],
    ['/src/rootfs/nginx.conf', 'missing'],
  ])('may be put beside what is laid over an image: %s', (path, kind) => {
    const tree = loadFiles({ [path]: 'events {} include a;' }, { path });
    expect(tree.includeProblems.map((problem) => problem.kind)).toEqual([kind]);
  });

  it('lists unreadable files once', () => {
    const tree = loadFiles({ '/app/nginx.conf': 'events {} include a; include a;', '/app/a': null });
    expect(tree.unreadable).toEqual(['/app/a']);
  });
});

describe('fragments', () => {
  it('find their files in a directory above, and do not call others missing', () => {
    const tree = loadFiles(
      {
        '/app/sites/shop': 'server { include snippets/tls.conf; include snippets/none.conf; }',
        '/app/snippets/tls.conf': 'listen 443;',
      },
      { path: '/app/sites/shop' },
    );
    expect(names(tree)).toContain('listen');
    expect(problems(tree)).toEqual(['unseen snippets/none.conf']);
  });

  it('are sure of their prefix when it is given', () => {
    const tree = loadFiles(
      { '/app/sites/shop': 'server { include none.conf; }' },
      { path: '/app/sites/shop', prefix: '/app' },
    );
    expect(problems(tree)).toEqual(['missing /app/none.conf']);
  });

  it('may come from no file', () => {
    const source = SourceText.fromString('stdin', 'server { listen 1; }');
    const tree = loadFiles({}, { path: '/app/stdin', source });
    expect(outline(tree.statements)).toEqual(['server (http)', '  listen 1 (server)']);
  });
});

describe('on a real disk', () => {
  let root = '';
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const load = (files: Readonly<Record<string, string>>) => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'nginx-vet-include-')));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    return () =>
      loadConfig({
        fs: realFileSystem,
        path: path.join(root, 'nginx.conf'),
        displayPath: (p) => path.relative(root, p),
      });
  };

  it('sees circles through symbolic links', () => {
    const read = load({ 'nginx.conf': 'events {} include a.conf;', 'a.conf': 'include link.conf;' });
    symlinkSync('a.conf', path.join(root, 'link.conf'));
    expect(problems(read())).toEqual([`cycle ${root}/link.conf`]);
  });

  it('sees circles through linked directories', () => {
    const read = load({ 'nginx.conf': 'events {} include d/a;', 'd/a': 'include e/a;' });
    symlinkSync('d', path.join(root, 'e'));
    expect(problems(read())).toEqual([`cycle ${root}/e/a`]);
  });

  it('tells a dangling link that a pattern matches', () => {
    const read = load({ 'nginx.conf': 'events {} include d/*;', 'd/a': 'user a;' });
    symlinkSync('none', path.join(root, 'd/b'));
    expect(problems(read())).toEqual([`missing ${root}/d/b`]);
  });

  it('tells links that lead nowhere, in a circle, through a file, and names that are too long', () => {
    const long = 'n'.repeat(300);
    const read = load({
      'nginx.conf': `events {} include broken; include one; include nginx.conf/x; include ${long}; include d/*;`,
    });
    mkdirSync(path.join(root, 'd'));
    symlinkSync('none', path.join(root, 'broken'));
    symlinkSync('two', path.join(root, 'one'));
    symlinkSync('one', path.join(root, 'two'));
    symlinkSync('self', path.join(root, 'd/self'));
    expect(read().includeProblems.map((p) => `${p.kind} ${p.code} ${path.relative(root, p.path)}`)).toEqual([
      'missing ENOENT broken',
      'missing ELOOP one',
      'missing ENOTDIR nginx.conf/x',
      `missing ENAMETOOLONG ${long}`,
      'missing ELOOP d/self',
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('tells an unreadable file', () => {
    const read = load({ 'nginx.conf': 'events {} include a;', a: 'user a;' });
    chmodSync(path.join(root, 'a'), 0);
    expect(problems(read())).toEqual([`unreadable ${root}/a`]);
  });
});
