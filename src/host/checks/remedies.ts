import { type HostFacts, isThere } from '../check.ts';
import { desktopSystem } from './desktop-systems.ts';

/**
 * What works from every system. A docker context to that machine would not do: Compose mounts settings and secrets from
 * files that the engine looks for on its own machine, and publishes ports on that machine's loopback address.
 */
export const anotherMachine =
  'a Linux machine, and holdfast on it: ssh -L 8080:127.0.0.1:8080 USER@HOST brings Nginx here';

/** Docker's own packages, the same names on Debian and Ubuntu (Docker docs, Install Docker Engine on Debian). */
const packages = {
  engine: 'docker-ce docker-ce-cli containerd.io',
  plugins: 'docker-buildx-plugin docker-compose-plugin',
};
/** Debian's own are new enough from 13 on. */
const debian13 = { engine: 'docker.io docker-cli', plugins: 'docker-compose docker-buildx' };

/** How to get a newer engine: Docker Desktop brings its plugins along. */
export function updateEngine(facts: HostFacts): string {
  if (isDockerDesktop(facts)) return updateDesktop(facts);
  const where = facts.where === 'here' ? '' : 'on the engine’s machine: ';
  return where + install(facts, 'engine', facts.where === 'here' ? facts.desktop.distribution : undefined);
}

/** How to get newer plugins of the docker command, which runs on this side wherever the engine is. */
export function updatePlugins(facts: HostFacts): string {
  return isDockerDesktop(facts)
    ? updateDesktop(facts)
    : install(facts, 'plugins', facts.desktop.distribution);
}

/** Where no newer one installs, what is said of the desktop is all there is to do. */
function updateDesktop({ desktop }: HostFacts): string {
  return desktopSystem(desktop)?.support === 'ended'
    ? 'no newer Docker Desktop installs here: see desktop, above'
    : 'docker desktop update, or Check for updates in the menu of Docker Desktop';
}

function install(
  { desktop }: HostFacts,
  what: keyof typeof packages,
  distribution: string | undefined,
): string {
  if (distribution === 'debian' && Number(desktop.distributionVersion) >= 13) {
    return `sudo apt-get install ${debian13[what]}`;
  }
  if (distribution === 'debian' || distribution === 'ubuntu') {
    return `sudo apt-get install ${packages[what]} (from Docker’s repository: docs.docker.com/engine/install/${distribution})`;
  }
  return what === 'engine' ? 'docs.docker.com/engine/install' : 'docs.docker.com/compose/install';
}

export function isDockerDesktop({ engine }: HostFacts): boolean {
  return isThere(engine) && engine.os.startsWith('Docker Desktop');
}

/** Whether the machine under the engine is WSL's, whose size is set in a file of Windows. */
export function isWsl({ engine, desktop }: HostFacts): boolean {
  return (isThere(engine) && /microsoft/i.test(engine.kernel)) || /microsoft/i.test(desktop.release);
}

/**
 * Sets a number of the kernel under the engine until it restarts. Docker Desktop's has no shell of its own to type it
 * into: a privileged container of the base image that the stack is built on does it.
 */
export function setKernelNumber(facts: HostFacts, name: string, value: number): string {
  const set = String(value);
  if (facts.where === 'beside') {
    return `docker run --rm --privileged debian:trixie-slim sh -c 'echo ${set} >/proc/sys/vm/${name}'`;
  }
  return `${facts.where === 'elsewhere' ? 'on the engine’s machine: ' : ''}sudo sysctl -w vm.${name}=${set}`;
}
