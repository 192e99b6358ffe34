import { hostname, release } from 'node:os';
import { dockerEndpoint } from '../engine/docker-endpoint.ts';
import type { Engine, EngineInfo } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import { type HostFacts, isThere, type Needs, type NoEngine, type Unseen } from './check.ts';
import { describeDesktop, type Desktop } from './desktop.ts';
import { lookHere } from './here.ts';
import { type Inside, lookScript, readLook } from './inside.ts';
import { probeHost } from './probe.ts';

/** Gathers what {@link fit} judges. An engine that does not answer is a fact like any other. */
export async function gatherFacts(engine: Engine, needs: Needs): Promise<HostFacts> {
  const [host, desktop, seen] = await Promise.all([
    probeHost({ ports: [...needs.ports.values()] }),
    describeDesktop(),
    askEngine(engine, needs.stack),
  ]);
  const ofNetworks = new Set(seen.engineSubnets.map(({ subnet }) => subnet));
  return {
    ...seen,
    desktop,
    where: whereIs(seen.engine, seen.inside, desktop),
    buildKitOff: /^(?:0|f|false)$/i.test(process.env['DOCKER_BUILDKIT'] ?? ''),
    busyPorts: host.busyPorts,
    hostSubnets: host.usedSubnets.filter((subnet) => !ofNetworks.has(subnet)),
  };
}

type Asked = Pick<HostFacts, 'engine' | 'inside' | 'hasData' | 'ownPorts' | 'engineSubnets'>;

async function askEngine(engine: Engine, stack: string): Promise<Asked> {
  const info = answered(engine.info());
  try {
    const [facts, inside, subnets, containers, volumes] = await Promise.all([
      info,
      info.then((known) => lookAtMachine(engine, known)),
      engine.subnets(),
      engine.containers(stack),
      engine.volumes(stack),
    ]);
    const running = [...containers.values()].filter(({ state }) => state === 'running' || state === 'paused');
    return {
      engine: facts,
      inside,
      hasData: volumes.length > 0,
      engineSubnets: subnets,
      ownPorts: new Set(running.flatMap((one) => one.publishedPorts)),
    };
  } catch (error) {
    const problem = problemOf(error);
    const inside = { unknown: 'no engine to ask' };
    return { engine: problem, inside, hasData: false, engineSubnets: [], ownPorts: new Set() };
  }
}

/** Whoever awaits it later sees the error; until then it is nobody's unhandled rejection. */
function answered<T>(question: Promise<T>): Promise<T> {
  question.catch(() => undefined);
  return question;
}

/** @throws anything but a StackError: that is a bug, not an engine that does not answer */
function problemOf(error: unknown): NoEngine {
  if (!(error instanceof StackError)) throw error;
  return { problem: error.message, hint: error.hint };
}

/**
 * The machine under the engine: by reading our own /proc and /sys where it is this one, else from a container on it.
 * What cannot be seen is told with the reason; it never keeps the rest from being checked.
 */
async function lookAtMachine(engine: Engine, info: EngineInfo): Promise<Inside | Unseen> {
  if (isThisMachine(info)) {
    const here = await lookHere(info.dataRoot);
    if (here !== undefined) return here;
  }
  if (info.containers !== 'linux') {
    return { unknown: `the engine runs ${info.containers} containers`, fix: 'switch to Linux containers' };
  }
  try {
    const look = await engine.lookInside(lookScript);
    return 'unknown' in look ? look : readLook(look.printed);
  } catch (error) {
    const { problem, hint = 'docker run --rm debian:trixie-slim true' } = problemOf(error);
    return { unknown: problem, fix: hint };
  }
}

/** The same kernel and the same name; Docker Desktop's machine in WSL shares the kernel but not the name. */
function isThisMachine({ kernel, hostName }: EngineInfo): boolean {
  return kernel === release() && hostName === hostname();
}

function whereIs(
  engine: HostFacts['engine'],
  inside: HostFacts['inside'],
  desktop: Desktop,
): HostFacts['where'] {
  if (!/^(?:unix|npipe):|^tcp:\/\/(?:127\.|localhost)/.test(dockerEndpoint().host)) return 'elsewhere';
  if ('seenFrom' in inside) return inside.seenFrom === 'here' ? 'here' : 'beside';
  if (isThere(engine)) return isThisMachine(engine) ? 'here' : 'beside';
  return desktop.platform === 'linux' ? 'here' : 'beside';
}
