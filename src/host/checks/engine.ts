import type { EngineInfo } from '../../engine/engine.ts';
import { atLeast, check, type Check, type HostFacts, isThere } from '../check.ts';
import { updateEngine, updatePlugins } from './remedies.ts';

/**
 * start_interval of health checks came with Engine 25 (Docker docs, Engine 25.0 release notes); `include` lists merge as we
 * use them from Compose 2.24 on; build secrets by file came to buildx before 0.10.
 */
const minimum = { engine: '25.0', compose: '2.24', buildx: '0.10' };

/** The engine and the two plugins of the docker command that `up` runs; the engine alone when it does not answer. */
export function engineChecks(facts: HostFacts): readonly Check[] {
  const { engine } = facts;
  if (!isThere(engine)) {
    const fix = engine.hint ?? 'sudo systemctl start docker';
    return [check('engine', `>= ${minimum.engine}`, engine.problem, 'fail', fix)];
  }
  const plugins = updatePlugins(facts);
  return [
    engineCheck(engine, updateEngine(facts)),
    versionCheck('compose', minimum.compose, engine.composeVersion, plugins),
    buildKitCheck(engine.buildxVersion, facts.buildKitOff, plugins),
  ];
}

/** Whether the engine is one that the stack runs on, whatever is said of the system around it. */
export function isNewEnough({ engine }: HostFacts): boolean {
  return isThere(engine) && engine.product === 'docker' && atLeast(engine.version, minimum.engine);
}

function engineCheck({ product, version, security }: EngineInfo, fix: string): Check {
  const rootless = security.includes('rootless') ? ', rootless' : '';
  if (product === 'podman') {
    // Its version numbers are its own: Podman 26 would be no Engine 25.
    const found = `Podman ${version}${rootless}: never tried`;
    const orDocker = `docker context use default, or ${fix}`;
    return check('engine', `Docker >= ${minimum.engine}`, found, 'fail', orDocker);
  }
  const line = versionCheck('engine', minimum.engine, version, fix);
  return { ...line, found: `${version}${rootless}` };
}

function versionCheck(what: string, needed: string, found: string | undefined, fix: string): Check {
  const good = found !== undefined && atLeast(found, needed);
  return check(what, `>= ${needed}`, found ?? 'missing', good ? 'pass' : 'fail', fix);
}

/** Images are built with secrets, which only BuildKit mounts; Compose asks buildx for it, unless told not to. */
function buildKitCheck(buildx: string | undefined, off: boolean, fix: string): Check {
  if (off)
    return check('buildkit', 'on', 'switched off by DOCKER_BUILDKIT=0', 'fail', 'unset DOCKER_BUILDKIT');
  const line = versionCheck('buildkit', minimum.buildx, buildx, fix);
  return { ...line, needed: `buildx ${line.needed}`, found: `buildx ${line.found}` };
}
