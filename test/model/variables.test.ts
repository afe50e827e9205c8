// What can a variable be? Each answer was seen on nginx 1.22.1 with two apps behind it, or read in the source named.
import { describe, expect, test } from 'vitest';
import { hop, http, model, server, values } from './support.ts';

const at = (inside: string, label = 'location /') => values(hop(model(server(inside)), label));

describe('set', () => {
  test('the last unconditional one counts', () => {
    expect(at('set $b one; location / { set $b two; set $b three; proxy_pass http://$b; }')).toEqual(['http://three']);
  });

  test('what a template has yet to fill in is not known', () => {
    expect(at('location / { set $b @APP_HOST@; proxy_pass http://$b; }')).toEqual(['…']);
  });

  test("the server's program runs before the location's", () => {
    expect(at('location / { proxy_pass http://$b; } set $b one;')).toEqual(['http://one']);
  });

  test('one in an `if` may run or not', () => {
    expect(at('location / { set $b one; if ($arg_a) { set $b two; } proxy_pass http://$b; }')).toEqual([
      'http://one',
      'http://two',
    ]);
  });

  test('one in a server-level `if` may run or not', () => {
    expect(at('set $b one; if ($arg_a) { set $b two; } location / { proxy_pass http://$b; }')).toEqual([
      'http://one',
      'http://two',
    ]);
  });

  test('inside the `if` that dials, its own one has run, and so has what follows the `if`', () => {
    const config = 'location / { set $b one; if ($arg_a) { set $b two; proxy_pass http://$b; } }';
    expect(values(hop(model(server(config)), 'if ($arg_a)'))).toEqual(['http://two']);
    const after = 'location / { if ($arg_a) { proxy_pass http://$b; } set $b two; }';
    expect(values(hop(model(server(after)), 'if ($arg_a)'))).toEqual(['http://two']);
  });

  test('`break` in an `if` ends the program: what follows may not run', () => {
    expect(at('location / { if ($arg_a) { set $b one; break; } set $b two; proxy_pass http://$b; }')).toEqual([
      'http://one',
      'http://two',
    ]);
  });

  test('behind `rewrite … break` it may stay unset', () => {
    expect(at('location / { rewrite ^/x /y break; set $b two; proxy_pass http://$b; }')).toEqual(['http://two', '…']);
  });

  test('`return` in an `if` takes nothing away: such requests are not dialled', () => {
    expect(at('location / { if ($arg_a) { set $b one; return 403; } set $b two; proxy_pass http://$b; }')).toEqual([
      'http://two',
    ]);
  });

  test('a value is made of what its variables were then', () => {
    expect(at('location / { set $a one; set $b $a; set $a two; proxy_pass http://$b; }')).toEqual(['http://one']);
    expect(at('location / { set $b app; set $b $b.internal; proxy_pass http://$b; }')).toEqual(['http://app.internal']);
  });

  test("an outer location's program does not run for a nested one", () => {
    const config = 'location / { set $b one; proxy_pass http://$b; location /in { proxy_pass http://$b; } }';
    expect(values(hop(model(server(config)), 'location /in'))).toEqual(['http://one', '…']);
  });

  test("the location's program does not run for `limit_except` (500 `invalid URL prefix`)", () => {
    const config = 'location / { set $b one; limit_except GET { proxy_pass http://$b; } }';
    expect(values(hop(model(server(config)), 'limit_except GET'))).toEqual(['…']);
    const ofServer = 'set $b two; location / { set $b one; limit_except GET { proxy_pass http://$b; } }';
    expect(values(hop(model(server(ofServer)), 'limit_except GET'))).toEqual(['http://two']);
  });

  test('a named location gets what the location before it has set', () => {
    const config =
      'set $b one; location / { set $b two; try_files $uri @app; } location @app { proxy_pass http://$b; }';
    expect(at(config, 'location @app')).toEqual(['http://one', 'http://two']);
  });

  test("`rewrite … last` does not run the server's program again, an internal redirect does", () => {
    const config = (how: string) =>
      `set $b one; location /a { set $b two; ${how} } location / { proxy_pass http://$b; }`;
    expect(at(config('rewrite ^ /x last;'))).toEqual(['http://one', 'http://two']);
    expect(at(config('rewrite ^/a /x;'))).toEqual(['http://one', 'http://two']);
    expect(at(config('rewrite ^ /x permanent;'))).toEqual(['http://one']);
    expect(at(config('error_page 404 /x;'))).toEqual(['http://one']);
  });

  test('the subrequest of auth_request shares the variables', () => {
    const config =
      'location = /auth { set $b two; proxy_pass http://$b; } location / { set $b one; auth_request /auth; proxy_pass http://$b; }';
    expect(at(config)).toEqual(['http://one', 'http://two']);
  });

  test('without one that surely runs, other locations may bring a value', () => {
    expect(at('location /a { set $b one; } location / { proxy_pass http://$b; }')).toEqual(['http://one', '…']);
  });

  test('other servers bring nothing', () => {
    const config = http('server { listen 1; set $b one; } server { listen 2; location / { proxy_pass http://$b; } }');
    expect(values(hop(model(config)))).toEqual(['…']);
  });

  test('names are compared without regard to case', () => {
    expect(at('location / { set $Backend one; proxy_pass http://$BACKEND; }')).toEqual(['http://one']);
  });

  test.each([
    [
      'a named group of an `if`',
      'location / { set $b one; if ($arg_c ~ "(?<b>.*)") { set $z 1; } proxy_pass http://$b; }',
    ],
    [
      'auth_request_set',
      'location / { set $b one; auth_request /a; auth_request_set $b $upstream_http_x; proxy_pass http://$b; }',
    ],
    ['Lua', 'location / { set $b one; access_by_lua_file x.lua; proxy_pass http://$b; }'],
    ['an include that is not here', 'location / { set $b one; include /elsewhere/x.conf; proxy_pass http://$b; }'],
  ])('%s may write it, too', (_, config) => {
    expect(at(config)).toEqual(['http://one', '…']);
  });

  test('variables in a circle and endless rows of them end', () => {
    expect(at('location / { set $a $b; set $b $a; proxy_pass http://$b; }')).toEqual(['…']);
    const row = Array.from({ length: 2000 }, (_, i) => `set $v${i + 1} $v${i};`).join('');
    expect(at(`location / { set $v0 one; ${row} proxy_pass http://$v2000; }`)).toEqual(['…']);
  });
});

describe('map, geo, split_clients', () => {
  const one = (block: string, inside = 'proxy_pass http://$m;') =>
    values(hop(model(http(`${block} server { listen 1; location / { ${inside} } }`))));

  test('every entry is possible, and nothing where no default is', () => {
    expect(one('map $host $m { hostnames; volatile; a.com one; *.b.com two; }')).toEqual([
      'http://',
      'http://one',
      'http://two',
    ]);
    expect(one('map $host $m { default one; a.com two; }')).toEqual(['http://one', 'http://two']);
  });

  test('a value may be made of variables, captures are not known', () => {
    expect(one('map $host $n { default a; } map $host $m { default $n.internal; }')).toEqual(['http://a.internal']);
    expect(one('map $host $m { ~^(.+)$ $1; default one; }')).toEqual(['http://one', '…']);
    expect(one('map $host $m { "~^(?<n>.+)$" $n; default one; }')).toEqual(['http://one', '…']);
  });

  test('of two maps of one variable the last counts', () => {
    expect(one('map $host $m { default one; } map $host $m { default two; }')).toEqual(['http://two']);
  });

  test('`set` replaces the value of a map', () => {
    expect(one('map $host $m { default one; }', 'set $m two; proxy_pass http://$m;')).toEqual(['http://two']);
    expect(one('map $host $m { default one; }', 'if ($arg_a) { set $m two; } proxy_pass http://$m;')).toEqual([
      'http://one',
      'http://two',
    ]);
  });

  test('a file that is included counts, one that is not here leaves the values open', () => {
    const config = http(
      'map $host $m { default one; include more; } server { listen 1; location / { proxy_pass http://$m; } }',
    );
    expect(values(hop(model(config, undefined, { more: 'a.com two;' })))).toEqual(['http://one', 'http://two']);
    expect(values(hop(model(config)))).toEqual(['http://one', '…']);
  });

  test('geo and split_clients copy their values', () => {
    expect(one('geo $m { default one; proxy 10.0.0.0/8; delete 10.1.0.0/16; 10.0.0.0/8 two; }')).toEqual([
      'http://one',
      'http://two',
    ]);
    expect(one('geo $m { default $host; }')).toEqual(['http://$host']);
    expect(one('split_clients $host $m { 50% one; * two; }')).toEqual(['http://one', 'http://two']);
  });

  test('split_clients that does not reach 100% leaves the variable empty', () => {
    expect(one('split_clients $host $m { 50% one; 25% two; }')).toEqual(['http://', 'http://one', 'http://two']);
    expect(one('split_clients $host $m { 50% one; 50% two; }')).toEqual(['http://one', 'http://two']);
  });

  test('http and stream have variables of their own', () => {
    const config = `events {} http { map $host $m { default web; } server { listen 1; location / { proxy_pass http://$m; } } }
      stream { map $remote_addr $m { default db:1; } server { listen 2; proxy_pass $m; } }`;
    expect(values(hop(model(config), 'location /'))).toEqual(['http://web']);
    expect(values(hop(model(config), 'server'))).toEqual(['db:1']);
  });

  test('maps of maps of maps end in time', () => {
    const entries = (to: string) => Array.from({ length: 60 }, (_, i) => `k${i} ${to}${i};`).join(' ');
    const maps = Array.from({ length: 12 }, (_, i) => `map $host $m${i} { default x; ${entries(`$m${i + 1}`)} }`).join(
      '\n',
    );
    const started = performance.now();
    expect(one(maps, 'proxy_pass http://$m0;').at(-1)).toBe('…');
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test('$scheme is one of two', () => {
  expect(at('location / { proxy_pass $scheme://app; }')).toEqual(['http://app', 'https://app']);
});
