import { expect, test } from 'vitest';
import { components } from '../../src/components/index.ts';
import { faultsOf } from '../../src/drill/aim.ts';
import { wholeTargets } from '../../src/drill/everything.ts';
import { everywhere } from '../../src/drill/faults/index.ts';
import { defaultSlos } from '../../src/drill/slo-defaults.ts';
import { planOf, specOf } from '../support/bundle.ts';

const text = 'name: shop';
const spec = specOf(text);
const plan = planOf(text);

async function drillsThereAre(): Promise<readonly string[]> {
  const parts = await Promise.all(
    components.map(async (component) =>
      (await component.drill?.())?.(spec.components.get(component.key), plan),
    ),
  );
  const targets = [...parts.flatMap((part) => part?.targets ?? []), ...wholeTargets(plan, [])];
  return targets.flatMap((target) => faultsOf(target).map((fault) => `${target.name}:${fault.name}`));
}

test('what the spec may name under slo is what there is to drill', async () => {
  const drills = await drillsThereAre();
  const names = [...defaultSlos(spec, components).keys()];
  const of = (all: readonly string[], part: 0 | 1) => new Set(all.map((name) => name.split(':')[part]));
  expect(names.filter((name) => !drills.includes(name))).toEqual([]);
  expect(of(names, 0)).toEqual(of(drills, 0));
  expect(of([...names, ...everywhere.map(({ name }) => `:${name}`)], 1)).toEqual(of(drills, 1));
});
