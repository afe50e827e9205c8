// Which findings do comments hold back? On files in memory, with the real rules.
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { type CheckRequest, check, type Report } from '../../src/engine/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { originOf } from '../../src/text/index.ts';

function report(files: Readonly<Record<string, string>>, more: Partial<CheckRequest> = {}): Report {
  return check({
    fs: memoryFileSystem(Object.fromEntries(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]))),
    cwd: '/p',
    paths: ['.'],
    rules,
    toolVersion: '0.0.0',
    now: () => 0,
    ...more,
  });
}

/** `line rule` of what is told of one configuration, about localhost and about comments. */
function told(text: string, more: Partial<CheckRequest> = {}, name = 'nginx.conf'): readonly string[] {
  return lines(report({ [name]: text }, { paths: [name], ...more }));
}

function lines({ findings }: Report): readonly string[] {
  return findings
    .filter(({ rule }) => /^(?:proxy-pass-localhost|suppression-.*|unknown-directive|binding-.*)$/.test(rule))
    .map(({ rule, primary }) => {
      const { source, start } = originOf(primary.span);
      return `${source.line(start)} ${rule}`;
    });
}

const L = 'proxy-pass-localhost';
const PASS = 'proxy_pass http://localhost:3000;';

/** A server whose blocks are these lines; the first one is line 5. */
function server(...inside: readonly string[]): string {
  return ['events {}', 'http {', 'server {', 'listen 8080;', ...inside, '}', '}', ''].join('\n');
}

describe('the next line', () => {
  test('is the next one with more on it than a comment', () => {
    const comment = `# nginx-vet-disable-next-line ${L} -- why`;
    expect(told(server('location / {', comment, PASS, '}'))).toEqual([]);
    expect(told(server('location / {', comment, '# more', '', '   # and more', PASS, '}'))).toEqual([]);
    expect(told(server('location / {', comment, 'proxy_buffering on;', PASS, '}'))).toEqual([
      '6 suppression-unused',
      `8 ${L}`,
    ]);
  });

  test('is a statement as a whole, wherever in it the finding is, and whatever else stands on its lines', () => {
    const comment = `# nginx-vet-disable-next-line ${L} -- why`;
    expect(told(server('location / {', comment, 'proxy_pass', '  http://localhost:3000', ';', '}'))).toEqual([]);
    expect(told(server('location / {', 'proxy_pass', comment, '  http://localhost:3000;', '}'))).toEqual([]);
    expect(told(server(comment, `location /a { ${PASS} } location /b { ${PASS} }`))).toEqual([]);
  });

  test('needs no end of line, and knows CR LF', () => {
    const text = server('location / {', `# nginx-vet-disable-next-line ${L} -- why`, PASS, '}').replaceAll(
      '\n',
      '\r\n',
    );
    expect(told(text)).toEqual([]);
    const without = report({ 'nginx.conf': text }, { paths: ['nginx.conf'] });
    expect(without.suppressions?.map(({ reason, kind }) => [reason, kind])).toEqual([['why', 'comment']]);
    expect(told(`events {}\n# nginx-vet-disable-next-line ${L} -- why`)).toEqual(['2 suppression-unused']);
  });
});

describe('the same line', () => {
  test('is every statement that stands on it, in whole or in part', () => {
    const comment = `# nginx-vet-disable-line ${L} -- why`;
    expect(told(server(`location / { ${PASS} } ${comment}`))).toEqual([]);
    expect(told(server('location / {', 'proxy_pass', `http://localhost:3000; ${comment}`, '}'))).toEqual([]);
    expect(told(server('location / {', comment, PASS, '}'))).toEqual(['6 suppression-unused', `7 ${L}`]);
  });

  test('several rules, with commas or without; one of them is not needed', () => {
    const both = server(`location / { ${PASS} } # nginx-vet-disable-line unknown-directive,${L} -- why`);
    expect(told(both)).toEqual(['5 suppression-unused']);
    const spaced = server(`location / { ${PASS} nothing x; } # nginx-vet-disable-line unknown-directive ${L} -- why`);
    expect(told(spaced)).toEqual([]);
  });
});

describe('a block', () => {
  const disable = `# nginx-vet-disable ${L} -- why`;
  const enable = `# nginx-vet-enable ${L}`;
  const place = (name: string): string => `location /${name} { ${PASS} }`;

  test('ends what began in it', () => {
    expect(told(server('location / {', disable, PASS, '}', place('b')))).toEqual([`9 ${L}`]);
    expect(told(server(place('a'), disable, place('b')) + server(place('c')).replace('events {}', ''))).toContain(
      `5 ${L}`,
    );
    expect(told(`${disable}\n${server(place('a'), place('b'))}`)).toEqual([]);
  });

  test('is what follows: the line before is not meant', () => {
    expect(told(server(`location / { ${PASS} ${disable}`, '}'))).toEqual([`5 ${L}`, '5 suppression-unused']);
  });

  test('`enable` ends it; in an inner block only for the rest of that one', () => {
    expect(told(server(disable, place('a'), enable, place('b')))).toEqual([`8 ${L}`]);
    expect(told(server(disable, 'location / {', enable, PASS, '}', place('b')))).toEqual([`8 ${L}`]);
    expect(told(server(disable, place('a'), '# nginx-vet-enable', place('b')))).toEqual([`8 ${L}`]);
    expect(told(server('# nginx-vet-disable -- why', place('a'), enable, 'nothing x;', place('b')))).toEqual([
      '5 suppression-without-reason',
      `9 ${L}`,
    ]);
  });

  test('that is never closed goes to the end', () => {
    const open = `events {}\nhttp {\n${disable}\nserver {\n${place('a')}\n`;
    expect(told(open)).toEqual([]);
  });
});

describe('a file', () => {
  const comment = `# nginx-vet-disable-file ${L} -- why`;

  test('is one file, wherever in it the comment stands; what it includes is another one', () => {
    expect(told(`${server(`location / { ${PASS} }`)}\n${comment}\n`)).toEqual([]);
    const files = {
      'nginx.conf': `${comment}\n${server(`location /a { ${PASS} }`, 'include b.conf;')}`,
      'b.conf': `location /b { ${PASS} }\n`,
    };
    expect(lines(report(files))).toEqual([`1 ${L}`]);
  });

  test('included several times has its comments once', () => {
    const files = {
      'nginx.conf': server('location /a { include pass.conf; }', 'location /b { include pass.conf; }'),
      'other.conf': server('location /c { include pass.conf; }'),
      'pass.conf': `${PASS} # nginx-vet-disable-line ${L} -- why\n`,
    };
    const found = report(files);
    expect(lines(found)).toEqual([]);
    expect(found.suppressed).toBe(1);
    expect(found.suppressions?.[0]?.finding.occurrences).toBe(3);
  });
});

describe('only real comments count', () => {
  test.each([
    ['a quoted word', `add_header X "# nginx-vet-disable-file ${L} -- why";`],
    ['a quoted word over lines', `add_header X '\n# nginx-vet-disable-file ${L} -- why\n';`],
    ['a word', `add_header X a#nginx-vet-disable-file;`],
    ['Lua', `location /l { content_by_lua_block {\n# nginx-vet-disable-file ${L} -- why\n} }`],
    ['a sentence', `# see nginx-vet-disable-file ${L} -- why`],
    ['a comment that is commented out', `# ${PASS} # nginx-vet-disable-file ${L} -- why`],
  ])('%s is none', (_, text) => {
    expect(told(server(text, `location / { ${PASS} }`)).map((line) => line.replace(/^\d+ /, ''))).toEqual([L]);
  });

  test('a word in front of the comment is part of another one', () => {
    expect(told(server(`location / { ${PASS} } ##  nginx-vet-disable-line: ${L}  ---  why`))).toEqual([]);
  });
});

describe('texts in other texts', () => {
  const inside = (text: string): string => text.replace(/^/gm, '    ').trimEnd();
  const map = (text: string, before = ''): string =>
    `${before}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\ndata:\n  nginx.conf: |\n${inside(text)}\n`;
  const named = { paths: ['map.yaml'] };

  test('a ConfigMap: comments of the text, and of the YAML around it', () => {
    const bare = report({ 'map.yaml': map(server(`location / { ${PASS} }`)) }, named);
    expect(lines(bare)).toEqual([`10 ${L}`]);
    const inner = map(server(`location / { ${PASS} } # nginx-vet-disable-line ${L} -- why`));
    expect(lines(report({ 'map.yaml': inner }, named))).toEqual([]);
    const outer = map(server(`location / { ${PASS} }`), `# nginx-vet-disable-file ${L} -- why\n`);
    expect(lines(report({ 'map.yaml': outer }, named))).toEqual([]);
    const idle = map(server(), `# nginx-vet-disable-file ${L} -- why\n`);
    expect(lines(report({ 'map.yaml': idle }, named))).toEqual(['1 suppression-unused']);
  });

  test('a dump of nginx -T', () => {
    const part = (name: string, text: string): string => `# configuration file ${name}:\n${text}\n`;
    const dump = (pass: string): string =>
      part('/etc/nginx/nginx.conf', server('include /etc/nginx/a.conf;')) + part('/etc/nginx/a.conf', pass);
    const a = `location / { ${PASS} }`;
    expect(lines(report({ 'all.txt': dump(a) }, { paths: ['all.txt'] }))).toEqual([`1 ${L}`]);
    const held = report({ 'all.txt': dump(`${a} # nginx-vet-disable-line ${L} -- why`) }, { paths: ['all.txt'] });
    expect([lines(held), held.suppressed]).toEqual([[], 1]);
  });

  test('a template: what is held back is, what is not needed is not told', () => {
    const text = server(
      `location / { ${PASS} } # nginx-vet-disable-line ${L} -- why`,
      '{% if x %}',
      'location /b {}',
      '{% endif %}',
    );
    expect(told(text)).toEqual([]);
    expect(told(server(`location / { proxy_pass http://{{ app }}; } # nginx-vet-disable-line ${L} -- why`))).toEqual(
      [],
    );
  });
});

describe('a comment that is not needed is told only when that is known', () => {
  const idle = `location / { return 204; } # nginx-vet-disable-line ${L} -- why`;

  test('not when the rule was not asked', () => {
    const without = rules.filter(({ id }) => id !== L);
    expect(told(server(idle))).toEqual(['5 suppression-unused']);
    expect(told(server(idle), { rules: without, knownRules: rules })).toEqual([]);
    expect(told(server(idle.replace(L, 'binding-wrong-port')), { bindings: false })).toEqual([]);
    expect(told(server(idle.replace(L, 'binding-wrong-port')))).toEqual(['5 suppression-unused']);
  });

  test('not when it holds back what is too unsure to be told', () => {
    const text = 'location / { proxy_pass https://api.example.com; }\n';
    const all = report({ 'a.conf': text }, { minConfidence: 'low' }).findings;
    const hidden = all.find(({ confidence }) => confidence === 'low');
    expect(hidden).toBeDefined();
    const comment = `${text.trimEnd()} # nginx-vet-disable-line ${hidden!.rule} -- why\n`;
    expect(report({ 'a.conf': comment }, { minConfidence: 'low' }).findings).toHaveLength(all.length - 1);
    expect(lines(report({ 'a.conf': comment }))).not.toContain('1 suppression-unused');
  });

  test('not where an include is missing, a file is broken, or another configuration may include the file', () => {
    expect(told(server(idle, 'include not/here.conf;'))).not.toContain('5 suppression-unused');
    expect(told(server(idle, 'listen 80'))).not.toContain('5 suppression-unused');
    const files = { 'a/nginx.conf': server('include ../common/x.conf;'), 'common/x.conf': `${idle}\n` };
    expect(lines(report(files, { paths: ['a/nginx.conf'] }))).toEqual([]);
    expect(lines(report(files))).toEqual(['1 suppression-unused']);
  });

  test('a comment that names no rule: only when every recommended rule was asked', () => {
    const every = server('location / { return 204; } # nginx-vet-disable-line -- why');
    expect(told(every)).toEqual(['5 suppression-unused', '5 suppression-without-reason']);
    const few = rules.filter(({ presets, category }) => presets.includes('syntax') || category === 'suppression');
    expect(told(every, { rules: few, knownRules: rules })).toEqual(['5 suppression-without-reason']);
  });
});

describe('what is said of comments', () => {
  test('is held back by another comment that names the rule, and by none about itself', () => {
    const idle = `location / { return 204; } # nginx-vet-disable-line ${L} -- why`;
    expect(told(server(`# nginx-vet-disable-next-line suppression-unused -- for another version`, idle))).toEqual([]);
    expect(told(server('location / { return 204; } # nginx-vet-disable-line suppression-without-reason'))).toEqual([
      '5 suppression-without-reason',
    ]);
    expect(told(server('# nginx-vet-disable -- why', idle)).toSorted()).toEqual([
      '5 suppression-unused',
      '5 suppression-without-reason',
      '6 suppression-unused',
    ]);
  });

  test('is not known of rules that exist but are not asked', () => {
    const text = server(`location / { ${PASS} } # nginx-vet-disable-line ${L}, no-such-rule -- why`);
    expect(told(text, { rules: rules.filter(({ id }) => id !== L), knownRules: rules })).toEqual([
      '5 suppression-unknown-rule',
    ]);
  });
});

describe('declarations', () => {
  const compose = (comment: string, more = ''): string =>
    `services:\n  web:\n    image: nginx:1.28\n    volumes: ["./nginx.conf:/etc/nginx/nginx.conf"]\n${more}    depends_on: [app] ${comment}\n  app:\n    image: node:22\n    command: node server.js\n    expose: ["3001"]\n    environment:\n      PORT: "3001"\n`;
  const pass = 'location / { proxy_pass http://app:3000; }';

  test('comments in a compose file are looked at; the finding itself is told at the dial', () => {
    const text = '# nginx-vet-disable-line no-such-rule -- why';
    const found = report({ 'nginx.conf': server(pass), 'compose.yaml': compose(text), '.git/HEAD': '' });
    expect(found.findings.map(({ rule, primary }) => `${primary.span.source.path} ${rule}`)).toContain(
      'compose.yaml suppression-unknown-rule',
    );
    const scalar = compose(
      '',
      `    labels:\n      note: "# nginx-vet-disable-line no-such-rule -- why"\n      more: |\n        # nginx-vet-disable-line no-such-rule\n`,
    );
    const silent = report({ 'nginx.conf': server(pass), 'compose.yaml': scalar, '.git/HEAD': '' });
    expect(silent.findings.map(({ rule }) => rule)).not.toContain('suppression-unknown-rule');
  });

  test('a source that is broken is held back where it is told', () => {
    const broken = (comment: string): string => `${comment}services:\n  app: [\n`;
    const files = { 'nginx.conf': server(pass), '.git/HEAD': '' };
    const skipped = report({ ...files, 'compose.yaml': broken('') }).findings.filter(
      ({ rule }) => rule === 'source-skipped',
    );
    expect(skipped).toHaveLength(1);
    const held = report({
      ...files,
      'compose.yaml': broken('# nginx-vet-disable-file source-skipped -- an example\n'),
    });
    expect(held.findings.map(({ rule }) => rule)).not.toContain('source-skipped');
    expect(held.suppressed).toBe(1);
  });
});

test('the fingerprints of the others stay, and those held back have theirs', () => {
  const places = (comment: string): string =>
    server(`location / { ${PASS} ${comment}`, '}', `location / { ${PASS}`, '}').replace('location / {', 'location / {');
  const all = report({ 'nginx.conf': places('') });
  const some = report({ 'nginx.conf': places(`# nginx-vet-disable-line ${L} -- why`) });
  const of = ({ findings, fingerprintOf }: Report): readonly string[] =>
    findings.filter(({ rule }) => rule === L).map((finding) => fingerprintOf!(finding));
  expect(of(all)).toHaveLength(2);
  expect([...(some.suppressions ?? []).map(({ fingerprint }) => fingerprint), ...of(some)]).toEqual(of(all));
});
