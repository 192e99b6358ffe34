import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareReports } from '../../src/report/compare.ts';
import { disasterHtml } from '../../src/report/disaster/html.ts';
import { comparisonHtml } from '../../src/report/html/compare.ts';
import { reportHtml } from '../../src/report/html.ts';
import { sentence } from '../../src/report/summary.ts';
import { browserPath, launch, withPage } from '../support/browser.ts';
import { broken, strange, survived } from './disaster.ts';
import { bare, hostile, passed, rich } from './fixture.ts';

const pages: Readonly<Record<string, string>> = {
  rich: reportHtml(rich),
  passed: reportHtml(passed),
  bare: reportHtml(bare),
  hostile: reportHtml(hostile),
  survived: disasterHtml(survived),
  broken: disasterHtml(broken),
  strange: disasterHtml(strange),
  compared: comparisonHtml(compareReports(rich, { ...passed, failover: 'balanced' })),
};

const wide = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

// Without a Chromium these are skipped: what they look at is in no other test. `npm test` installs one where it can.
describe.skipIf(browserPath === undefined)('the page in a real browser (skipped without a Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  test.each(Object.keys(pages))(
    '%s, light and dark, wide and on a phone: silent, alone, inside the window, readable',
    async (name) => {
      await withPage(browser, pages[name] ?? '', {}, async ({ page, noise, requests }) => {
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
        for (const colorScheme of ['light', 'dark'] as const) {
          for (const viewport of [wide, phone]) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize(viewport);
            const width = await page.evaluate('document.documentElement.scrollWidth');
            expect(width).toBeLessThanOrEqual(viewport.width);
            expect(await outside(page)).toEqual([]);
            expect(await faint(page)).toEqual([]);
          }
        }
        expect(noise).toEqual([]);
        expect(requests).toEqual([]);
      });
    },
  );

  test('follows the scheme of the reader, and is light on paper', async () => {
    const background = 'getComputedStyle(document.body).backgroundColor';
    await withPage(browser, pages['rich'] ?? '', { colorScheme: 'dark' }, async ({ page }) => {
      expect(await page.evaluate(background)).toBe('rgb(16, 19, 23)');
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate(background)).toBe('rgb(255, 255, 255)');
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await page.evaluate("document.querySelectorAll('details:not([open])').length")).toBe(0);
    });
  });

  test('every folded part, link and scrolled table is reached by Tab, with a ring around it', async () => {
    await withPage(browser, pages['rich'] ?? '', { viewport: wide }, async ({ page }) => {
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      const stops = await tabThrough(page);
      expect(stops[0]).toMatchObject({ tag: 'A', text: 'Skip to the verdict' });
      const count = async (selector: string) => page.locator(selector).count();
      expect(stops.filter(({ tag }) => tag === 'SUMMARY')).toHaveLength(await count('summary'));
      expect(stops.filter(({ tag }) => tag === 'DIV')).toHaveLength(await count('.scroll'));
      expect(stops.filter(({ tag }) => tag === 'A')).toHaveLength(await count('a'));
      expect(stops.filter(({ ring }) => !ring)).toEqual([]);
    });
  });

  test('the keyboard opens what is folded and skips to the verdict', async () => {
    await withPage(browser, pages['rich'] ?? '', { viewport: wide }, async ({ page }) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
      const summary = page.locator('summary').first();
      await summary.focus();
      await page.keyboard.press('Enter');
      expect(await page.evaluate("document.querySelector('details').open")).toBe(true);
    });
  });

  test('reads without its script', async () => {
    await withPage(browser, pages['rich'] ?? '', { javaScriptEnabled: false }, async ({ page }) => {
      const text = await page.locator('body').innerText();
      expect(text).toContain(sentence(rich));
      expect(text).toContain('0 of 82,408 acknowledged, in 24 runs');
    });
  });

  test('markup in names and errors shows as text and does nothing', async () => {
    await withPage(browser, pages['hostile'] ?? '', {}, async ({ page, noise }) => {
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('h1').innerText()).toContain('<script>alert(1)</script><img src=x');
      expect(noise).toEqual([]);
    });
  });

  test('every sample is a dot, every stream that was drawn a chart', async () => {
    await withPage(browser, pages['passed'] ?? '', { viewport: wide }, async ({ page }) => {
      const samples = passed.drills.flatMap(({ streams }) => streams.map(({ gaps }) => gaps.length));
      const all = samples.reduce((sum, n) => sum + n, 0);
      expect(await page.locator('.drill .strip circle').count()).toBe(all);
      const drawn = passed.drills.flatMap(({ timeline }) => timeline?.streams ?? []).length;
      // Each judged stream has its latency as well.
      expect(await page.locator('svg.panel').count()).toBe(drawn + passed.drills.length);
    });
  });
});

/** What reaches beyond the window, but for what lies in a box that scrolls; texts of charts included. */
async function outside(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[...document.querySelectorAll('body *')]
    .filter((one) => one.closest('.scroll') === null && one.closest('.skip, .unseen') === null)
    .filter((one) => one.matches('svg text, svg.strip, td, th, p, dd, li, h1, h2'))
    .filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      return width > 0 && (left < -0.5 || right > innerWidth + 0.5);
    })
    .map((one) => one.outerHTML.slice(0, 160))`);
}

/** Texts with less contrast than WCAG AA asks for (4.5), as they are painted: on the nearest background. */
async function faint(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(() => {
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const luminance = (colour) => {
      const [r, g, b] = numbers(colour).map((n) => n / 255).map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (one) => {
      for (let at = one; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (numbers(colour)[3] !== 0) return colour;
      }
      return 'rgb(255, 255, 255)';
    };
    const bad = [];
    let seen = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const one = walker.currentNode.parentElement;
      if (walker.currentNode.textContent.trim() === '' || one.closest('script, title')) continue;
      seen++;
      const style = getComputedStyle(one);
      const colour = one.closest('svg') ? style.fill : style.color;
      const [low, high] = [luminance(colour), luminance(behind(one))].sort((a, b) => a - b);
      const ratio = (high + 0.05) / (low + 0.05);
      if (ratio < 4.5) bad.push(ratio.toFixed(2) + ' ' + one.outerHTML.slice(0, 120));
    }
    return seen > 20 ? bad : ['hardly any text was seen'];
  })()`);
}

interface Stop {
  readonly tag: string;
  readonly text: string;
  readonly ring: boolean;
}

async function tabThrough(page: Page): Promise<readonly Stop[]> {
  const stops: Stop[] = [];
  for (let press = 0; press < 200; press++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop>(`(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      return {
        tag: one.tagName,
        text: one.textContent.trim().slice(0, 40),
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      };
    })()`);
    if (stop.tag === 'BODY') return stops;
    stops.push(stop);
  }
  throw new Error('Tab never came to an end');
}
