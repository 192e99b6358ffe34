import { readFile } from 'node:fs/promises';
import type { Engine } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import type { HostFacts, Needs } from './fit.ts';
import { probeHost } from './probe.ts';

/** Gathers what {@link fit} judges. An engine that does not answer is a fact like any other. */
export async function gatherFacts(engine: Engine, needs: Needs): Promise<HostFacts> {
  const [host, overcommitMemory, seen] = await Promise.all([
    probeHost({ ports: [...needs.ports.values()] }),
    overcommit(),
    askEngine(engine, needs.stack),
  ]);
  const ofNetworks = new Set(seen.engineSubnets.map(({ subnet }) => subnet));
  const hostSubnets = host.usedSubnets.filter((subnet) => !ofNetworks.has(subnet));
  return { ...seen, busyPorts: host.busyPorts, hostSubnets, overcommitMemory };
}

type Asked = Pick<HostFacts, 'engine' | 'ownPorts' | 'engineSubnets'>;

async function askEngine(engine: Engine, stack: string): Promise<Asked> {
  try {
    const [info, subnets, containers] = await Promise.all([
      engine.info(),
      engine.subnets(),
      engine.containers(stack),
    ]);
    const running = [...containers.values()].filter(({ state }) => state === 'running' || state === 'paused');
    return {
      engine: info,
      engineSubnets: subnets,
      ownPorts: new Set(running.flatMap((one) => one.publishedPorts)),
    };
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    return { engine: { problem: error.message, hint: error.hint }, engineSubnets: [], ownPorts: new Set() };
  }
}

async function overcommit(): Promise<number | undefined> {
  try {
    return Number(await readFile('/proc/sys/vm/overcommit_memory', 'utf8'));
  } catch {
    return undefined;
  }
}
