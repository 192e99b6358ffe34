import { expect, test } from 'vitest';
import { Loads } from '../../src/drill/run/loads.ts';
import { Tempo } from '../../src/drill/tempo.ts';

test('an eased pace is a tenth, but no key waits long, and what is slow is left as it is', () => {
  const tempo = new Tempo(false);
  expect([2, 50, 500].map((usual) => tempo.interval(usual))).toEqual([2, 50, 500]);
  tempo.ease(true);
  expect([2, 50, 500].map((usual) => tempo.interval(usual))).toEqual([20, 500, 1000]);
  tempo.ease(false);
  expect(tempo.interval(2)).toBe(2);
});

test('only what is looked at runs at full pace; a load is told when that changes', () => {
  const told: string[] = [];
  const load = (name: string) => ({
    ease: (eased: boolean) => told.push(`${name} ${eased ? 'eased' : 'full'}`),
    stop: () => Promise.resolve(),
    readBack: () => Promise.resolve([]),
    clean: () => Promise.resolve(),
  });
  const loads = new Loads();
  loads.add('redis', load('redis'), true);
  loads.add('http', load('http'), true);
  expect(loads.lookAt([])).toBe(false);
  expect(loads.lookAt(['redis'])).toBe(true);
  expect(loads.lookAt(['redis'])).toBe(false);
  expect(loads.lookAt(['http'])).toBe(true);
  expect(told).toEqual(['redis full', 'redis eased', 'http full']);
});
