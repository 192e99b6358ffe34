import { describe, expect, it } from 'vitest';
import { components } from '../../src/components/index.ts';
import { completeIdentity } from '../../src/plan/complete.ts';
import { resolve } from '../../src/plan/resolve.ts';
import { emptyHost, fixedEntropy, planOf, specOf } from '../support/bundle.ts';

describe('the plan', () => {
  it('of a name alone fits the documented host with room for the engine', () => {
    const { totalMiB } = planOf('name: minimal\n').budget;
    expect(totalMiB).toBeLessThanOrEqual(3.45 * 1024);
    expect(totalMiB).toBeGreaterThan(3000);
  });

  it('gives every long-running service of ours an address of its own', () => {
    const services = [...planOf('name: minimal\n').services.values()];
    const addresses = services.filter((s) => s.kind === 'long' && s.role !== 'gate').map((s) => s.address);
    expect(addresses).not.toContain(undefined);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('leaves out what is false', () => {
    const plan = planOf('name: small\nkafka: false\nnginx: false\napps: false\n');
    expect([...plan.services.keys()].filter((name) => /kafka|nginx|web/.test(name))).toEqual([]);
  });

  it('says who needs what when the host is too small', () => {
    expect(() => planOf('name: tight\nhost: 2GiB\n')).toThrow(/needs at least \d+ MiB, a host of 2048 MiB/);
  });

  it('refuses a port that the spec names where an earlier run put another one', () => {
    const spec = specOf('name: clash\nnginx: 6479\n');
    const identity = completeIdentity(spec, components, emptyHost, undefined, fixedEntropy());
    const moved = { ...identity, ports: { ...identity.ports, 'redis-endpoint': 6479 } };
    expect(() => resolve(spec, components, moved)).toThrow(
      'redis-endpoint and nginx both want host port 6479',
    );
  });

  it('moves a free-floating row out of the way of a port the spec names', () => {
    const plan = planOf('name: aside\nnginx: 6379\n');
    expect(plan.ports.get('nginx')).toBe(6379);
    expect([...plan.ports.values()].filter((port) => port === 6379)).toHaveLength(1);
  });
});
