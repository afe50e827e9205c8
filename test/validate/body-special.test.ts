import { describe, expect, it } from 'vitest';
import { first, inHttp, warnings } from './body-helper.ts';

const long = 'k'.repeat(47);

describe('map', () => {
  it.each([
    ['map $uri $a { default 1; default 2; }', 'duplicate default map parameter:3'],
    ['map $uri $a { /x 1; /X 2; }', 'conflicting parameter "/x":3'],
    ['map $uri $a { hostnames; .x.com 1; x.com 2; }', 'conflicting parameter "x.com":3'],
    ['map $uri $a { x.com 1; hostnames; *.x.* 1; }', 'invalid hostname or wildcard "*.x.*":3'],
    ['map $uri $a { *.x.* 1; x* 2; }', 'ok'],
    ['map $uri $a { "\\default" 1; default 2; \\~x 3; }', 'ok'],
    ['map $uri $a { ~*( 1; }', 'pcre2_compile() failed: missing closing parenthesis in "(":3'],
    ['map $uri $a { "~(?<uri>x)" 1; }', 'the duplicate "uri" variable:3'],
    ['map $uri $a { x $; }', 'invalid variable name:3'],
    ['map $uri a { x 1; }', 'invalid variable name "a":3'],
    ['map $uri $host { x 1; }', 'the duplicate "host" variable:3'],
    [`map $uri $a { ${long} 1; }`, 'could not build map_hash, you should increase map_hash_bucket_size: 64'],
    [`map_hash_bucket_size 65; map $uri $a { ${long} 1; }`, 'ok'],
    ['map $uri $a { } map_hash_bucket_size 64;', '"map_hash_bucket_size" directive is duplicate:3'],
  ])('%s', (body, want) => expect(first(inHttp(body))).toBe(want));
});

describe('geo', () => {
  it.each([
    ['geo $a { default 1; 10.0.0.0/8 2; ::1 3; 255.255.255.255 4; }', 'ok'],
    ['geo $a { 10.0.0.0/33 1; }', 'invalid network "10.0.0.0/33":3'],
    ['geo $a { default 1; ranges; }', 'the "ranges" directive must be the first directive inside "geo" block:3'],
    ['geo $a { ranges; 10.0.0.9-10.0.0.1 1; }', 'invalid range "10.0.0.9-10.0.0.1":3'],
    [
      'geo $a { ranges; 10.0.0.0-10.0.0.9 1; 10.0.0.5-10.0.0.20 2; }',
      'range "10.0.0.5-10.0.0.20" overlaps "10.0.0.0-10.0.0.9":3',
    ],
    ['geo $a { ranges; 10.0.0.0-10.0.0.9 1; 10.0.0.5-10.0.0.7 2; 10.0.0.8-10.0.0.9 2; }', 'ok'],
    ['geo $uri { }', 'the duplicate "uri" variable:3'],
    ['geo $arg_ip $a { proxy_recursive; proxy 10.0.0.0/8; }', 'ok'],
  ])('%s', (body, want) => expect(first(inHttp(body))).toBe(want));

  it('knows no proxies in stream', () => {
    const text = 'events { }\nstream { geo $a { proxy 10.0.0.0/8; } server { listen 1; return x; } }';
    expect(first(text)).toBe('invalid network "proxy":2');
    expect(first(text.replace('proxy 10.0.0.0/8', 'proxy_recursive'))).toBe('invalid number of the geo parameters:2');
  });

  it('warns', () => {
    expect(warnings(inHttp('geo $a { 10.0.0.1/8 1; 10.0.0.0/8 2; delete 11.0.0.0/8; }'))).toEqual([
      'low address bits of 10.0.0.1/8 are meaningless',
      'duplicate network "10.0.0.0/8", value: "2", old value: "1"',
      'no network "11.0.0.0/8" to delete',
    ]);
    expect(warnings(inHttp('geo $a { ranges; 0.0.0.0-9.255.255.255 1; 0.0.0.0-9.255.255.255 2; }'))).toHaveLength(1);
  });
});

describe('split_clients', () => {
  it.each([
    ['split_clients $uri $a { 33.33% a; 5.% b; .5% c; * d; }', 'ok'],
    ['split_clients $uri $a {\n60% a;\n50% b;\n}', 'percent total is greater than 100%:6'],
    ['split_clients $uri $a { 0% a; }', 'invalid percent value "0%":3'],
    ['split_clients $uri $a { include x; }', 'invalid percent value "include":3'],
  ])('%s', (body, want) => expect(first(inHttp(body))).toBe(want));
});

describe('charset', () => {
  const missing = 'no "charset_map" between the charsets "koi8-r" and "utf-8"';
  it.each([
    ['charset_map koi8-r utf-8 { 80 c3a9; c0 e282ac; }', 'ok'],
    ['charset_map koi8-r utf-8 { 80 41; }', 'invalid value "41":3'],
    ['charset_map koi8-r utf-8 { 80 f09f9880; }', 'invalid value "f09f9880":3'],
    ['charset_map koi8-r windows-1251 { 100 80; }', 'invalid value "100":3'],
    ['charset_map a A { }', '"charset_map" between the same charsets "a" and "A":3'],
    ['charset_map a b { } charset_map B A { }', 'duplicate "charset_map" between "B" and "A":3'],
    ['source_charset koi8-r; server { listen 80; charset utf-8; }', missing],
    ['charset_map UTF-16 koi8-r { } source_charset koi8-r; server { listen 80; charset utf-16; }', 'ok'],
    ['source_charset koi8-r; charset off;', 'ok'],
  ])('%s', (body, want) => expect(first(inHttp(body))).toBe(want));

  it('wants utf-8 in the second column since 1.31.3', () => {
    const body = inHttp('charset_map utf-8 koi8-r { }');
    expect(first(body)).toBe('ok');
    expect(first(body, '1.31.5')).toBe('"charset_map" with "utf-8" charset should be given in the second column:3');
  });
});

describe('types', () => {
  it('warns about an extension that stands twice on a level', () => {
    expect(warnings(inHttp('types { a/b x; } types { c/d X y; }'))).toEqual([
      'duplicate extension "x", content type: "c/d", previous content type: "a/b"',
    ]);
    expect(warnings(inHttp('types { a/b x; } server { listen 81; types { c/d x; } }'))).toEqual([]);
  });
});
