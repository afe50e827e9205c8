// Is a text a template, and what of it is not known yet? Forms seen in public repositories.
import { describe, expect, test } from 'vitest';
import { isOpenValue, recogniseTemplate } from '../../src/tree/template.ts';

const languageOf = (text: string, path = 'nginx.conf') => recogniseTemplate(text, path)?.language;

describe('languages', () => {
  test.each([
    ['listen {{ port }};', 'go'],
    ['{% if tls %}\nssl on;\n{% endif %}', 'jinja'],
    ['{% if tls %}\nlisten {{ port }};\n{% endif %}', 'jinja'],
    ['listen {{ port | default(80) }};', 'jinja'],
    ['listen <%= @port %>;', 'erb'],
    ['server_name @HOST_NAME@;', 'placeholder'],
    ['server_name __DOMAIN__;', 'placeholder'],
    ['server_name <DOMAIN>;', 'placeholder'],
    ['set $upstream_app <container_name>;', 'placeholder'],
    ['fastcgi_pass 127.0.0.1:YOURPORTHERE;', 'placeholder'],
    ['listen ${PORT};', 'envsubst'],
    ['listen ${PORT:-8080};', 'envsubst'],
    ['listen $PORT_NUMBER;', 'envsubst'],
  ])('%s', (text, expected) => {
    expect(languageOf(text)).toBe(expected);
  });

  test('a suffix says so, too', () => {
    expect(languageOf('listen 80;', 'default.conf.template')).toBe('envsubst');
  });

  test.each([
    'listen 80;',
    'set $Backend a; proxy_pass http://$BACKEND;',
    'set $UPSTREAM a; proxy_pass http://$UPSTREAM;',
    'return 200 "<HTML><BODY>x</BODY></HTML>";',
    'location ~ "^/\\d{2}$" { }',
    'return 200 "<html><body>a <b>c</b></body></html>";',
    '# ${PORT}',
    'log_format j "{\\"a\\": \\"$host\\"}";',
  ])('plain: %s', (text) => {
    expect(languageOf(text)).toBeUndefined();
  });
});

test('masked text has the length and the lines of the text', () => {
  const text = '{% for a in b %}\nlisten {{ a }};\n{#- note -#}\n{% endfor %}\n';
  const masked = recogniseTemplate(text, 'a')!.text;
  expect(masked.length).toBe(text.length);
  expect(masked.split('\n').map((l) => l.trim().replace(/\x1a+/g, '?'))).toEqual(['', 'listen ?;', '', '', '']);
});

test('values that are filled in later', () => {
  expect(isOpenValue('${PORT:-80}', 'envsubst')).toBe(true);
  expect(isOpenValue('$host', 'envsubst')).toBe(false);
  expect(isOpenValue('http://@HOST@:80', 'placeholder')).toBe(true);
  expect(isOpenValue('80', 'placeholder')).toBe(false);
  expect(isOpenValue('${PORT}', undefined)).toBe(false);
});

test('thousands of markers that nothing closes are no reason to look long', () => {
  const started = performance.now();
  recogniseTemplate('{{ a '.repeat(100_000), 'a');
  recogniseTemplate('set $AB x;\n'.repeat(10_000) + 'proxy_pass $AB;\n'.repeat(10_000), 'a');
  expect(performance.now() - started).toBeLessThan(2000);
});
