// Which fixes are applied, which are not, and is that said?
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/rule/index.ts';
import { SourceText, type Write } from '../../src/text/index.ts';
import { fix, fixedWith, rewritten, ruleAbout } from './support.ts';

const http = (inside: string) => `events {}\nhttp {\n${inside}\n}\n`;
const location = (inside: string) => http(`server {\nlocation / {\n${inside}\n}\n}`);
/** `sendfile` becomes `tcp_nopush`. */
const sendfile = ruleAbout('sendfile', rewritten('tcp_nopush on;'));

describe('levels of safety', () => {
  const text = http('sendfile on;');
  test.each([
    ['safe', false, true],
    ['safe', true, true],
    ['unsafe', false, false],
    ['unsafe', true, true],
    ['suggestion', false, false],
    ['suggestion', true, false],
  ] as const)('%s with unsafe=%s: %s', (safety, unsafe, isApplied) => {
    const done = fixedWith(
      [ruleAbout('sendfile', rewritten('tcp_nopush on;', safety))],
      { 'nginx.conf': text },
      { unsafe },
    );
    expect(done).toEqual({
      files: isApplied ? { 'nginx.conf': http('tcp_nopush on;') } : {},
      fixed: isApplied ? ['about-sendfile'] : [],
      left: isApplied ? [] : ['about-sendfile'],
      why: [],
    });
  });

  test('the safest of several is taken', () => {
    const both = ruleAbout('sendfile', ({ span }) => [
      fix({ span, text: 'tcp_nodelay on;' }, 'unsafe'),
      fix({ span, text: 'tcp_nopush on;' }, 'safe'),
    ]);
    expect(fixedWith([both], { 'nginx.conf': text }, { unsafe: true }).files).toEqual({
      'nginx.conf': http('tcp_nopush on;'),
    });
  });
});

describe('several fixes', () => {
  test('the same edit of several findings is made once', () => {
    const add = ruleAbout('sendfile', ({ parent }) => {
      const { source, end } = parent!.span;
      return parent!.children.some((d) => d.name === 'gzip')
        ? undefined
        : fix({ span: source.span(end, end), text: ' gzip on;' });
    });
    const other = ruleAbout('sendfile', () => undefined, { id: 'other' });
    const again = { ...add, id: 'again' };
    const gone = (rule: typeof add) => ({
      ...rule,
      check: (view: Parameters<typeof rule.check>[0]) =>
        view.directives('gzip').length > 0 ? [] : rule.check(view, {}),
    });
    const done = fixedWith([gone(add), gone(again), other], { 'nginx.conf': http('sendfile on;') });
    expect(done).toMatchObject({
      files: { 'nginx.conf': http('sendfile on;').replace('http {', 'http { gzip on;') },
      left: ['other'],
    });
    expect([...done.fixed].sort()).toEqual(['about-sendfile', 'again']);
  });

  test('what gets in the way of another waits, and may not be needed any more', () => {
    const two = ruleAbout('sendfile', rewritten('tcp_nodelay on;'), { id: 'two' });
    const done = fixedWith([sendfile, two], { 'nginx.conf': http('sendfile on;') });
    expect(done).toMatchObject({
      files: { 'nginx.conf': http('tcp_nopush on;') },
      fixed: ['about-sendfile'],
      left: [],
    });
  });

  /** A rule that wants a statement behind `sendfile`. */
  const needs = (name: string): Rule => {
    const rule = ruleAbout('sendfile', ({ span: { source, end } }) =>
      fix({ span: source.span(end, end), text: `\n${name} on;` }),
    );
    return {
      ...rule,
      id: `needs-${name}`,
      check: (view) => (view.directives(name).length > 0 ? [] : rule.check(view, {})),
    };
  };

  test('different lines for one place come one after the other', () => {
    const names = ['tcp_nopush', 'tcp_nodelay', 'gzip'];
    const done = fixedWith(names.map(needs), { 'nginx.conf': http('sendfile on;') });
    expect(done.left).toEqual([]);
    expect(done.files['nginx.conf']!.split('\n').sort()).toEqual(
      http('sendfile on;\ntcp_nopush on;\ntcp_nodelay on;\ngzip on;').split('\n').sort(),
    );
  });

  test('ten passes are the most', () => {
    const names = Array.from({ length: 12 }, (_, i) => `own_${i}`);
    const done = fixedWith(names.map(needs), { 'nginx.conf': http('sendfile on;') });
    expect(done.fixed).toHaveLength(10);
    expect(done.left).toHaveLength(2);
    expect(done.why).toEqual(['there were 10 passes before it']);
  });

  test('a rule that is never content is not followed', () => {
    const next = ruleAbout('keepalive_requests', (d) =>
      fix({ span: d.argSpan(0), text: String(Number(d.args[0]) + 1) }),
    );
    expect(fixedWith([next], { 'nginx.conf': http('keepalive_requests 1;') })).toMatchObject({
      files: {},
      why: ['the finding would still be there'],
    });
  });

  test('a snippet that many include is changed once', () => {
    const done = fixedWith([sendfile], {
      'nginx.conf': http('server { include s.conf; }\nserver { include s.conf; }'),
      's.conf': 'sendfile on;\r\n',
    });
    expect(done).toMatchObject({ files: { 's.conf': 'tcp_nopush on;\r\n' }, left: [] });
  });

  test('only if all its occurrences agree', () => {
    const byServer = ruleAbout('sendfile', (d) =>
      fix({ span: d.span, text: `tcp_nopush ${d.parent!.children.length > 2 ? 'on' : 'off'};` }),
    );
    const files = {
      'nginx.conf': http('server { include s.conf; }\nserver { listen 80; include s.conf; }'),
      's.conf': 'sendfile on;',
    };
    expect(fixedWith([byServer], files)).toMatchObject({ files: {}, left: ['about-sendfile'], fixed: [] });
  });
});

describe('a fix is taken back', () => {
  const files = { 'nginx.conf': http('sendfile on;\ngzip on;') };
  const gzip = ruleAbout('gzip', rewritten('gunzip on;'));

  test.each<[string, string, RegExp]>([
    ['does not remove the finding', 'sendfile off;', /^the finding would still be there$/],
    ['breaks the braces', 'tcp_nopush on; }', /braces/],
    ['swallows what follows', 'tcp_nopush on', /`gzip` in line 4 would not stay/],
    ['brings a finding as severe', 'worse on;', /^it would bring `about-worse`: there is `worse`$/],
  ])('that %s; the others stay', (_, text, why) => {
    const done = fixedWith([ruleAbout('sendfile', rewritten(text)), gzip], files, {
      others: [ruleAbout('worse', () => undefined)],
    });
    expect(done).toMatchObject({ files: { 'nginx.conf': http('sendfile on;\ngunzip on;') }, left: ['about-sendfile'] });
    expect(done.why).toEqual([expect.stringMatching(why)]);
  });

  test('not for a finding that is less severe', () => {
    const others = [ruleAbout('worse', () => undefined, { severity: 'info' })];
    expect(fixedWith([ruleAbout('sendfile', rewritten('worse on;'))], files, { others }).left).toEqual([]);
  });

  test('also where the finding was there before, but less severe', () => {
    const rule = ruleAbout('gzip', () => undefined, { id: 'level' });
    const level = {
      ...rule,
      *check(view: Parameters<typeof rule.check>[0]) {
        for (const draft of rule.check(view, {}))
          yield { ...draft, severity: view.directives('tcp_nopush').length > 0 ? 'error' : 'info' } as const;
      },
    };
    expect(fixedWith([sendfile], files, { others: [level] }).why).toEqual([
      expect.stringMatching(/^it would bring `level`/),
    ]);
  });

  test('many good ones are found among the bad', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `sendfile ${i};`);
    const picky = ruleAbout('sendfile', (d) =>
      fix({ span: d.span, text: Number(d.args[0]) % 13 === 5 ? 'worse 1;' : 'tcp_nopush on;' }),
    );
    const done = fixedWith(
      [picky],
      { 'nginx.conf': http(lines.join('\n')) },
      { others: [ruleAbout('worse', () => undefined)] },
    );
    expect(done.fixed).toHaveLength(37);
    expect(done.left).toHaveLength(3);
    expect(done.why).toHaveLength(3);
    expect(done.files['nginx.conf']).not.toContain('worse');
  });
});

describe('inherited lists', () => {
  const outer = (inside: string) =>
    http(
      `proxy_set_header Host $host;\nproxy_set_header X-A 1;\nserver {\nlocation / {\n${inside}\nproxy_pass http://127.0.0.1:1;\n}\n}`,
    );
  const adding = (text: string) => ruleAbout('sendfile', rewritten(text));

  test('the first line of a level may not drop what was inherited', () => {
    const done = fixedWith([adding('proxy_set_header Connection "";')], { 'nginx.conf': outer('sendfile on;') });
    expect(done).toMatchObject({ files: {}, why: ['`proxy_set_header Host` would no longer hold in `location /`'] });
  });

  test('with the inherited lines it may', () => {
    const lines = 'proxy_set_header host $host;\nproxy_set_header X-A 2;\nproxy_set_header Connection "";';
    expect(fixedWith([adding(lines)], { 'nginx.conf': outer('sendfile on;') }).files).toEqual({
      'nginx.conf': outer(lines),
    });
  });

  test('a level with its own list loses nothing', () => {
    const done = fixedWith([adding('proxy_set_header Connection "";')], {
      'nginx.conf': outer('proxy_set_header A 1;\nsendfile on;'),
    });
    expect(done.fixed).toEqual(['about-sendfile']);
  });

  test('a line that the fix removes is meant to go', () => {
    const remove = ruleAbout(
      'proxy_set_header',
      (d) => (d.args[0] === 'X-A' ? fix({ span: d.span, text: '' }) : undefined),
      { id: 'x' },
    );
    const only = {
      ...remove,
      check: (view: Parameters<typeof remove.check>[0]) => [...remove.check(view, {})].filter((d) => d.fixes![0]),
    };
    expect(fixedWith([only], { 'nginx.conf': outer('') }).fixed).toEqual(['x']);
  });

  test('`add_header` is such a list, too', () => {
    const text = location('sendfile on;').replace('http {', 'http {\nadd_header A 1;');
    expect(fixedWith([adding('add_header B 2;')], { 'nginx.conf': text }).why).toEqual([
      '`add_header A` would no longer hold in `location /`',
    ]);
  });
});

describe('files that are not nginx-vet’s to change', () => {
  const SNIPPET = 'sendfile on;\n';
  const include = (file: string) => http(`include ${file};`);

  test.each<[string, Readonly<Record<string, string>>, Parameters<typeof fixedWith>[2], RegExp]>([
    [
      'outside of the project',
      { 'nginx.conf': include('/other/s.conf'), '/other/s.conf': SNIPPET },
      {},
      /^`..\/other\/s.conf` lies outside of what is checked/,
    ],
    [
      'a template',
      { 'nginx.conf': include('s.conf'), 's.conf': `${SNIPPET}{% if x %}\ngzip on;\n{% endif %}\n` },
      {},
      /^`s.conf` is a template/,
    ],
    [
      'ignored, while the finding is elsewhere',
      { 'nginx.conf': include('s.conf'), 's.conf': 'tcp_nopush on;\n' },
      { ignored: (p) => p === '/p/s.conf' },
      /`ignore` leaves `s.conf` out$/,
    ],
  ])('%s', (_, files, more, why) => {
    const rule = files['s.conf']?.startsWith('tcp')
      ? ruleAbout('include', (_include, view) => fix({ span: view.directives('tcp_nopush')[0]!.span, text: '' }))
      : sendfile;
    const done = fixedWith([rule], files, more);
    expect(done).toMatchObject({ files: {}, fixed: [] });
    expect(done.why).toEqual([expect.stringMatching(why)]);
    expect(done.left).toHaveLength(1);
  });

  test('no file of the configuration', () => {
    const elsewhere = ruleAbout('sendfile', () =>
      fix({ span: SourceText.fromString('compose.yaml', 'a: b').span(0, 1), text: 'c' }),
    );
    expect(fixedWith([elsewhere], { 'nginx.conf': http('sendfile on;'), 'compose.yaml': 'a: b' }).why).toEqual([
      '`compose.yaml` is no file of this configuration',
    ]);
  });

  test.each<[string, Partial<Parameters<typeof fixedWith>[2] & object>]>([
    ['named itself', { paths: ['nginx.conf', '/other/s.conf'] }],
    ['in a named directory', { paths: ['nginx.conf', '/other'] }],
    ['below the prefix', { prefix: '/other' }],
    ['where a path is mapped to', { pathMap: [{ from: '/x', to: '/other' }] }],
  ])('but a file elsewhere that is %s', (_, more) => {
    const files = { 'nginx.conf': include('/other/s.conf'), '/other/s.conf': SNIPPET };
    expect(fixedWith([sendfile], files, more).files).toEqual({ '../other/s.conf': 'tcp_nopush on;\n' });
  });

  test('the working directory `/` does not make the machine a project', () => {
    const files = { '/p/nginx.conf': include('/other/s.conf'), '/other/s.conf': SNIPPET };
    expect(fixedWith([sendfile], files, { cwd: '/', paths: ['p/nginx.conf'] }).why).toHaveLength(1);
  });

  test('a text that only shows what a file held is left alone', () => {
    const dump = SourceText.fromString('nginx.conf', http('  sendfile on;'));
    const shown = SourceText.shown('/etc/nginx/nginx.conf', SourceText.cut('part', [dump.span(0, dump.length)]));
    const start = dump.text.indexOf('sendfile');
    const rule = ruleAbout('sendfile', () => fix({ span: shown.span(start, start + 12), text: 'tcp_nopush on;' }));
    expect(fixedWith([rule], { 'nginx.conf': dump.text }).why).toEqual([
      '`part` only shows what `/etc/nginx/nginx.conf` held',
    ]);
  });

  test('a text within another one is changed there, where it can be written', () => {
    const outer = SourceText.fromString('nginx.conf', http('  sendfile on;'));
    const start = outer.text.indexOf('sendfile');
    const cut = (write?: Write) => SourceText.cut('nginx.conf', [outer.span(start, start + 12)], write);
    const done = (source: SourceText) =>
      fixedWith([ruleAbout('sendfile', () => fix({ span: source.span(0, 12), text: 'tcp_nopush\non;' }))], {
        'nginx.conf': outer.text,
      });
    expect(done(cut((text) => text.replaceAll('\n', '\n   '))).files).toEqual({
      'nginx.conf': http('  tcp_nopush\n   on;'),
    });
    expect(done(cut(() => undefined)).why).toEqual([
      'it cannot be written within `nginx.conf`: change it there by hand',
    ]);
  });
});

describe('bytes', () => {
  test('line ends, a byte order mark, bad UTF-8 and a missing last line end stay', () => {
    const text = Buffer.from('\xef\xbb\xbfevents {}\r\n# \xff\xfe\r\nhttp {\r\nsendfile on;\r\n}', 'latin1');
    const two = ruleAbout('sendfile', rewritten('tcp_nopush on;\ngzip on;'));
    const done = fixedWith([two], { 'nginx.conf': text });
    expect(done.left).toEqual([]);
    // read back through UTF-8, which cannot show the two bad bytes
    expect(done.files['nginx.conf']).toBe(
      '\ufeffevents {}\r\n# \ufffd\ufffd\r\nhttp {\r\ntcp_nopush on;\r\ngzip on;\r\n}',
    );
  });

  test('a text from standard input is fixed as a file would be', () => {
    const more = { paths: [], texts: [{ name: 'stdin', bytes: Buffer.from(http('sendfile on;')) }] };
    expect(fixedWith([sendfile], {}, more).files).toEqual({ stdin: http('tcp_nopush on;') });
  });

  test('edits that touch are one, edits that overlap are none', () => {
    const touching = ruleAbout('sendfile', ({ span: { source, start, end } }) =>
      fix([
        { span: source.span(start, start + 8), text: 'tcp_nopush' },
        { span: source.span(start + 8, end), text: ' off;' },
        { span: source.span(end, end), text: ' gzip on;' },
        { span: source.span(end, end), text: ' gunzip on;' },
        { span: source.span(start, start), text: 'aio on; ' },
      ]),
    );
    const files = { 'nginx.conf': http('sendfile on;') };
    expect(fixedWith([touching], files).files).toEqual({
      'nginx.conf': http('aio on; tcp_nopush off; gzip on; gunzip on;'),
    });
    const overlapping = ruleAbout('sendfile', ({ span: { source, start } }) =>
      fix([
        { span: source.span(start, start + 8), text: 'a' },
        { span: source.span(start + 4, start + 10), text: 'b' },
      ]),
    );
    expect(fixedWith([overlapping], files).why).toEqual(['its edits get in each other’s way']);
    expect(fixedWith([ruleAbout('sendfile', () => fix([]))], files).why).toEqual(['it changes nothing']);
  });
});
