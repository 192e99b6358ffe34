import { describe, expect, test } from 'vitest';
import type { Flood, Measured } from '../../../src/drill/rate/flood.ts';
import { setRates } from '../../../src/drill/rate/rates.ts';
import { Loads } from '../../../src/drill/run/loads.ts';
import { StackError } from '../../../src/errors.ts';

/** A load with a flood that notes what it was told, and is never kept. */
function load(notes: string[], name: string) {
  const nothing = { issued: 10, ended: 10, bad: 10, p99: 1, underWay: 0 } satisfies Measured;
  const flood = {
    press: (rate: number) => notes.push(`${name} ${String(rate)}`),
    take: () => nothing,
  } as unknown as Flood;
  const none = () => Promise.resolve();
  return {
    flood,
    ease: (eased: boolean) => notes.push(`${name} ${eased ? 'eased' : 'looked at'}`),
    stop: none,
    readBack: () => Promise.resolve([]),
    clean: none,
  };
}

describe('a rate', () => {
  test('that is a number is set, and told', async () => {
    const notes: string[] = [];
    const loads = new Loads();
    loads.add('redis', load(notes, 'redis'), false);
    const signal = new AbortController().signal;
    const told = await setRates(12_000, loads, { signal, say: () => undefined });
    expect(notes).toEqual(['redis 12000']);
    expect(told).toEqual([
      {
        claim: 'operations a second of redis, beside its usual streams',
        good: true,
        counted: true,
        seen: '12,000 a second, as asked for',
      },
    ]);
  });

  test('is looked for on one tier at a time, and Ctrl-C ends the search', async () => {
    const notes: string[] = [];
    const loads = new Loads();
    loads.add('http', load(notes, 'http'), true);
    loads.add('redis', load(notes, 'redis'), true);
    const interrupt = new AbortController();
    setTimeout(() => {
      interrupt.abort(new StackError('interrupted', 'interrupted'));
    }, 50);
    const setting = setRates('highest', loads, { signal: interrupt.signal, say: () => undefined });
    await expect(setting).rejects.toMatchObject({ code: 'interrupted' });
    expect(notes).toEqual(['http looked at', 'http 500']);
  });
});
