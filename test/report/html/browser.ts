/** A real browser for the tests: Debian's chromium without a window. Loudly skipped without it; in CI that is a failure. */
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const all = [process.env.CHROMIUM_BIN, ...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))];
  return all.find((file) => {
    if (file === undefined || file === '') return false;
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export interface Opened {
  readonly page: Page;
  /** Errors and warnings of the console, errors of scripts, dialogs, and requests other than for the page itself. */
  readonly troubles: readonly string[];
}

export type Open = (html: string, options?: BrowserContextOptions & { readonly hash?: string }) => Promise<Opened>;

/** Tests that need a browser. What they open is closed at the end. */
export function inBrowser(name: string, body: (open: Open) => void): void {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    const why = 'no chromium (install it, or name one in CHROMIUM_BIN)';
    process.stderr.write(`\n!!! BROWSER TESTS: ${name}: ${why}\n`);
    if (process.env.CI === 'true') {
      describe(name, () => {
        it('finds the browser it needs', () => {
          throw new Error(`${why}: CI has to install it`);
        });
      });
    } else {
      describe.skip(`${name} [SKIPPED: ${why}]`, () => body(async () => Promise.reject(new Error(why))));
    }
    return;
  }
  describe(name, () => {
    let browser: Browser;
    const directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-html-'));
    beforeAll(async () => {
      // a sandbox cannot be made by root, nor in many containers
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      rmSync(directory, { recursive: true, force: true });
    });
    let count = 0;
    body(async (html, { hash = '', ...options } = {}) => {
      const file = path.join(directory, `${count++}.html`);
      writeFileSync(file, html);
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const own = pathToFileURL(file).href;
      const troubles: string[] = [];
      page.on('console', (message) => troubles.push(`console ${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
      page.on('dialog', (dialog) => {
        troubles.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        const url = request.url();
        if (url.split('#')[0] !== own && !url.startsWith('data:')) troubles.push(`request: ${url}`);
      });
      await page.goto(own + hash);
      return { page, troubles };
    });
  });
}
