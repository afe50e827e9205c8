// nginx-vet/testing: what authors of rules get, and the example plugin with it.
import { describe, expect, test } from 'vitest';
import { defineRule, type PluginRule } from '../../src/index.ts';
import { rulesOfPlugin } from '../../src/rule/index.ts';
import { findingsOn, testRule } from '../../src/testing/index.ts';

// a module without types, as plugins are
const plugin = '../../fixtures/plugins/no-private-ports/no-private-ports.mjs';
const { default: example } = (await import(plugin)) as { readonly default: unknown };
const {
  rules: [rule],
} = rulesOfPlugin(example, new Set());
const server = (inside: string): string =>
  `events {}\nhttp {\n  server {\n    location / {\n${inside}\n    }\n  }\n}\n`;
const BAD = server('proxy_pass http://127.0.0.1:9100; #! no-private-ports: port 9100 is kept');
const GOOD = server('proxy_pass http://127.0.0.1:3000;');

test('the example plugin is a rule, with defaults for what it does not say', () => {
  expect(rule).toMatchObject({
    id: 'no-private-ports',
    severity: 'warning',
    confidence: 'high',
    presets: ['recommended'],
  });
});

describe('testRule', () => {
  test('is content with a rule that finds what is written, and nothing else', () => {
    testRule(rule!, { bad: [BAD], good: [GOOD] });
    // as its module has it, too
    testRule(example as PluginRule, { bad: [BAD], good: [GOOD] });
    expect(() => testRule({ ...rule!, id: 'x' }, { bad: [BAD], good: [GOOD] })).toThrow('needs an `id`');
  });

  test.each([
    [
      'a finding that is missing',
      { bad: [GOOD.replace(';', '; #! no-private-ports: port')], good: [GOOD] },
      'bad 1: missing: nginx.conf:5',
    ],
    ['other words', { bad: [BAD.replace('is kept', 'is free')], good: [GOOD] }, 'which says: port 9100 is kept'],
    ['a finding too many', { bad: [BAD], good: [BAD.replace(/#!.*/, '')] }, 'good 1: not expected: nginx.conf:5:12'],
    ['a bad example without an expectation', { bad: [GOOD], good: [GOOD] }, 'bad 1: it expects no finding'],
    ['no examples', { bad: [], good: [] }, 'there is no good example'],
  ])('%s', (_, examples, said) => {
    expect(() => testRule(rule!, examples)).toThrow(said);
  });

  test('files, versions and contexts are what the examples say', () => {
    const old = defineRule({
      ...rule!,
      id: 'only-old-ones',
      messages: { old: 'older than 1.29' },
      *check({ before, directives }) {
        for (const at of directives('proxy_pass')) if (before('1.29.0')) yield { message: 'old', at };
      },
    });
    const text = (version: string): string =>
      `# nginx-vet: version=${version} context=http,server,location\nproxy_pass http://a.conf; `;
    const bad = [`${text('1.28.0')}#! only-old-ones: older`];
    const good = [{ 'x/app.conf': text('1.30.0') }];
    expect(() => testRule(old, { bad, good })).not.toThrow();
    expect(() => testRule(old, { bad: good, good: [] })).toThrow();
  });
});

test('findingsOn gives the findings, with places', () => {
  const [found, ...others] = findingsOn(rule!, BAD);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ rule: 'no-private-ports', root: 'nginx.conf', help: 'give the app a port below 9000' });
  expect(found!.primary.span.source.line(found!.primary.span.start)).toBe(5);
});

describe('what a plugin exports', () => {
  const ok = { id: 'a-b', category: 'tls', messages: { m: 'x' }, *check() {} };

  test.each([
    ['nothing', undefined, 'it has no default export'],
    ['no object', 'x', 'its rule is no object'],
    ['no id', { ...ok, id: undefined }, 'needs an `id`'],
    ['an id without a hyphen', { ...ok, id: 'ab' }, 'needs an `id`'],
    [
      'an id of nginx-vet',
      { ...ok, id: 'proxy-pass-localhost' },
      'its rule has the id of another rule: `proxy-pass-localhost`',
    ],
    ['no category', { ...ok, category: 'mine' }, '(`a-b`): its `category` must be one of syntax, upstream'],
    ['a severity', { ...ok, severity: 'warn' }, 'its `severity` must be one of error, warning, info'],
    ['no messages', { ...ok, messages: { m: 1 } }, 'needs `messages`'],
    ['no check', { ...ok, check: undefined }, 'needs a method `check`'],
    ['presets', { ...ok, presets: 'recommended' }, 'its `presets` must be a list'],
    ['the same id twice', [ok, ok], 'rule 2 has the id of another rule: `a-b`'],
  ])('%s', (_, exported, said) => {
    const { problems } = rulesOfPlugin(exported, new Set(['proxy-pass-localhost']));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(said);
  });

  test('what is right of a list is taken', () => {
    expect(rulesOfPlugin([ok, 1, { ...ok, id: 'c-d' }], new Set()).rules.map(({ id }) => id)).toEqual(['a-b', 'c-d']);
  });
});
