// The page as people use it: filters, search, keyboard, print, screen readers, no network, and hostile text.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { fleet, http, inMemory, inProject, pageOf } from './support.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const shop = pageOf(inProject('shop'));
const findings = inProject('shop').findings;

/** Evaluated in the page: what has the focus? */
const FOCUSED = `(() => {
  const at = document.activeElement;
  const name = at.getAttribute('aria-label') ?? at.textContent.trim().slice(0, 60);
  return { name, top: at.getBoundingClientRect().top + scrollY, tag: at.tagName.toLowerCase() };
})()`;

/** Evaluated in the page: what of it is more than text? */
const WHAT_RAN = `({
  hacked: globalThis.hacked,
  scripts: document.scripts.length,
  styles: document.querySelectorAll('style').length,
  images: document.images.length,
  handlers: [...document.querySelectorAll('*')].flatMap((element) =>
    [...element.attributes].map(({ name }) => name).filter((name) => name.startsWith('on') || name === 'style')),
  links: [...document.links].map(({ href }) => new URL(href).protocol).filter((name) => name !== 'file:' && name !== 'https:'),
})`;

/** The findings that can be seen. */
const seen = (page: Page) => page.locator('.finding:visible');

inBrowser('the page', (open) => {
  test('shows every finding, asks nobody for anything and has no errors', async () => {
    const { page, troubles } = await open(shop);
    expect(await seen(page).count()).toBe(findings.length);
    expect(await page.title()).toMatch(/^4 errors, .* - nginx-vet$/);
    await page.locator('summary').first().click();
    expect(troubles).toEqual([]);
  });

  test('is narrowed by severity, rule, file and server, alone and together', async () => {
    const { page, troubles } = await open(shop);
    const count = page.locator('#count');
    await page.getByLabel('Info', { exact: true }).uncheck();
    await page.getByLabel('Warning', { exact: true }).uncheck();
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    expect(await seen(page).count()).toBe(errors);
    expect(await count.textContent()).toBe(`${errors} of ${findings.length} shown`);
    expect(await page.locator('.chapter:visible').count()).toBe(1);

    await page.getByLabel('Rule', { exact: true }).selectOption('binding-wrong-port');
    expect(await seen(page).count()).toBe(1);
    expect(await seen(page).textContent()).toContain('storefront:8000');
    await page.getByRole('button', { name: 'Reset' }).click();
    expect(await seen(page).count()).toBe(findings.length);
    expect(await count.textContent()).toBe(`all ${findings.length} shown`);

    await page.getByLabel('Server', { exact: true }).selectOption('office.example.com');
    expect(await seen(page).count()).toBe(1);
    await page.getByLabel('File', { exact: true }).selectOption('nginx/conf.d/shop.conf');
    expect(await seen(page).count()).toBe(0);
    expect(await page.locator('#nothing').isVisible()).toBe(true);
    await page.locator('#nothing button').click();
    expect(await seen(page).count()).toBe(findings.length);
    expect(troubles).toEqual([]);
  });

  test('is searched word by word, in messages, lines of code, file names and labels', async () => {
    const { page } = await open(shop);
    for (const [words, wanted] of [
      ['LOCALHOST:7700', 'binding-loopback-in-container'],
      ['php8.2-fpm  listens', 'binding-socket-path'],
      ['office.conf', 'binding-socket-path'],
    ] as const) {
      await page.getByRole('searchbox', { name: 'Search' }).fill(words);
      expect(await seen(page).count(), words).toBe(1);
      expect(await seen(page).textContent(), words).toContain(wanted);
    }
    await page.getByRole('searchbox', { name: 'Search' }).fill('no such words');
    expect(await seen(page).count()).toBe(0);
  });

  test('is complete without scripts, but for the controls that need them', async () => {
    const { page } = await open(shop, { javaScriptEnabled: false });
    expect(await seen(page).count()).toBe(findings.length);
    expect(await page.locator('#filter').isVisible()).toBe(false);
    await page.locator('.finding .why summary').first().click();
    expect(await page.locator('.finding .why a').first().isVisible()).toBe(true);
    await page.locator('.words summary').last().click();
    expect(await page.locator('.picture table').isVisible()).toBe(true);
  });

  test('can be walked through with the keyboard: first past the top, then everything in order', async () => {
    const { page } = await open(shop);
    const focused = () => page.evaluate<{ name: string; top: number; tag: string }>(FOCUSED);
    await page.keyboard.press('Tab');
    expect(await focused()).toMatchObject({ tag: 'a', name: 'Skip to the report' });
    const visited: Awaited<ReturnType<typeof focused>>[] = [];
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab');
      const at = await focused();
      if (at.tag === 'body') break;
      visited.push(at);
    }
    const names = visited.map(({ name }) => name);
    expect(names[0]).toMatch(/^Requests that fail with 502/);
    expect(names.filter((name) => /^(Error|Warning|Info)( \d+)?, /.test(name)).length).toBeGreaterThanOrEqual(8); // signs
    expect(visited.filter(({ tag }) => ['input', 'select', 'button'].includes(tag)).length).toBe(8);
    expect(names.filter((name) => name.startsWith('Why: ')).length).toBe(findings.length);
    // the picture goes from boxes to lines; all else from top to bottom
    const order = visited
      .filter(({ tag, name }) => !/^(Error|Warning|Info)/.test(name) && !['input', 'select', 'button'].includes(tag))
      .map(({ top }) => Math.round(top));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('a sign in the picture leads to its finding, also when that is filtered out', async () => {
    const { page, troubles } = await open(shop);
    await page.getByRole('searchbox', { name: 'Search' }).fill('no such words');
    const sign = page.locator('svg a.sign.error').first();
    const id = (await sign.getAttribute('href'))!.slice(1);
    expect(await page.locator(`#${id}`).isVisible()).toBe(false);
    await sign.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('location.hash')).toBe(`#${id}`);
    expect(await page.locator(`#${id}`).isVisible()).toBe(true);
    expect(await page.locator('.finding:target').count()).toBe(1);
    expect(troubles).toEqual([]);
  });

  test('an address with the place of a finding shows it; a link to a rule unfolds its page', async () => {
    const id = /<article [^>]*id="(f-[0-9a-f]+)"/.exec(shop)![1]!;
    const { page } = await open(shop, { hash: `#${id}` });
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(500);
    await page.locator(`#${id} .why summary`).click();
    await page.locator(`#${id} .why a`).click();
    const target = await page.evaluate<string>('location.hash.slice(1)');
    expect(target).toMatch(/^about-/);
    expect(await page.locator(`#${target}`).isVisible()).toBe(true);
  });

  test('what is walked to is never hidden under the controls at the top', async () => {
    const { page } = await open(shop);
    await page.locator('.why summary').last().focus();
    await page.locator('.why summary').nth(3).focus();
    const hidden = await page.evaluate(
      'document.activeElement.getBoundingClientRect().top < document.querySelector("#filter").getBoundingClientRect().bottom',
    );
    expect(hidden).toBe(false);
  });

  test('prints: no controls, all findings, changes unfolded', async () => {
    const { page } = await open(shop);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await seen(page).count()).toBe(findings.length);
    expect(await page.locator('.fix .diff:visible').count()).toBeGreaterThan(3);
    const pdf = await page.pdf({ format: 'A4', printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length;
    expect(pages).toBeGreaterThanOrEqual(3);
    expect(pages).toBeLessThan(20);
  });

  test('fits small screens: nothing but pictures and tables is wider, and those scroll on their own', async () => {
    const { page } = await open(shop, { viewport: { width: 320, height: 640 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    const name = 'a'.repeat(300);
    const long = await open(
      pageOf(
        inMemory({
          [`${name}/nginx.conf`]: http(
            `server { server_name ${name}.example.com; location /${name} { proxy_pass https://${name}.example.com; proxy_read_timeout 0; } }`,
          ),
        }),
      ),
      { viewport: { width: 320, height: 640 } },
    );
    expect(await long.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  test('2,000 servers: found in seconds, drawn small, searched at once', async () => {
    const started = performance.now();
    const report = inMemory({ 'nginx.conf': fleet(2000) });
    const checked = performance.now();
    const html = pageOf(report);
    const written = performance.now();
    expect(html.length).toBeLessThan(4_000_000);
    expect(written - checked).toBeLessThan(20 * (checked - started));
    const { page, troubles } = await open(html);
    expect(await page.locator('svg.traffic .node').count()).toBeLessThan(4 * 30);
    expect(await page.locator('svg.traffic .node', { hasText: /servers/ }).count()).toBe(1);
    expect(await page.locator('svg.traffic a.sign.warning').count()).toBe(
      report.findings.filter(({ rule }) => rule === 'proxy-ssl-server-name-off').length,
    );
    await page.getByRole('searchbox', { name: 'Search' }).fill('api102.example.com');
    expect(await seen(page).count()).toBeGreaterThan(0);
    expect(troubles).toEqual([]);
  }, 120_000);
});

const clean = pageOf(inMemory({ 'nginx.conf': http('server { listen 80; location / { return 200; } }') }));
const nothingHeld = pageOf({ ...inProject('shop-fixed'), findings: [] });

inBrowser('people with a screen reader, a keyboard, in the dark', (open) => {
  for (const [name, html] of [
    ['findings', shop],
    ['no findings', nothingHeld],
    ['nothing that dials', clean],
  ] as const) {
    test(`axe finds nothing wrong in light and dark at three sizes: ${name}`, async () => {
      const { page } = await open(html, { bypassCSP: true });
      await page.evaluate('document.querySelectorAll("details").forEach((fold) => { fold.open = true; })');
      await page.evaluate(axe);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of [1440, 820, 360]) {
          await page.setViewportSize({ width, height: 900 });
          const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
          const said = violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html} ${nodes[0]!.failureSummary}`);
          expect(said, `${colorScheme}, ${width} wide`).toEqual([]);
          expect(passes.length).toBeGreaterThan(20);
        }
      }
    }, 120_000);
  }
});

/** What would run if any of it became markup; every place that a configuration can put text into a page. */
const ATTACK = `</script><script>globalThis.hacked='script'</script><img src=x onerror="globalThis.hacked='img'">`;
const QUOTED = ATTACK.replaceAll('"', '');
const hostile: Readonly<Record<string, string>> = {
  'nginx.conf': `# <!-- <script> ${ATTACK}
events {}
http {
    upstream '${QUOTED.replaceAll("'", '')}' { server localhost:1; keepalive 4; }
    upstream "\u202egnp.exe\u2066" { server 127.0.0.1:8000; }
    include 'conf.d/*.conf';
    server {
        listen 80;
        server_name '${QUOTED.replaceAll("'", '')}' "\u202eevil\u202c" \u001b[31mred;
        location '/<svg onload=globalThis.hacked=1>' { proxy_pass https://example.com; } # ${ATTACK}
        location ~ "</style><style>*{display:none}" { proxy_pass http://localhost:1/"onmouseover="globalThis.hacked=2; }
        location /a { proxy_pass "http://\u202egnp.exe\u2066"; proxy_read_timeout 0; }
        ${QUOTED.replaceAll(/[;{}']/g, '')} on;
    }
}
`,
  'conf.d/<img src=x onerror=globalThis.hacked=3>&amp;".conf':
    'server { listen 81; location / { proxy_pass https://a.example.com; } <b>bold on; }\n',
  'compose.yaml': `services:
  "<script>globalThis.hacked=4</script>":
    image: gunicorn
    command: gunicorn --bind 0.0.0.0:8000 app:app
  web:
    image: nginx:1.28
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
`,
};

inBrowser('a configuration that attacks whoever reads the report', (open) => {
  test('is shown, and runs nothing', async () => {
    const report = inMemory(hostile);
    expect(report.findings.length).toBeGreaterThan(4);
    const html = pageOf(report);
    const { page, troubles } = await open(html);
    for (const summary of await page.locator('summary:visible').all()) await summary.click();
    for (const sign of await page.locator('a.sign').all()) await sign.hover({ force: true });
    const found = await page.evaluate(WHAT_RAN);
    expect(found).toEqual({ hacked: undefined, scripts: 1, styles: 1, images: 0, handlers: [], links: [] });
    expect(troubles).toEqual([]);
    expect(await page.locator('.finding').first().isVisible()).toBe(true);
    expect(await page.locator('body').textContent()).toContain("<script>globalThis.hacked='script'</script>");
    // nothing is left that could turn the direction of a line, or reach a terminal
    expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  });

  test('and if some of it became markup, the policy of the page would stop it', async () => {
    const { page, troubles } = await open(
      shop.replace('<main', `${ATTACK}<p style="display:none" onclick="globalThis.hacked=5">x</p><main`),
    );
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(troubles.join('\n')).toMatch(/violates the following Content Security Policy directive/);
  });
});
