import { mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { disasterHtml } from '../../src/report/disaster/html.ts';
import { disasterMarkdown } from '../../src/report/disaster/markdown.ts';
import { disasterLines } from '../../src/report/disaster/terminal.ts';
import { disasterSentence } from '../../src/report/disaster/words.ts';
import { readReport } from '../../src/report/json.ts';
import { writeDisaster } from '../../src/report/write.ts';
import { broken, strange, survived } from './disaster.ts';

describe('every format is what is written down for it', () => {
  test('report.md', async () => {
    await expect(disasterMarkdown(survived)).toMatchFileSnapshot('golden/disaster.md.txt');
  });

  test('the terminal: three lines and where to read more', async () => {
    const text = [
      ...disasterLines(survived, 'out/report.html'),
      '',
      ...disasterLines(broken, 'out/report.html'),
    ];
    await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('golden/disaster-terminal.txt');
  });
});

describe('the page', () => {
  test('one that passed says so first, and one that failed says what is missing', () => {
    expect(disasterHtml(survived)).toContain('<title>passed: a disaster, rehearsed on shop</title>');
    const failed = disasterHtml(broken);
    expect(failed).toContain('Failed');
    expect(failed).toContain('1 missing: holdfast.drill.disaster.w/0#17');
    expect(disasterSentence(broken)).toMatch(
      /^8 containers and 4 data volumes were destroyed\. What came back is not/,
    );
  });

  test('both brackets are drawn from the destruction', () => {
    const text = disasterHtml(survived);
    expect(text).toContain('>RPO 15.5 s</text>');
    expect(text).toContain('>RTO 38.2 s</text>');
    const [, before, after] =
      /class="bracket"[^]*?x2="([\d.]+)%"[^]*?class="bracket"[^]*?x1="([\d.]+)%"/.exec(text) ?? [];
    expect(before).toBe(after);
  });

  test('texts stay texts', () => {
    const text = disasterHtml(strange);
    expect(text).not.toMatch(/<img|<script>alert|onload="/);
    expect(text.match(/<script>/g)).toHaveLength(1);
    expect(disasterMarkdown(strange)).not.toMatch(/<(script|img)/);
  });
});

describe('files', () => {
  test('three are written, others stay', () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-disaster-'));
    writeFileSync(join(directory, 'mine.txt'), 'x');
    expect(writeDisaster(directory, survived)).toBe(join(directory, 'report.html'));
    expect(readdirSync(directory).sort()).toEqual(['mine.txt', 'report.html', 'report.json', 'report.md']);
    expect(JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8'))).toEqual(survived);
  });

  test('not through a link', () => {
    const directory = mkdtempSync(join(tmpdir(), 'holdfast-disaster-'));
    symlinkSync('/etc/passwd', join(directory, 'report.json'));
    expect(() => writeDisaster(directory, survived)).toThrow(/symbolic link/);
  });

  test('--compare says that it is another form', () => {
    expect(() => readReport(JSON.stringify(survived), 'report.json')).toThrow(/form "disaster-1"/);
  });
});
