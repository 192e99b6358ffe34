import { StackError } from '../../errors.ts';
import type { DrillContext } from '../drill.ts';
import type { Before, Fault } from '../fault.ts';
import { forAll } from './all.ts';

/**
 * Both sides live and neither sees the other. Every network is taken, or published ports would stay open by the one that
 * is left; address and aliases come back, or the node would return as somebody else.
 */
export const disconnect: Fault = {
  name: 'disconnect',
  about: 'off every network, and back with the same address and names',
  harm: 'disruptive',
  hold: 4000,
  commands: (service) => [
    `docker network disconnect --force NETWORK ${service} (each of its networks)`,
    `docker network connect --ip ADDRESS --alias NAME NETWORK ${service}`,
  ],
  prepare: networksOf,
  inflict: async (wound, { engine, plan }) =>
    forAll(wound, async (service) => {
      for (const { network } of wound.networks?.[service] ?? [])
        await engine.hurt.disconnect(plan.name, service, network);
    }),
  bite: async ({ services }, { engine, plan }) => {
    for (const service of services) {
      const left = await engine.hurt.attachments(plan.name, service);
      if (left.length > 0)
        throw new StackError('no', `${service} still is in ${left.map(({ network }) => network).join(', ')}`);
    }
    return `${services.join(', ')} in no network`;
  },
  heal: async (wound, { engine, plan }) =>
    forAll(wound, async (service) => {
      for (const attachment of wound.networks?.[service] ?? [])
        await engine.hurt.connect(plan.name, service, attachment);
    }),
};

async function networksOf(services: readonly string[], { engine, plan }: DrillContext): Promise<Before> {
  const found = services.map(
    async (service) => [service, await engine.hurt.attachments(plan.name, service)] as const,
  );
  return { networks: Object.fromEntries(await Promise.all(found)) };
}
