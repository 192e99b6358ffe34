import type { EngineInfo, EngineSubnet } from '../engine/engine.ts';
import { overlap } from '../plan/addresses.ts';

/** What is there. Plain data, so that every host can be tested. */
export interface HostFacts {
  /** The engine, or why it did not answer. */
  readonly engine: EngineInfo | { readonly problem: string; readonly hint: string | undefined };
  /** Of the ports the stack wants, those something listens on. */
  readonly busyPorts: ReadonlySet<number>;
  /** Ports that the stack's own containers hold. */
  readonly ownPorts: ReadonlySet<number>;
  readonly engineSubnets: readonly EngineSubnet[];
  /** Subnets of interfaces and routes. */
  readonly hostSubnets: readonly string[];
  /** vm.overcommit_memory; undefined where the kernel does not say. */
  readonly overcommitMemory: number | undefined;
}

/** What the stack wants of the host. */
export interface Needs {
  readonly stack: string;
  readonly ports: ReadonlyMap<string, number>;
  readonly subnet: string;
}

/** One line of `doctor`: number against number, and the command that mends it. */
export interface Check {
  readonly what: string;
  readonly needed: string;
  readonly found: string;
  readonly verdict: 'pass' | 'warn' | 'fail';
  /** The exact command, or what to change; absent when all is well. */
  readonly fix?: string;
}

/** start_interval of health checks came with Engine 25; `include` lists merged as we use them with Compose 2.24. */
const minimum = { engine: '25.0', compose: '2.24' };

/** Every check of the host that the stack depends on. */
export function fit(needs: Needs, facts: HostFacts): readonly Check[] {
  return [
    ...engineChecks(facts.engine),
    portCheck(needs, facts),
    subnetCheck(needs, facts),
    overcommitCheck(facts),
  ];
}

function engineChecks(engine: HostFacts['engine']): readonly Check[] {
  if ('problem' in engine) {
    const fix = engine.hint ?? 'sudo systemctl start docker';
    return [{ what: 'engine', needed: `>= ${minimum.engine}`, found: engine.problem, verdict: 'fail', fix }];
  }
  return [
    versionCheck(
      'engine',
      minimum.engine,
      engine.version,
      'sudo apt-get install docker.io, or see docs.docker.com/engine/install',
    ),
    versionCheck(
      'compose',
      minimum.compose,
      engine.composeVersion,
      'sudo apt-get install docker-compose-plugin (Debian 13: docker-compose)',
    ),
    versionCheck(
      'buildx',
      '0.10',
      engine.buildxVersion,
      'sudo apt-get install docker-buildx-plugin (Debian 13: docker-buildx)',
    ),
  ];
}

function versionCheck(what: string, needed: string, found: string | undefined, fix: string): Check {
  const good = found !== undefined && atLeast(found, needed);
  const line = { what, needed: `>= ${needed}`, found: found ?? 'missing' };
  return good ? { ...line, verdict: 'pass' } : { ...line, verdict: 'fail', fix };
}

/** Compares major and minor; what follows them (`+dfsg1`, `-rc1`) does not matter here. */
export function atLeast(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [wantedMajor = 0, wantedMinor = 0] = numbers(needed);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function numbers(version: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}

function portCheck({ ports }: Needs, { busyPorts, ownPorts }: HostFacts): Check {
  const taken = [...ports].filter(([, port]) => busyPorts.has(port) && !ownPorts.has(port));
  const mine = [...ports.values()].filter((port) => ownPorts.has(port)).length;
  const what = { what: 'ports', needed: `${String(ports.size)} free` };
  if (taken.length === 0) {
    const found = mine > 0 ? `${String(mine)} held by this stack, the rest free` : 'all free';
    return { ...what, found, verdict: 'pass' };
  }
  const [first] = taken.map(([, port]) => port);
  return {
    ...what,
    found: `taken: ${taken.map(([id, port]) => `${String(port)} (${id})`).join(', ')}`,
    verdict: 'fail',
    fix: `ss -ltnp 'sport = :${String(first)}' names the owner; stop it, or set another port in stack.yaml`,
  };
}

function subnetCheck({ stack, subnet }: Needs, { engineSubnets, hostSubnets }: HostFacts): Check {
  const what = { what: 'subnet', needed: `${subnet} unused` };
  const foreign = engineSubnets.find((other) => other.stack !== stack && overlap(other.subnet, subnet));
  if (foreign) {
    const fix = `docker network rm ${foreign.network}, if nothing uses it`;
    return { ...what, found: `network ${foreign.network} has ${foreign.subnet}`, verdict: 'fail', fix };
  }
  if (engineSubnets.some((own) => own.stack === stack && own.subnet === subnet)) {
    return { ...what, found: 'this stack has it', verdict: 'pass' };
  }
  const route = hostSubnets.find((other) => overlap(other, subnet));
  if (!route) return { ...what, found: 'unused', verdict: 'pass' };
  return {
    ...what,
    found: `the host routes ${route}`,
    verdict: 'fail',
    fix: 'ip -4 route shows who has it; disconnect that network or VPN',
  };
}

/** Redis' background saves fork: without overcommit a fork can fail while memory is free (Redis docs, administration). */
function overcommitCheck({ overcommitMemory }: HostFacts): Check {
  const what = { what: 'vm.overcommit_memory', needed: '1' };
  if (overcommitMemory === 1) return { ...what, found: '1', verdict: 'pass' };
  return {
    ...what,
    found: overcommitMemory === undefined ? 'not known' : String(overcommitMemory),
    verdict: 'warn',
    fix: 'sudo sysctl -w vm.overcommit_memory=1',
  };
}
