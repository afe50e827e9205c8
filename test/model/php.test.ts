// Which hops lead to PHP, and what do they serve from?
import { expect, test } from 'vitest';
import { isPhp } from '../../src/model/index.ts';
import { effectiveList } from '../../src/model/inherit.ts';
import { hop, http, model, server } from './support.ts';

const php = (inside: string, location = 'location /') => isPhp(hop(model(server(`${location} { ${inside} }`))));

test('names tell', () => {
  expect(php('fastcgi_pass unix:/run/php/php8.2-fpm.sock;')).toBe(true);
  expect(php('fastcgi_pass php:9000;')).toBe(true);
  expect(php('fastcgi_pass my-fpm:9000;')).toBe(true);
  expect(php('set $a unix:/run/php-fpm.sock; fastcgi_pass $a;')).toBe(true);
  expect(php('fastcgi_pass 127.0.0.1:9000;', 'location ~ \\.php$')).toBe(true);
  expect(php('fastcgi_pass 127.0.0.1:9000;', 'location ~ [^/]\\.(?:php|phtml)(/|$)')).toBe(true);
  expect(php('fastcgi_pass a:1; if ($arg_x) { set $y 1; }', 'location ~ \\.php$')).toBe(true);
});

test('a group is known by its name and its members', () => {
  const of = (name: string, member: string) =>
    isPhp(hop(model(http(`upstream ${name} { server ${member}; } server { location / { fastcgi_pass ${name}; } }`))));
  expect([of('php', '127.0.0.1:9000'), of('app', 'unix:/run/php/www.sock'), of('app', '127.0.0.1:9000')]).toEqual([
    true,
    true,
    false,
  ]);
});

test('a port alone, another family or another app tells nothing', () => {
  expect(php('fastcgi_pass 127.0.0.1:9000;')).toBe(false);
  expect(php('fastcgi_pass unix:/run/fcgiwrap.socket;', 'location /cgi-bin')).toBe(false);
  expect(php('proxy_pass http://php:9000;', 'location ~ \\.php$')).toBe(false);
});

test('root and alias are one slot', () => {
  const root = (outer: string, inner: string) =>
    hop(model(server(`${outer} location / { ${inner} fastcgi_pass a:1; }`))).documentRoot?.name;
  expect([root('root /a;', ''), root('root /a;', 'alias /b;'), root('', 'root /a;'), root('', '')]).toEqual([
    'root',
    'alias',
    'root',
    undefined,
  ]);
});

test('the level of a list that was dropped is known', () => {
  const of = hop(model(http('fastcgi_param A a; server { location / { fastcgi_param B b; fastcgi_pass a:1; } }')));
  expect(effectiveList(of.scope, 'fastcgi_param').droppedScope?.kind).toBe('http');
});
