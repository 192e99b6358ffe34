import { expect, it } from 'vitest';
import { lintReference, renderRules, ruleCards } from '../../src/lint/reference.ts';

it('docs/lint.md says what the rules say; `vitest -u` writes it anew', async () => {
  await expect(lintReference()).toMatchFileSnapshot('../../docs/lint.md');
});

it('the list of rules has each with its severity and reason', () => {
  const lines = renderRules();
  for (const { id, severity, reason } of ruleCards()) {
    const at = lines.findIndex((line) => line.trimEnd() === `${severity.padEnd(7)} ${id}`);
    expect(lines[at + 1]?.trim(), id).toBe(reason);
  }
  expect(lines.at(-1)).toBe(`${ruleCards().length} rules`);
});
