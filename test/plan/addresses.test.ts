import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamicRange, hostAddress, overlap, subnetCandidates } from '../../src/plan/addresses.ts';

describe('subnets', () => {
  it('are decided by the name alone', () => {
    const [first] = subnetCandidates('shop');
    expect(first).toBe([...subnetCandidates('shop')][0]);
    expect(first).not.toBe([...subnetCandidates('shop2')][0]);
  });

  it('stay in 10.64.0.0/10 whatever the name', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const [first = ''] = subnetCandidates(name);
        return overlap(first, '10.64.0.0/10') && !overlap(first, '172.16.0.0/12');
      }),
    );
  });

  it.each([
    ['10.70.1.0/24', '10.70.0.0/16', true],
    ['10.70.1.0/24', '10.70.2.0/24', false],
    ['10.70.1.0/24', '0.0.0.0/0', true],
    ['10.70.1.0/24', '10.70.1.128/25', true],
    ['10.70.1.0/24', 'fe80::/64', false],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });

  it('gives fixed addresses below the dynamic range', () => {
    expect(hostAddress('10.70.1.0/24', 11)).toBe('10.70.1.11');
    expect(dynamicRange('10.70.1.0/24')).toBe('10.70.1.192/26');
  });
});
