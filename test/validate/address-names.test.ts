import { describe, expect, it } from 'vitest';
import { diagnose, first, inServer, warnings } from './body-helper.ts';

const two = (one: string, other: string, more = '') =>
  `events { }\nhttp { ${more}\nserver { listen 80; server_name ${one}; }\nserver { listen 80; server_name ${other}; }\n}\n`;

describe('server_name', () => {
  it.each([
    ['a *.b .c d.* _ ""', 'ok'],
    ['$hostname', 'ok'],
    ['*', 'server name "*" is invalid:3'],
    ['*a.com', 'server name "*a.com" is invalid:3'],
    ['.', 'server name "." is invalid:3'],
    ['~', 'empty regex in server name "~":3'],
    ['"~^(?<a>x{2})$"', 'ok'],
    ['~(', 'pcre2_compile() failed: missing closing parenthesis in "(":3'],
    ['~(?<host>a)', 'the duplicate "host" variable:3'],
  ])('%s', (names, want) => {
    expect(first(inServer(`server_name ${names};`))).toBe(want);
  });

  it('warns about URLs', () => {
    expect(warnings(inServer('server_name http://a;'))).toEqual(['server name "http://a" has suspicious symbols']);
  });
});

describe('the names of an address', () => {
  it.each([
    ['a', 'A', ['a']],
    ['.a.com', 'a.com', ['a.com']],
    ['.a.com', '*.a.com', ['*.a.com']],
    ['a.com', '*.a.com', []],
    ['a.*', 'a.*', ['a.*']],
    ['~a', '~a', []],
    ['""', '""', ['']],
  ])('%s and %s', (one, other, conflicting) => {
    const want = conflicting.map((name) => `conflicting server name "${name}" on 0.0.0.0:80, ignored`);
    expect(warnings(two(one, other))).toEqual(want);
  });

  it('are checked only where several servers are', () => {
    expect(first(inServer('server_name a*.b;'))).toBe('ok');
    expect(first(two('a*.b', 'c'))).toBe('invalid server name or wildcard "a*.b" on 0.0.0.0:80');
    expect(first(inServer('server_name a*.b ~^(c)$;'))).toBe('invalid server name or wildcard "a*.b" on 0.0.0.0:80');
  });

  it('must fit the hash', () => {
    const message = 'could not build server_names_hash, you should increase server_names_hash_bucket_size: 64';
    expect(first(two('a'.repeat(46), 'b'))).toBe('ok');
    expect(first(two('a'.repeat(47), 'b'))).toBe(message);
    expect(first(two(`*.${'a'.repeat(47)}.b`, 'b'))).toBe(message);
    expect(first(two('a'.repeat(47), 'b', 'server_names_hash_bucket_size 128;'))).toBe('ok');
    expect(warnings(two('a b c d', 'e f g h', 'server_names_hash_max_size 2;'))[0]).toMatch(/^could not build optimal/);
  });

  it('are told once for each address, at the later name', () => {
    const text =
      'events { }\nhttp {\nserver { listen 80; listen [::]:80; server_name a; }\nserver { listen 80; listen [::]:80; server_name b a; }\n}\n';
    const found = diagnose(text);
    expect(found.map((d) => d.message)).toEqual([
      'conflicting server name "a" on 0.0.0.0:80, ignored',
      'conflicting server name "a" on [::]:80, ignored',
    ]);
    expect(found.map((d) => text.slice(d.span.start - 2, d.span.end))).toEqual(['b a', 'b a']);
  });

  it('are not known where a file is missing', () => {
    const text = 'events { }\nhttp {\ninclude x.conf;\nserver { listen 80; }\nserver { listen 80; }\n}\n';
    expect(warnings(text)).toEqual([]);
  });
});
