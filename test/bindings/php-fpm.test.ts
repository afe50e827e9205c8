// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's and php-fpm's own variables
import { describe, expect, test } from 'vitest';
import { listenText } from '../../src/bindings/listen.ts';
import { looksLikePool, poolListener, readPools } from '../../src/bindings/php-fpm.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { around, judged, type Setup, short } from './harness.ts';

function listens(...files: string[]): string[] {
  return readPools(files.map((text, i) => SourceText.fromString(`${i}.conf`, text))).map((pool) => {
    const found = poolListener(pool);
    return `${pool.name} ${found ? `${listenText(found.listen)} «${textOf(found.span)}»` : 'none'}`;
  });
}

describe('the dialect', () => {
  test.each([
    ['listen = 9000', 'tcp:*:9000 «9000»'],
    ['listen = 127.0.0.1:9000 ; why', 'tcp:127.0.0.1:9000 «127.0.0.1:9000»'],
    ['listen=[::]:9000', 'tcp:*:9000 «[::]:9000»'],
    ['listen = localhost:9005', 'tcp:localhost:9005 «localhost:9005»'],
    ['listen = "/run/a.sock"', 'unix:/run/a.sock «/run/a.sock»'],
    ['listen = /run/$pool.sock', 'unix:/run/www.sock «/run/$pool.sock»'],
    ['listen = run/a.sock', 'unresolved «run/a.sock»'],
    ['listen = ${ADDRESS}', 'unresolved «${ADDRESS}»'],
    ['listen = {{ php_listen }}', 'unresolved «{{ php_listen }}»'],
    [';listen = 1\nlisten = 2\n# listen = 3', 'tcp:*:2 «2»'],
  ])('%s', (line, expected) => {
    expect(listens(`[www]\n${line}\n`)).toEqual([`www ${expected}`]);
  });

  test('sections reopen and files continue the open one', () => {
    expect(listens('[global]\nlisten = 1\n[a]\nlisten = 2\n[b]\n[a]\nlisten = 3\n')).toEqual([
      'a tcp:*:3 «3»',
      'b none',
    ]);
    expect(listens('[www]\nlisten = 1\n', 'listen = 2\n', '[x]\nlisten = 4\n[www]\nlisten = 3\n')).toEqual([
      'www tcp:*:3 «3»',
      'x tcp:*:4 «4»',
    ]);
  });

  test('a pool is known by its content', () => {
    expect(looksLikePool('[www]\nlisten = 9000\n')).toBe(true);
    expect(looksLikePool('listen = 9000\npm = dynamic\n')).toBe(true);
    expect(looksLikePool('server {\n  listen 80;\n}\n')).toBe(false);
    expect(looksLikePool('[section]\nkey = value\n')).toBe(false);
  });
});

test('a site of nginx called www.conf is no pool', () => {
  expect(around({ files: { '/p/www.conf': 'server {\n listen 80;\n}\n' } }).all()).toEqual([]);
});

describe('pools in a container', () => {
  const fpm = (volumes: string, files: Record<string, string> = {}, image = 'image: php:8.3-fpm'): Setup => ({
    files: {
      '/p/compose.yaml': `services:\n  web:\n    image: nginx\n    volumes: [./nginx:/etc/nginx/conf.d]\n  php:\n    ${image}\n    volumes: [${volumes}]\n`,
      ...files,
    },
  });
  const fastcgi = { family: 'fastcgi' } as const;
  const at = '/usr/local/etc/php-fpm.d';

  test('the image listens on 9000', () => {
    expect(judged(fpm(''), 'php:9000', fastcgi)).toEqual({
      ok: '`php` is said to listen there',
      evidence: ["php:8.3-fpm <- `php`'s image"],
    });
    expect(short(fpm(''), 'php:9001', fastcgi)).toBe('image-default-port medium');
  });

  test("files before zz-docker.conf lose against the image's own", () => {
    const pool = { '/p/www.conf': '[www]\nlisten = 127.0.0.1:9001\n' };
    expect(short(fpm(`./www.conf:${at}/www.conf`, pool), 'php:9000', fastcgi)).toBe('ok');
    expect(
      judged(fpm(`./www.conf:${at}/zzz.conf`, { '/p/www.conf': '[www]\nlisten = 9001\n' }), 'php:9000', fastcgi),
    ).toMatchObject({
      'wrong-port': 'high',
      data: { declared: '9001' },
      evidence: ['9001 <- `php` listens here', './nginx:/etc/nginx/conf.d <- nginx runs in `web`'],
    });
    expect(
      short(fpm(`./www.conf:${at}/zz-docker.conf`, { '/p/www.conf': '[www]\nlisten = 9001\n' }), 'php:9001', fastcgi),
    ).toBe('ok');
  });

  test('a mounted directory hides the files of the image', () => {
    const pool = { '/p/pools/www.conf': '[www]\npm = static\nlisten = 9001\n' };
    expect(short(fpm(`./pools:${at}`, pool), 'php:9000', fastcgi)).toBe('wrong-port high');
    // the image may be built on anything
    expect(short(fpm(`./pools:${at}`, pool, 'build: .'), 'php:9000', fastcgi)).toMatch(/^unknown/);
    expect(short(fpm('pools:/usr/local/etc/php-fpm.d'), 'php:9001', fastcgi)).toMatch(/^unknown/);
  });
});

describe('files that one php-fpm reads', () => {
  const listening = (files: Record<string, string>): string[] =>
    around({ files })
      .apps()
      .map(({ name, bindings }) => `${name} ${bindings.map(({ listen }) => listenText(listen)).join(' ')}`);
  const MAIN =
    '[global]\npid = /run/fpm.pid\ninclude=/etc/php/8.2/fpm/pool.d/*.conf\ninclude = "/srv/pools/*.conf" ; ours\n';

  test('a main file with what it includes from two directories, in the order of its lines', () => {
    expect(
      listening({
        '/p/etc/php/8.2/fpm/php-fpm.conf': MAIN,
        '/p/etc/php/8.2/fpm/pool.d/www.conf': '[www]\nlisten = 9000\npm = static\n',
        '/p/srv/pools/shop.conf': '[shop]\nlisten = /run/shop.sock\n[www]\nlisten = 9001\n',
        '/p/srv/other/pool.conf': '[other]\nlisten = 9002\npm = static\n',
      }),
    ).toEqual(['www tcp:*:9001', 'shop unix:/run/shop.sock', 'other tcp:*:9002']);
  });

  test('a file without a head continues the pool that is open where it is included', () => {
    expect(
      listening({
        '/p/docker/php-fpm.conf': '[global]\n[www]\nlisten = 1\ninclude=/usr/local/etc/php-fpm.d/*.conf\npm = static\n',
        '/p/docker/php-fpm.d/a.conf': 'listen = 2\n',
      }),
    ).toEqual(['www tcp:*:2']);
  });

  test('what the pattern leaves out is not read; a file that includes itself ends', () => {
    expect(
      listening({
        '/p/etc/php-fpm.conf': '[global]\ninclude=/etc/php-fpm.d/w*.conf\n',
        '/p/etc/php-fpm.d/www.conf': '[www]\nlisten = 1\npm = static\ninclude=/etc/php-fpm.d/*.conf\n',
        '/p/etc/php-fpm.d/old.conf': '[old]\nlisten = 2\npm = static\n',
      }),
    ).toEqual(['www tcp:*:1', 'old tcp:*:2']);
    expect(
      listening({
        '/p/etc/php-fpm.conf': '[global]\ninclude=/etc/php-fpm.d/w*.conf\n',
        '/p/etc/php-fpm.d/www.conf': '[www]\nlisten = 1\npm = static\n',
        '/p/etc/php-fpm.d/old.conf': '[old]\nlisten = 2\npm = static\n',
      }),
    ).toEqual(['www tcp:*:1']);
  });
});
