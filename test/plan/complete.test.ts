import { describe, expect, it } from 'vitest';
import { components } from '../../src/components/index.ts';
import { completeIdentity, isComplete, neededPorts } from '../../src/plan/complete.ts';
import { subnetCandidates } from '../../src/plan/addresses.ts';
import { emptyHost, fixedEntropy, specOf } from '../support/bundle.ts';

const spec = specOf('name: shop\n');
const first = completeIdentity(spec, components, emptyHost, undefined, fixedEntropy());

describe('the identity', () => {
  it('is complete after one run, and then nothing needs to be probed', () => {
    expect(isComplete(spec, components, undefined)).toBe(false);
    expect(isComplete(spec, components, first)).toBe(true);
    expect(neededPorts(spec, components, first)).toEqual([]);
  });

  it('never changes once made, whatever the host and the randomness', () => {
    const busy = { usedSubnets: [first.subnet], busyPorts: new Set(Object.values(first.ports)) };
    expect(completeIdentity(spec, components, busy, first, () => new Uint8Array(32))).toEqual(first);
  });

  it('takes the next subnet when the first is in use', () => {
    const used = { ...emptyHost, usedSubnets: ['10.64.0.0/12', first.subnet] };
    const moved = completeIdentity(spec, components, used, undefined, fixedEntropy());
    expect(moved.subnet).not.toBe(first.subnet);
    expect([...subnetCandidates('shop')]).toContain(moved.subnet);
  });

  it('moves a whole row of ports when one of them is busy', () => {
    const second = first.ports['redis-2'] ?? 0;
    const host = { ...emptyHost, busyPorts: new Set([second]) };
    const moved = completeIdentity(spec, components, host, undefined, fixedEntropy());
    for (const id of ['redis-1', 'redis-2', 'redis-3'])
      expect(moved.ports[id]).toBe((first.ports[id] ?? 0) + 100);
    expect(moved.ports['kafka-1']).toBe(first.ports['kafka-1']);
  });

  it('grows with the spec: a new node gets the next port of its row', () => {
    const moved = completeIdentity(
      spec,
      components,
      { ...emptyHost, busyPorts: new Set([first.ports['redis-1'] ?? 0]) },
      undefined,
      fixedEntropy(),
    );
    const bigger = specOf('name: shop\nhost: 8GiB\nredis: { nodes: 4 }\n');
    const grown = completeIdentity(bigger, components, emptyHost, moved, fixedEntropy());
    expect(grown.ports['redis-4']).toBe((moved.ports['redis-3'] ?? 0) + 1);
    expect(grown.secrets).toEqual(moved.secrets);
  });

  it('refuses a spec of another name: volumes would be left behind', () => {
    expect(() =>
      completeIdentity(specOf('name: other\n'), components, emptyHost, first, fixedEntropy()),
    ).toThrow(/holds the stack 'shop'/);
  });
});
