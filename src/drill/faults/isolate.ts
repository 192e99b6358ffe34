import { StackError } from '../../errors.ts';
import type { DrillContext } from '../drill.ts';
import type { Before, Fault, Wound } from '../fault.ts';
import { forAll } from './all.ts';

/**
 * The half-cut that splits brains: clients still reach the node, but nothing it sends reaches its peers. A primary so cut
 * off goes on acknowledging until it notices that nobody follows. Routes of its own lead nowhere; the kernel needs
 * nothing special for that.
 */
export const isolate: Fault = {
  name: 'isolate',
  about: 'what it sends to its peers is dropped, while clients still reach it',
  harm: 'disruptive',
  hold: 8000,
  commands: (service) => [`in the network of ${service}: ip route add blackhole PEER (each of its peers)`],
  prepare: peersOf,
  inflict: (wound, context) => routes(wound, context, 'add'),
  bite: lostPeers,
  heal: (wound, context) => routes(wound, context, 'del'),
};

/** Addresses of all other services of the same component, with a blank between. */
async function peersOf(services: readonly string[], { plan }: DrillContext): Promise<Before> {
  const words = services.map((service) => {
    const component = plan.services.get(service)?.component;
    const peers = [...plan.services.values()].filter(
      (one) => one.component === component && one.name !== service && one.kind === 'long',
    );
    return [service, peers.flatMap(({ address }) => address ?? []).join(' ')] as const;
  });
  return Promise.resolve({ words: Object.fromEntries(words) });
}

/** Once more is no harm: a route that is there already, or gone, is as it should be. */
async function routes(wound: Wound, { engine, plan }: DrillContext, verb: 'add' | 'del'): Promise<void> {
  const containers = verb === 'del' ? await engine.containers(plan.name) : undefined;
  await forAll(wound, async (service) => {
    // A container that has stopped has lost its routes with its network.
    if (containers !== undefined && containers.get(service)?.state !== 'running') return;
    const script = `for peer in ${wound.words?.[service] ?? ''}; do ip route ${verb} blackhole "$peer" || true; done`;
    await engine.hurt.inNetworkOf(plan.name, service, script);
  });
}

async function lostPeers({ services, words }: Wound, { engine, plan }: DrillContext): Promise<string> {
  for (const service of services) {
    const { stdout } = await engine.hurt.inNetworkOf(plan.name, service, 'ip route show type blackhole');
    const missing = (words?.[service] ?? '').split(' ').filter((peer) => !stdout.includes(peer));
    if (missing.length > 0) throw new StackError('no', `${service} still has a way to ${missing.join(', ')}`);
  }
  return `${services.join(', ')} can send nothing to its peers`;
}
