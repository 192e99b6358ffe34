import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/lint/rules/index.ts';
import { lintFiles } from './support.ts';

const fixtures = 'test/lint/fixtures/rules';

describe('every rule finds its mistake where it is, and nothing in the mended file', () => {
  it.each(rules.map(({ id }) => id))('%s', (id) => {
    const folder = join(fixtures, id);
    const wanted = markedLines(folder);
    expect(wanted.length).toBeGreaterThan(0);
    expect(linesOf(join(folder, 'bad.yaml'), id)).toEqual(wanted);
    expect(linesOf(join(folder, 'good.yaml'), id)).toEqual([]);
  });

  it('has no fixture of a rule that is gone', () => {
    expect(readdirSync(fixtures).filter((name) => !rules.some(({ id }) => id === name))).toEqual([]);
  });
});

describe('the rules themselves', () => {
  it('have names of their own, in order, and say everything', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const { id, ...rule } of rules) {
      expect(existsSync(`src/lint/rules/${id}.ts`)).toBe(true);
      for (const text of [rule.looksAt, rule.reason, rule.mend, rule.source])
        expect(text.length, id).toBeGreaterThan(10);
      expect(rule.reason, id).toMatch(/\.$/);
      expect(rule.mend, id).not.toMatch(/\.$/);
    }
  });
});

/** Lines below a comment `# here`, in bad.yaml and the files beside it whose name does not begin with good. */
function markedLines(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('good'))
    .map(({ name }) => name)
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .flatMap((line, index) => (line.trim() === '# here' ? [`${name}:${index + 2}`] : [])),
    )
    .sort();
}

function linesOf(path: string, id: string): readonly string[] {
  const { findings } = lintFiles([path], { rules: rules.filter((rule) => rule.id === id) });
  const places = findings.map(
    ({ place }) => `${place.file.slice(place.file.lastIndexOf('/') + 1)}:${place.line}`,
  );
  return [...new Set(places)].sort();
}
