import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { drillHeal } from '../../../src/commands/drill/heal.ts';
import { FakeEngine } from '../../support/fake-engine.ts';
import { plan } from '../../drill/limits/runs.ts';

function healing(companions: number) {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-heal-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const engine = new FakeEngine({ companions });
  const context = { plan, engine, secret: () => '', signal: new AbortController().signal };
  return { engine, outcome: drillHeal(directory, [], context) };
}

test('a container that a killed drill left is removed, and told of', async () => {
  const { engine, outcome } = healing(1);
  expect(await outcome).toEqual({
    good: true,
    data: { healed: [], removed: 1 },
    lines: ["removed 1 of a drill's own containers"],
  });
  expect(engine.calls).toEqual([`remove companions of ${plan.name}`]);
});

test('where nothing was left nothing is done', async () => {
  const { engine, outcome } = healing(0);
  expect((await outcome).lines).toEqual(['no drill has left anything hurt']);
  expect(engine.calls).toEqual([]);
});
