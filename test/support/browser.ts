import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { findBrowser } from '../../scripts/bootstrap/browser.mjs';

/** Where this machine's Chromium is; undefined when there is none, and tests that need one are skipped. */
export const browserPath = findBrowser();

/** A page as somebody sees it who opens the file, and everything that it said or asked for. */
export interface Seen {
  readonly page: Page;
  /** Console lines, errors of scripts, dialogs. */
  readonly noise: readonly string[];
  /** Addresses that were asked for, but for the file itself. */
  readonly requests: readonly string[];
}

export async function launch(): Promise<Browser> {
  // Chromium's sandbox refuses to run as root, which is what most containers are.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ ...(browserPath === undefined ? {} : { executablePath: browserPath }), args });
}

export async function withPage(
  browser: Browser,
  text: string,
  options: BrowserContextOptions,
  look: (seen: Seen) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, text);
  const context = await browser.newContext({ offline: true, ...options });
  try {
    const page = await context.newPage();
    const noise: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(error.message));
    page.on('dialog', (dialog) => {
      noise.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const address = pathToFileURL(file).href;
    page.on('request', (request) => {
      if (request.url() !== address) requests.push(request.url());
    });
    await page.goto(address);
    await look({ page, noise, requests });
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
