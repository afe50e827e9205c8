// Which configurations are meant by the paths of the command line?
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/engine/index.ts';
import { diskOf, filesOf, foundIn, MAIN, report, SITE } from './support.ts';

const searched = (files: Readonly<Record<string, string>>) =>
  filesOf(report({ files: { '/p/nginx.conf': 'events {}\nhttp {}\n', ...files } }, ['.'], { bindings: false }))
    .map((line) => line.split(' ')[0])
    .filter((path) => path !== 'nginx.conf');

describe('what a directory search takes', () => {
  test.each([
    ['a site without a suffix', 'sites-enabled/shop', SITE],
    ['a snippet', 'snippets/proxy.conf', 'proxy_set_header Host $host;\nproxy_read_timeout 5s;\n'],
    ['fastcgi_params', 'fastcgi_params', 'fastcgi_param QUERY_STRING $query_string;\n'],
    ['mime.types', 'mime.types', 'types {\n    text/html html;\n}\n'],
    ['a template by suffix', 'default.conf.template', 'server {\n    listen ${PORT};\n}\n'],
    [
      'one with modules that nobody knows',
      'default.conf',
      'acme_load a;\nacme_run;\nserver {\n    listen 80;\n    server_name a;\n    location / {\n    }\n}\n',
    ],
    ['a broken one', 'broken.conf', 'server {\n    listen 80\n    server_name a;\n'],
    ['one on a single line', 'one.conf', 'server { listen 80; location / { return 204; } }\n'],
    ['with expectations of a test', 'case.conf', '#! unknown-directive: x\nserver {\n    listen 80;\n}\n'],
  ])('%s', (_, name, text) => {
    expect(searched({ [`/p/${name}`]: text })).toEqual([name]);
  });

  test.each([
    ['a php-fpm pool', 'www.conf', '[www]\nlisten = /run/php.sock\npm = dynamic\n'],
    ['named.conf', 'named.conf', 'options {\n    directory "/var";\n};\nzone "." {\n    type hint;\n};\n'],
    [
      "Debian's named.conf",
      'bind/named.conf',
      'include "/etc/bind/named.conf.options";\ninclude "/etc/bind/named.conf.local";\n',
    ],
    ['a Caddyfile', 'Caddyfile', 'example.com {\n    reverse_proxy app:80\n}\n'],
    ['C', 'main.c', 'int main() {\n    return 0;\n}\n'],
    ['JavaScript without a suffix', 'script', 'function f() {\n  return 1;\n}\nvar a = f();\n'],
    ['YAML', 'a.yaml', 'server:\n  listen: 80\n'],
    ['a shell script', 'run', '#!/bin/sh\nset -e;\nreturn 0;\n'],
    ['VCL', 'default.vcl', 'vcl 4.0;\nbackend default {\n    .host = "a";\n}\n'],
    ['HCL without a suffix', 'server', 'server {\n  enabled = true\n  bootstrap_expect = 3\n}\n'],
    ['HCL of nomad', 'server.hcl', 'server {\n  enabled = true\n}\n'],
    ['logrotate', 'logrotate', '/var/log/nginx/*.log {\n    daily\n}\n'],
    ['a backup', 'nginx.conf.bak', MAIN],
    ["an editor's copy", 'nginx.conf~', MAIN],
    ['an empty file', 'empty.conf', ''],
    ['an INI file', 'x.conf', '[a]\nb=c;\n'],
    ['prose', 'README', 'Use this;\nserver blocks are nice.\n'],
    ['other people’s files', 'node_modules/a/nginx.conf', MAIN],
  ])('not %s', (_, name, text) => {
    expect(searched({ [`/p/${name}`]: text })).toEqual([]);
  });

  test('white space without end is no reason to look long', () => {
    const started = performance.now();
    expect(searched({ '/p/blank.conf': '\n'.repeat(400_000), '/p/semi.conf': ';'.repeat(400_000) })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('links', () => {
  test('a site in sites-enabled and sites-available is judged once', () => {
    const disk = {
      files: { '/p/sites-available/shop': SITE },
      links: { '/p/sites-enabled/shop': '/p/sites-available/shop' },
    };
    const found = report(disk, ['.']);
    expect(found.roots).toHaveLength(1);
    expect(found.findings[0]?.occurrences).toBe(1);
  });

  test('an enabled site is judged in its main configuration, under the name that it is included by', () => {
    const disk = {
      files: {
        '/p/nginx.conf': 'events {}\nhttp {\n    include sites-enabled/*;\n}\n',
        '/p/sites-available/shop': SITE,
        '/p/sites-available/old': SITE,
      },
      links: { '/p/sites-enabled/shop': '/p/sites-available/shop' },
    };
    const found = report(disk, ['.'], { bindings: false });
    expect(filesOf(found)).toEqual([
      'nginx.conf main ok',
      'sites-enabled/shop included ok',
      'sites-available/old fragment ok',
    ]);
  });

  test('circles end', () => {
    const found = report({ files: { '/p/a/site.conf': SITE }, links: { '/p/a/up': '/p', '/p/a/self': '/p/a/self' } }, [
      '.',
    ]);
    expect(filesOf(found)).toEqual(['a/site.conf fragment ok']);
  });

  test('a file named twice, and by a link, is judged once', () => {
    const disk = { files: { '/p/site.conf': SITE }, links: { '/p/link.conf': '/p/site.conf' } };
    expect(report(disk, ['site.conf', './site.conf', 'link.conf']).roots.map((r) => r.path)).toEqual(['site.conf']);
  });
});

describe('a file without statements', () => {
  const findings = (name: string, text: string, context?: string) =>
    report(
      { files: { [`/p/${name}`]: text } },
      [name],
      context === undefined ? {} : { context: [context] },
    ).findings.map((f) => `${f.rule} ${f.nginx?.message}`);
  const missing = ['missing-section no "events" section in configuration'];

  test.each(['', ' \n\t\r\n', '# events {}\n', '#'])('%j is refused as the main configuration', (text) => {
    expect(findings('nginx.conf', text)).toEqual(missing);
    expect(findings('main', text, 'main')).toEqual(missing);
  });

  test.each(['conf.d/default.conf', 'site', 'my-nginx.conf'])('%s: a part of a configuration may be empty', (name) => {
    for (const text of ['', '\n', '# nothing\n']) expect(findings(name, text)).toEqual([]);
    expect(findings('nginx.conf', '', 'http')).toEqual([]);
  });

  test('is a part where another file includes it', () => {
    const files = { '/p/nginx.conf': 'events {}\ninclude d/nginx.conf;\n', '/p/d/nginx.conf': '' };
    expect(foundIn(report({ files }, ['d/nginx.conf', 'nginx.conf']))).toEqual([]);
  });
});

describe('nothing passes in silence', () => {
  test('an unreadable nginx file of a directory', () => {
    const found = report({ files: { '/p/site.conf': SITE, '/p/secret.conf': null, '/p/id_rsa': null } }, ['.']);
    expect(foundIn(found)).toContain('unreadable-file secret.conf');
    expect(found.findings.find((f) => f.rule === 'unreadable-file')).toMatchObject({
      severity: 'warning',
      message: 'the file `secret.conf` was not looked at: permission denied',
    });
    expect(filesOf(found)).toContain('secret.conf fragment unreadable');
    expect(filesOf(found).join()).not.toContain('id_rsa');
  });

  test('an unreadable directory below', () => {
    const found = report({ files: { '/p/site.conf': SITE, '/p/private/x.conf': SITE }, closed: ['/p/private'] }, ['.']);
    expect(found.findings.find((f) => f.rule === 'unreadable-file')).toMatchObject({ severity: 'info' });
  });

  test('an unreadable file that a main configuration includes is told once, by the include', () => {
    const found = report({ files: { '/p/nginx.conf': MAIN, '/p/conf.d/secret.conf': null } }, ['nginx.conf']);
    expect(foundIn(found)).toEqual(['unreadable-file nginx.conf']);
    expect(filesOf(found)).toEqual(['nginx.conf main error', 'conf.d/secret.conf included unreadable']);
  });

  test('a directory that lies too deep', () => {
    const deep = `/p/${'d/'.repeat(20)}site.conf`;
    const found = report({ files: { '/p/site.conf': SITE, [deep]: SITE } }, ['.'], { bindings: false });
    expect(found.findings.find((f) => f.rule === 'unreadable-file')).toMatchObject({
      severity: 'info',
      message: expect.stringMatching(/^the directory `(?:d\/){16}d` lies too deep/),
    });
  });

  test('a file that is too large to be looked at', () => {
    const disk = diskOf({ files: { '/p/site.conf': SITE, '/p/big.conf': SITE, '/p/big.dat': SITE } });
    const fs = {
      ...disk,
      stat: (path: string) => (path.includes('/big.') ? { kind: 'file' as const, size: 1e8 } : disk.stat(path)),
    };
    const found = report(fs, ['.'], { bindings: false });
    expect(found.findings.filter((f) => f.rule === 'unreadable-file').map((f) => f.message)).toEqual([
      'the file `big.conf` is very large: it was not looked at',
    ]);
    expect(filesOf(found)).toContain('big.conf fragment unreadable');
  });

  test('a directory without end', () => {
    const files: Record<string, string> = { '/p/site.conf': SITE };
    for (let i = 0; i < 300; i++) for (let j = 0; j < 200; j++) files[`/p/d${i}/${j}.txt`] = '';
    const found = report({ files }, ['.'], { bindings: false });
    expect(found.findings.find((f) => f.rule === 'unreadable-file')?.message).toMatch(/^there are too many files/);
  });
});

describe('inputs that cannot be worked on', () => {
  const refused = (
    files: Readonly<Record<string, string | Uint8Array | null>>,
    path: string,
    closed: readonly string[] = [],
  ) => {
    try {
      report({ files, closed }, [path]);
    } catch (error) {
      if (error instanceof InputError) return `${error.message} | ${error.help}`;
      throw error;
    }
    return 'accepted';
  };

  test.each<[string, Readonly<Record<string, string | Uint8Array | null>>, string, RegExp]>([
    [
      'missing',
      { '/p/a.conf': SITE },
      'b.conf',
      /^`b\.conf`: no such file or directory \| .*nearest directory that exists is `\.`$/,
    ],
    [
      'unreadable',
      { '/p/a.conf': null },
      'a.conf',
      /^`a\.conf` cannot be read: permission denied \| run nginx-vet as a user who may/,
    ],
    ['binary', { '/p/a.conf': 'a\0' }, 'a.conf', /is a binary file \(byte 1 is NUL\)/],
    ['UTF-16', { '/p/a.conf': new Uint8Array([0xff, 0xfe, 97, 0]) }, 'a.conf', /is UTF-16 text/],
    [
      'a pool',
      { '/p/www.conf': '; c\n\n[www]\nlisten = 9000\n' },
      'www.conf',
      /is a php-fpm pool.*\| pools are read on their own/,
    ],
    ['INI', { '/p/a.ini': '[a]\nb = c\n' }, 'a.ini', /is an INI file/],
    [
      'a directory without any',
      { '/p/d/a.txt': 'x' },
      'd',
      /^`d` holds no nginx configuration \| files are recognised by their content/,
    ],
  ])('%s', (_, files, path, expected) => {
    expect(refused(files, path)).toMatch(expected);
  });

  test('a directory that cannot be listed', () => {
    expect(refused({ '/p/d/a.conf': SITE }, 'd', ['/p/d'])).toMatch(/^`d` cannot be read: permission denied/);
  });

  test('a directory whose only hope cannot be read', () => {
    expect(refused({ '/p/d/a.conf': null }, 'd')).toMatch(
      /holds no nginx configuration \| `d\/a\.conf` cannot be read/,
    );
  });

  test('a directory that the settings leave out', () => {
    const run = () => report({ files: { '/p/a.conf': SITE } }, ['.'], { ignored: () => true });
    expect(run).toThrow(InputError);
  });
});

describe('what the settings leave out', () => {
  const ignored = (path: string) => path.startsWith('/p/conf.d/');

  test('is not searched, and not reported on, but read where it is included', () => {
    const files = { '/p/nginx.conf': MAIN, '/p/conf.d/site.conf': SITE, '/p/other.conf': SITE };
    const found = report({ files }, ['.'], { ignored, bindings: false });
    expect(foundIn(found)).toEqual(['proxy-pass-localhost other.conf']);
    expect(filesOf(found)).toContain('conf.d/site.conf included ok');
  });

  test('holds for files that are named, too', () => {
    expect(foundIn(report({ files: { '/p/conf.d/site.conf': SITE } }, ['conf.d/site.conf'], { ignored }))).toEqual([]);
  });
});

test('a huge directory is read once: each file at most twice, no file of another suffix', () => {
  const files: Record<string, string> = {};
  for (let i = 0; i < 300; i++) {
    files[`/p/sites/s${i}.conf`] = SITE.replace('localhost', 'app');
    files[`/p/src/${i}.js`] = 'x';
  }
  files['/p/compose.yaml'] = 'services:\n  app:\n    image: app\n';
  const disk = diskOf({ files });
  expect(report(disk, ['.']).roots).toHaveLength(300);
  expect(disk.calls.read).toBeLessThan(300 * 2 + 20);
  expect(disk.calls.list).toBeLessThan(20);
});
