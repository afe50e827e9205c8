// The page as a text: what it promises a browser, what is in it, how much of it there is.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { prose } from '../../../rules/prose.generated.ts';
import { fold } from '../../../src/report/html/fold.ts';
import { markdown } from '../../../src/report/html/markdown.ts';
import { html, raw, words } from '../../../src/report/html/markup.ts';
import { reachOf } from '../../../src/report/html/reach.ts';
import { fleet, http, inMemory, inProject, pageOf } from './support.ts';

const shop = inProject('shop');
const page = pageOf(shop);

/** What a reader sees of markup. */
const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(lt|gt|quot|#39|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name]!,
    );

describe('the document', () => {
  test('is the same for the same report', () => {
    expect(pageOf(inProject('shop'))).toBe(page);
  });

  test('allows its own style and script by their hashes, and nothing else', () => {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)!;
    const hash = (tag: string): string => {
      const all = [...page.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))];
      expect(all).toHaveLength(1);
      return `'sha256-${createHash('sha256').update(all[0]![1]!).digest('base64')}'`;
    };
    expect(policy!.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash('style')}`,
      `script-src ${hash('script')}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]);
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
  });

  test('fetches nothing: all addresses are places of its own, data, or links for a person to follow', () => {
    const addresses = [...page.matchAll(/<(\w+)[^>]*?\s(?:href|src|xlink:href|action|srcset|poster|data)="([^"]*)"/g)];
    expect(addresses.length).toBeGreaterThan(30);
    const others = addresses.filter(
      ([, tag, to]) => !to!.startsWith('#') && !(tag === 'a' && to!.startsWith('https://')),
    );
    expect(others.map(([, tag, to]) => `${tag} ${to!.slice(0, 19)}`)).toEqual(['link data:image/svg+xml,']);
    expect(page).not.toMatch(/@import|url\(/);
  });

  test('every link inside leads somewhere, and no place is there twice', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to);
  });

  test('keeps the place of a finding when lines move', () => {
    const conf = http('server { listen 80; location / { proxy_pass https://api.example.com; } }');
    const ids = (text: string) => pageOf(inMemory({ 'nginx.conf': text })).match(/id="f-[^"]*"/g);
    expect(ids(`# a comment\n\n\n${conf}`)).toEqual(ids(conf));
    expect(ids(conf)).not.toEqual([]);
  });
});

describe('the summary', () => {
  test('says how it is, where the version comes from, what could not be read, and what is held back', () => {
    expect(page).toContain('4 errors: requests fail');
    expect(page).toContain('1.28 (from the tag of its image)');
    const [found] = shop.findings;
    const held = pageOf({
      ...shop,
      findings: [],
      files: [{ path: 'secret.conf', role: 'included', status: 'unreadable' }],
      suppressed: 1,
      suppressions: [{ finding: found!, fingerprint: '', kind: 'comment', reason: 'we <know>' }],
    });
    expect(held).toContain('Nothing found');
    expect(held).toContain('1 file could not be read.');
    expect(textOf(held)).toContain('Not shown: 1 finding silenced by comments');
    expect(held).toContain('comment: we &lt;know&gt;');
  });

  test('findings are told by what breaks: nginx that does not start comes first, then requests that fail, then those that can, then the rest', () => {
    const titles = (text: string) => [...text.matchAll(/<h3 id="([^"]*)"/g)].map(([, key]) => key);
    const broken = inMemory({
      'nginx.conf': http(`upstream u { server a.example.com; keepalive 4; }
        server { listen 80; bogus on; location / { proxy_pass https://api.example.com; } location /u { proxy_pass http://u; proxy_read_timeout 0; } }`),
    });
    expect(titles(pageOf(broken))).toEqual(['start', 'status-504', 'status-502', 'category-upstream']);
    expect(titles(page)[0]).toBe('status-502');
  });

  test('many configurations are folded, and only some are drawn: the worst', () => {
    const sound = http('server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } }');
    const wrong = http('server { listen 80; location / { proxy_pass http://127.0.0.1:3000; proxy_read_timeout 0; } }');
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`c${i}/nginx.conf`, i === 17 ? wrong : sound]),
    );
    const text = pageOf(inMemory(files));
    expect(text).toContain('<summary>20 configurations</summary>');
    expect(text.match(/<section class="picture">/g)).toHaveLength(12);
    expect(/<section class="picture">\s*<h3><code>([^<]*)/.exec(text)![1]).toBe('c17/nginx.conf');
    expect(text).toContain('8 more configurations not drawn.');
  });

  test('says "can fail" where nothing is sure', () => {
    const warned = { ...shop, findings: shop.findings.filter(({ severity }) => severity !== 'error') };
    expect(pageOf(warned)).toContain('Requests that can fail with 502 Bad Gateway');
    expect(page).toContain('Requests that fail with 502 Bad Gateway');
  });
});

describe('a finding', () => {
  const card = (text: string, rule: string): string =>
    text
      .split('<article ')
      .find((one) => one.includes(`Why: <code>${rule}</code>`))!
      .split('</article>')[0]!;

  test('has both sides, the way it breaks, the log, the help and the change', () => {
    const found = card(page, 'binding-wrong-port');
    const text = textOf(found);
    expect(text).toContain('shop.example.com › location / › upstream storefront › storefront:8000');
    expect(text).toContain('nginx/conf.d/upstreams.conf:2:12');
    expect(text).toContain('compose.yaml:');
    expect(found).toContain('<mark class="first">storefront:8000</mark>');
    expect(text).toContain('connect() failed (111: Connection refused)');
    expect(found).toMatch(/class="ln gone"><i>2<\/i>.*<code> {4}server storefront:8000/);
    expect(found).toMatch(/class="ln new"><i>2<\/i>.*<code> {4}server storefront:8080/);
  });

  test('names secrets nowhere, also not in what a fix would change', () => {
    const secret = 'hunter2hunter2';
    const report = inMemory({
      'nginx.conf': http(`server { listen 80; location / {
        proxy_set_header Authorization "Bearer ${secret}";
        proxy_pass https://api.example.com;
        proxy_set_header X-Api-Key "${secret}";
      } }`),
    });
    expect(report.findings.length).toBeGreaterThan(0);
    const text = pageOf(report);
    expect(text).toContain('class="ln new"');
    expect(text).not.toContain(secret);
  });

  test('the change of a line without a line end, and of two files, is shown', () => {
    const report = inMemory({
      'nginx.conf': http('server { listen 80;\nlocation / {\nproxy_pass https://api.example.com; } }').trimEnd(),
    });
    expect(card(pageOf(report), 'proxy-ssl-server-name-off')).toContain('proxy_ssl_server_name on;</code>');
  });

  test('says that a template is not written to', () => {
    const [first, ...others] = shop.findings.filter(({ fixes }) => fixes.some(({ safety }) => safety === 'safe'));
    const told = pageOf({
      ...shop,
      findings: [first!, ...others],
      unfixable: new Map([[first!, 'its file is a template']]),
    });
    expect(told).toContain('nginx-vet does not write it: its file is a template');
  });
});

describe('markup', () => {
  test('values are text, whatever they are', () => {
    const value = `<a href="x">'&amp;`;
    expect(html`<p title="${value}">${value}</p>`.text).toBe(
      '<p title="&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;">&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;</p>',
    );
    expect(html`${'\u202e\u0000\u200b'}`.text).toBe('\\u202e\\x00\\u200b');
    expect(html`${[raw('<b>'), '<b>', undefined, false, 0]}`.text).toBe('<b>&lt;b&gt;0');
  });

  test('names in backticks are code; a lonely backtick is one', () => {
    expect(words('`a<b` and `c').text).toBe('<code>a&lt;b</code> and `c');
  });

  test('the page of every rule is understood: nothing of its notation is left', () => {
    for (const [rule, text] of Object.entries(prose)) {
      const made = markdown(text.replace(/^# .*\n+/, ''), 2).text;
      const outside = made.replace(/<pre[\s\S]*?<\/pre>|<code>[\s\S]*?<\/code>/g, '');
      expect(outside, rule).not.toMatch(/`|^#|\n#|\]\(|\*\*|^[-*] /);
      expect(made.match(/<h3>/g)!.length, rule).toBeGreaterThanOrEqual(5);
      expect(made, rule).toMatch(/<pre class="sample"><code>/);
    }
  });
});

describe('a large picture', () => {
  const report = inMemory({ 'nginx.conf': fleet(2000) });
  const { nodes, edges } = report.traffic!;
  const reach = reachOf(report.findings, report.traffic!);
  const drawing = fold(nodes, edges, reach);

  test('has few nodes, which stand for all of them, each once', () => {
    for (const kind of ['server', 'location', 'upstream', 'app']) {
      expect(drawing.nodes.filter((node) => node.kind === kind).length, kind).toBeLessThanOrEqual(29);
    }
    expect(drawing.nodes.flatMap(({ members }) => members).length).toBe(nodes.length);
    const ids = new Set(drawing.nodes.map(({ id }) => id));
    for (const { from, to } of drawing.edges) expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
  });

  test('keeps what is wrong: every warning of a dial is drawn on a line of its own', () => {
    const wrong = report.findings.filter(({ rule }) => rule === 'proxy-ssl-server-name-off');
    expect(wrong.length).toBe(21);
    const drawn = drawing.edges.filter(({ findings }) => findings.some((finding) => wrong.includes(finding)));
    expect(drawn.length).toBe(wrong.length);
  });

  test('with more that is wrong than can be drawn, the rest is counted and marked', () => {
    const lines = Array.from(
      { length: 60 },
      (_, i) => `server { listen 80; server_name s${i}; location / { proxy_pass https://a${i}.example.com; } }`,
    );
    const many = inMemory({ 'nginx.conf': http(lines.join('\n')) });
    const folded = fold(many.traffic!.nodes, many.traffic!.edges, reachOf(many.findings, many.traffic!));
    const rest = folded.nodes.find(({ kind, members }) => kind === 'location' && members.length > 1)!;
    expect(rest.name).toBe('33 × location /');
    const out = folded.edges.filter(({ from }) => from === rest.id);
    const wrong = out.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'warning');
    expect(wrong.length).toBe(33);
  });

  test('below that nothing is folded', () => {
    const { traffic, findings } = shop;
    expect(fold(traffic!.nodes, traffic!.edges, reachOf(findings, traffic!)).nodes.length).toBe(traffic!.nodes.length);
  });
});

describe('the table of ways', () => {
  test('says the same as the picture: what is declared, and what to dial instead', () => {
    const [, table] = /The same as a table \(7 ways\)([\s\S]*?)<\/table>/.exec(page)!;
    const rows = table!
      .split('<tr')
      .slice(2)
      .map((row) => textOf(`<tr${row}`.replaceAll('</td>', ' | ')).trim());
    expect(rows).toHaveLength(7);
    expect(rows.find((row) => row.includes('localhost:7700'))).toBe(
      'shop.example.com | location /search/ |  | localhost:7700 | declared otherwise, instead: search:7700 | Error 502 |',
    );
    expect(textOf(pageOf(inProject('shop-fixed')))).toContain('agrees: search, compose:');
  });

  test('of more ways than anybody reads those without findings are counted', () => {
    const text = pageOf(inMemory({ 'nginx.conf': fleet(400) }));
    expect(text).toContain('more ways not shown here');
    expect(text.match(/<tr class="warning">/g)).toHaveLength(5);
  });
});

describe('whom a finding meets', () => {
  test('one in a snippet meets every server that includes it', () => {
    const report = inMemory(
      {
        'nginx.conf': http(`upstream api { server 127.0.0.1:3000; keepalive 4; }
        proxy_http_version 1.1; proxy_set_header Connection "";
        server { listen 80; server_name a; location / { include s.conf; proxy_pass http://api; } }
        server { listen 80; server_name b; location /b { include s.conf; proxy_pass http://api; } }
        server { listen 80; server_name c; location /c { proxy_pass http://api; } }`),
        's.conf': 'proxy_set_header Host $host;\n',
      },
      '1.24.0',
    );
    const found = report.findings.find(({ rule }) => rule === 'upstream-keepalive-connection-header')!;
    const met = reachOf(report.findings, report.traffic!).met(found)!;
    expect(met.server.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(met.app.map(({ name }) => name)).toEqual(['127.0.0.1:3000']);
  });

  test('one of a group meets all who dial it; one of nobody meets nobody', () => {
    const { findings, traffic } = shop;
    const reach = reachOf(findings, traffic!);
    const port = findings.find(({ rule }) => rule === 'binding-published-port')!;
    expect(reach.met(port)!.location.map(({ name }) => name)).toEqual(['location /ticker/', 'location /api/']);
    const elsewhere = {
      ...port,
      primary: { ...port.primary, span: inMemory({ 'nginx.conf': http('bogus on;') }).findings[0]!.primary.span },
      related: [],
    };
    expect(reachOf([elsewhere], traffic!).met(elsewhere)).toBeUndefined();
  });
});
