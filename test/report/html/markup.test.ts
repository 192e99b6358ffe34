import { describe, expect, test } from 'vitest';
import { reportHtml } from '../../../src/report/html.ts';
import { markup } from '../../../src/report/html/markup.ts';
import { dark, light, shapes, texts } from '../../../src/report/html/palette.ts';
import { hostile, passed } from '../fixture.ts';

describe('markup', () => {
  test('every value is escaped but markup itself, however deep', () => {
    const inner = markup`<b>${'<i>'}</b>`;
    expect(markup`<p title="${'"\'&'}">${[inner, ['<x>', 4]]}${undefined}</p>`.text).toBe(
      '<p title="&quot;&#39;&amp;"><b>&lt;i&gt;</b>&lt;x&gt;4</p>',
    );
  });

  test('what could hide or turn a text becomes visible', () => {
    expect(markup`${'a\u0000b\u202ec\u2066d\ne'}`.text).toBe('a\ufffdb\ufffdc\ufffdd\ne');
  });
});

describe('the page', () => {
  test('names no address and loads nothing', () => {
    const text = reportHtml(passed);
    expect(text).not.toMatch(/https?:\/\/|@import|url\(| (src|href)="(?!#|data:,)/);
    expect(text).not.toMatch(/ on[a-z]+=/);
  });

  test('has only its own elements, whatever is in the texts', () => {
    const text = reportHtml(hostile);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/NaN|undefined|\[object/);
  });

  test('gives the same bytes twice', () => {
    expect(reportHtml(passed)).toBe(reportHtml(passed));
  });
});

describe('contrast as WCAG 2 AA asks for', () => {
  test.each([
    ['light', light],
    ['dark', dark],
  ] as const)('%s', (_, palette) => {
    const weak = (pairs: typeof texts, least: number) =>
      pairs.filter(([front, back]) => contrast(palette[front], palette[back]) < least);
    expect(weak(texts, 4.5)).toEqual([]);
    expect(weak(shapes, 3)).toEqual([]);
  });

  test('is reckoned as the standard says', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
