import { StackError } from '../../errors.ts';
import type { ExecResult } from '../../engine/engine.ts';
import type { DrillContext } from '../drill.ts';
import type { Fault, Need, Wound } from '../fault.ts';
import { forAll } from './all.ts';

/** Another data centre with a bad line, and nothing that any time-out of a tier takes for a dead node. */
const netem = 'netem delay 50ms 10ms loss 1%';

/** Every network card of the service but the loopback. */
const cards = `$(ip -o -4 addr show scope global | cut -d ' ' -f 2 | sort -u)`;

const slowDown = `for card in ${cards}; do tc qdisc replace dev "$card" root ${netem} || exit; done`;

/** Whatever else is there stays, so that once more is no harm. */
const speedUp = `for card in ${cards}; do
  case "$(tc qdisc show dev "$card")" in *netem*) tc qdisc del dev "$card" root || exit ;; esac
done`;

/** On the loopback, where no peer is, for a moment and without any delay. */
const tryOut = 'tc qdisc replace dev lo root netem delay 0ms && tc qdisc del dev lo root';

const netemInKernel: Need = {
  what: "netem in the kernel of the engine's host",
  // One kernel is under all of them.
  check: async ([service = ''], context) => {
    await run(tryOut, service, context);
  },
};

/**
 * A slow replication link: what a node sends comes late and now and then not at all. Nobody is gone, so nobody should be
 * taken for it. Its answers to clients are as late as what it sends to its peers.
 */
export const slow: Fault = {
  name: 'slow',
  about: 'what it sends comes 50 ms +- 10 ms late, and 1 % of it not at all',
  harm: 'disruptive',
  hold: 8000,
  needs: netemInKernel,
  commands: (service) => [
    `in the network of ${service}: tc qdisc replace dev CARD root ${netem}`,
    `in the network of ${service}: tc qdisc del dev CARD root`,
  ],
  inflict: (wound, context) => forAll(wound, (service) => run(slowDown, service, context)),
  bite: async ({ services }, context) => {
    const seen = services.map(async (service) => {
      const { stdout } = await inNetwork('tc qdisc show', service, context);
      const set = netemIn(stdout);
      if (set === undefined) throw new StackError('no', `${service} sends without delay`);
      return `${service} sends with ${set}`;
    });
    return (await Promise.all(seen)).join(', ');
  },
  heal,
};

async function heal(wound: Wound, context: DrillContext): Promise<void> {
  const { engine, plan } = context;
  const containers = await engine.containers(plan.name);
  await forAll(wound, async (service) => {
    // A container that has stopped has lost it with its network.
    if (containers.get(service)?.state !== 'running') return;
    await run(speedUp, service, context);
  });
}

/** `delay 50ms 10ms loss 1%`; undefined when no card has any. */
export function netemIn(qdiscs: string): string | undefined {
  return /^qdisc netem .*?(delay .*?)\s*$/m.exec(qdiscs)?.[1]?.replaceAll(/\s+/g, ' ');
}

/** @throws StackError `no` where the kernel has no netem, `engine` when it fails for another reason */
async function run(script: string, service: string, context: DrillContext): Promise<void> {
  const { exitCode, stderr } = await inNetwork(script, service, context);
  if (exitCode === 0) return;
  if (/Specified qdisc (?:kind is unknown|not found)/.test(stderr))
    throw new StackError('no', `slow needs ${netemInKernel.what}, which has none`, {
      hint: "load its module there (modprobe sch_netem), where the kernel was built with it; redis.link:lag and the like slow the clients' way instead and need nothing",
    });
  throw new StackError('engine', `the network of ${service} could not be changed: ${stderr.trim()}`);
}

function inNetwork(script: string, service: string, { engine, plan }: DrillContext): Promise<ExecResult> {
  return engine.hurt.inNetworkOf(plan.name, service, script);
}
