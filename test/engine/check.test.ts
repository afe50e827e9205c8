// Is each file judged once, in context, and is what is found told once?
import { describe, expect, test } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { defineRule, type Rule } from '../../src/rule/index.ts';
import { filesOf, foundIn, MAIN, report, SITE } from './support.ts';

describe('roots and fragments', () => {
  test('a fragment that a main configuration includes is judged there only', () => {
    const found = report(
      {
        files: {
          '/p/conf.d/a.conf': SITE,
          '/p/zz/nginx.conf': 'events {}\nhttp {\n    include ../conf.d/a.conf;\n}\n',
        },
      },
      ['.'],
    );
    expect(found.roots.map((r) => r.path)).toEqual(['zz/nginx.conf']);
    expect(found.findings.map((f) => [f.rule, f.root, f.confidence])).toEqual([
      ['proxy-pass-localhost', 'zz/nginx.conf', 'high'],
    ]);
  });

  test('a fragment that another fragment includes is judged there, whatever their order', () => {
    const files = {
      '/p/a-proxy.conf': 'proxy_pass http://localhost:1;\n',
      '/p/site.conf': 'server {\n    location / {\n        include a-proxy.conf;\n    }\n}\n',
    };
    expect(report({ files }, ['.']).roots.map((r) => r.path)).toEqual(['site.conf']);
  });

  test('two fragments that include one another are both told', () => {
    const files = { '/p/a.conf': 'server {\n    include b.conf;\n}\n', '/p/b.conf': 'listen 80;\ninclude a.conf;\n' };
    const found = report({ files }, ['.']);
    expect(found.roots.length).toBeGreaterThan(0);
    expect(foundIn(found).some((f) => f.startsWith('include-cycle'))).toBe(true);
  });

  test('a fragment named beside its main configuration is judged in context', () => {
    const files = { '/p/nginx.conf': MAIN, '/p/conf.d/a.conf': SITE };
    expect(report({ files }, ['conf.d/a.conf', 'nginx.conf']).roots.map((r) => r.path)).toEqual(['nginx.conf']);
    expect(report({ files }, ['conf.d/a.conf']).roots.map((r) => r.path)).toEqual(['conf.d/a.conf']);
  });

  test('a text from standard input is a root of its own', () => {
    const texts = [{ name: 'sub/site.conf', bytes: Buffer.from('include snippet.conf;\n') }];
    const found = report({ files: { '/p/sub/snippet.conf': SITE } }, [], { texts });
    expect(filesOf(found)).toEqual(['sub/site.conf fragment ok', 'sub/snippet.conf included ok']);
  });

  test('paths are shown from the working directory, wherever that is', () => {
    const found = report({ files: { '/q/site.conf': SITE } }, ['/q'], { cwd: '/p/deep' });
    expect(foundIn(found)).toEqual(['proxy-pass-localhost ../../q/site.conf']);
  });

  test('a version that was given is that of every root', () => {
    const nginx = { version: NginxVersion.parse('1.28')!, source: 'config' as const };
    expect(report({ files: { '/p/site.conf': SITE } }, ['.'], { nginx }).roots[0]?.nginx).toEqual({
      version: '1.28',
      source: 'config',
    });
    expect(report({ files: { '/p/site.conf': SITE } }, ['.']).roots[0]?.nginx).toEqual({
      version: null,
      source: 'unknown',
    });
  });
});

describe('one thing is told once', () => {
  test('a snippet that 20 servers include is one finding with at most five places', () => {
    const servers = Array.from(
      { length: 20 },
      (_, i) => `server {\n    listen ${8000 + i};\n    location / {\n        include snippet.conf;\n    }\n}\n`,
    ).join('');
    const files = {
      '/p/nginx.conf': `events {}\nhttp {\n${servers}}\n`,
      '/p/snippet.conf': 'proxy_pass http://localhost:1;\n',
    };
    const { findings } = report({ files }, ['nginx.conf']);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.occurrences).toBe(20);
    expect(findings[0]?.related.length).toBeLessThanOrEqual(5);
  });

  test('one file reached from two roots, too', () => {
    const main = 'events {}\nhttp {\n    include site.inc;\n}\n';
    const { findings } = report(
      {
        files: {
          '/p/a/nginx.conf': main.replace('site', '../site'),
          '/p/b/nginx.conf': main.replace('site', '../site'),
          '/p/site.inc': SITE,
        },
      },
      ['a/nginx.conf', 'b/nginx.conf'],
    );
    expect(findings.map((f) => [f.rule, f.occurrences])).toEqual([['proxy-pass-localhost', 2]]);
  });

  test('what a whole configuration decides speaks for what a fragment leaves open', () => {
    const site = 'location / {\n    proxy_pass https://api.example.com;\n}\n';
    const files = {
      '/p/nginx.conf': 'events {}\nhttp {\n    server {\n        include site.inc;\n    }\n}\n',
      '/p/site.inc': site,
    };
    const alone = report({ files }, ['site.inc'], { minConfidence: 'low' }).findings.find(
      (f) => f.rule === 'proxy-ssl-server-name-off',
    );
    expect(alone?.confidence).toBe('low');
    expect(alone?.message).toMatch(/unless an outer level sets `proxy_ssl_server_name`$/);
    const whole = report({ files }, ['nginx.conf']).findings.find((f) => f.rule === 'proxy-ssl-server-name-off');
    expect([whole?.confidence, whole?.message.includes('unless')]).toEqual(['high', false]);
  });
});

describe('rules of others', () => {
  const rule = (check: Rule<'said'>['check']) =>
    defineRule({
      id: 'mine',
      category: 'address',
      severity: 'warning',
      confidence: 'high',
      since: '0',
      presets: [],
      reads: 'model',
      messages: { said: 'says {word}' },
      check,
    });
  const disk = { files: { '/p/site.conf': SITE } };

  test('a message without its value names the rule and the file', () => {
    const broken = rule(function* ({ hops }) {
      yield { message: 'said', at: hops()[0]!.pass };
    });
    expect(() => report(disk, ['.'], { rules: [broken] })).toThrow(
      /rule `mine` failed on `site\.conf`: no value for `\{word\}`/,
    );
  });

  test('so does a message that is not there, and a mistake of its own', () => {
    const absent = rule(function* ({ hops }) {
      yield { message: 'other' as 'said', at: hops()[0]!.pass };
    });
    expect(() => report(disk, ['.'], { rules: [absent] })).toThrow(
      /rule `mine` failed on `site\.conf`: .*no message `other`/,
    );
    const thrown = rule(() => {
      throw new TypeError('oh');
    });
    expect(() => report(disk, ['.'], { rules: [thrown] })).toThrow(/rule `mine` failed on `site\.conf`: oh/);
  });

  test('control characters of the configuration reach no message', () => {
    const telling = rule(function* ({ hops }) {
      yield { message: 'said', at: hops()[0]!.pass, data: { word: hops()[0]!.pass.args[0] ?? '' } };
    });
    const files = { '/p/site.conf': SITE.replace('localhost', 'a\u001b[31mb') };
    expect(report({ files }, ['.'], { rules: [telling] }).findings[0]?.message).not.toContain('\u001b');
  });
});

test('severities of the settings replace those of rules, `off` silences, and files are as broken as what is told', () => {
  const disk = { files: { '/p/nginx.conf': 'events {}\nhttp {\n    nonsense on;\n}\n' } };
  expect(filesOf(report(disk, ['.']))).toEqual(['nginx.conf main error']);
  const milder = report(disk, ['.'], { severityOf: (rule) => (rule === 'unknown-directive' ? 'info' : undefined) });
  expect([milder.findings[0]?.severity, filesOf(milder)]).toEqual(['info', ['nginx.conf main ok']]);
  expect(report(disk, ['.'], { severityOf: () => 'off' }).findings).toEqual([]);
  const elsewhere = report(disk, ['.'], { severityOf: (_, file) => (file === '/p/nginx.conf' ? undefined : 'off') });
  expect(elsewhere.findings).toHaveLength(1);
});

test('10,000 nested blocks are checked', () => {
  const text = `events {}\nhttp {\n    server {\n${'location / {\n'.repeat(10_000)}${'}\n'.repeat(10_000)}    }\n}\n`;
  const found = report({ files: { '/p/nginx.conf': text } }, ['nginx.conf'], { bindings: false });
  expect(found.roots).toHaveLength(1);
});

describe('the version of nginx', () => {
  const files = {
    '/p/compose.yaml': 'services: {web: {image: "nginx:1.25.3", volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]}}\n',
    '/p/nginx.conf': 'events {}\nhttp { server { listen 80; } }\n',
  };
  const told = (request: Parameters<typeof report>[2]) => report({ files }, ['nginx.conf'], request).roots[0]?.nginx;

  test('is that of the image, unless somebody says another one', () => {
    expect(told({})).toEqual({ version: '1.25.3', source: 'image' });
    const version = NginxVersion.parse('1.18.0')!;
    expect(told({ nginx: { version, source: 'option' } })).toEqual({ version: '1.18.0', source: 'option' });
    expect(told({ bindings: false })).toEqual({ version: null, source: 'unknown' });
  });
});
