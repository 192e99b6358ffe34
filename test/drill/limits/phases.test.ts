import { expect, test } from 'vitest';
import type { Pressure } from '../../../src/drill/limits/pressure.ts';
import { phasesOf } from '../../../src/drill/limits/phases.ts';
import { noPeaks, raised } from '../../../src/drill/limits/run.ts';

const pressure = (name: string): Pressure => ({
  name,
  title: name,
  press: () => Promise.reject(new Error()),
});

test('each alone for a quarter of the time, then all at once', () => {
  const phases = phasesOf([pressure('a'), pressure('b')], 60);
  expect(phases.map(({ name, seconds, pressures }) => [name, seconds, pressures.length])).toEqual([
    ['a', 15, 1],
    ['b', 15, 1],
    ['all', 60, 2],
  ]);
});

test('alone never shorter than a load needs, and one alone is all', () => {
  expect(phasesOf([pressure('a')], 5).map(({ seconds }) => seconds)).toEqual([8]);
  expect(phasesOf([], 60)).toEqual([]);
});

test('the peak of the stack is of one moment, not the sum of the services’ peaks', () => {
  const first = raised(noPeaks, new Map([['a', 100], ['b', 10]])); // prettier-ignore
  const peaks = raised(first, new Map([['a', 20], ['b', 70]])); // prettier-ignore
  expect(peaks).toEqual({ stackMiB: 110, services: new Map([['a', 100], ['b', 70]]), samples: 2 }); // prettier-ignore
});
