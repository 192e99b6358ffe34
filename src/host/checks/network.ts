import { overlap } from '../../plan/addresses.ts';
import { check, type Check, type HostFacts, type Needs } from '../check.ts';

export function portCheck({ ports }: Needs, { busyPorts, ownPorts, desktop }: HostFacts): Check {
  const taken = [...ports].filter(([, port]) => busyPorts.has(port) && !ownPorts.has(port));
  const mine = [...ports.values()].filter((port) => ownPorts.has(port)).length;
  const line = ['ports', `${String(ports.size)} free`] as const;
  const [first] = taken;
  if (first === undefined) {
    return check(
      ...line,
      mine > 0 ? `${String(mine)} held by this stack, the rest free` : 'all free',
      'pass',
      '',
    );
  }
  const found = `taken: ${taken.map(([id, port]) => `${String(port)} (${id})`).join(', ')}`;
  const fix = `${whoListens(desktop.platform, first[1])} names the owner; stop it, or set another port in stack.yaml`;
  return check(...line, found, 'fail', fix);
}

function whoListens(platform: string, port: number): string {
  if (platform === 'win32') return `netstat -ano | findstr :${String(port)}`;
  if (platform === 'darwin') return `lsof -nP -iTCP:${String(port)} -sTCP:LISTEN`;
  return `ss -ltnp 'sport = :${String(port)}'`;
}

export function subnetCheck({ stack, subnet }: Needs, facts: HostFacts): Check {
  const { engineSubnets, hostSubnets, desktop } = facts;
  const line = ['subnet', `${subnet} unused`] as const;
  const foreign = engineSubnets.find((other) => other.stack !== stack && overlap(other.subnet, subnet));
  if (foreign) {
    const fix = `docker network rm ${foreign.network}, if nothing uses it`;
    return check(...line, `network ${foreign.network} has ${foreign.subnet}`, 'fail', fix);
  }
  if (engineSubnets.some((own) => own.stack === stack && own.subnet === subnet)) {
    return check(...line, 'this stack has it', 'pass', '');
  }
  const route = hostSubnets.find((other) => overlap(other, subnet));
  if (!route) return check(...line, 'unused', 'pass', '');
  const fix = `${routes(desktop.platform)} shows who has it; disconnect that network or VPN`;
  return check(...line, `the host routes ${route}`, 'fail', fix);
}

function routes(platform: string): string {
  if (platform === 'win32') return 'route print -4';
  return platform === 'darwin' ? 'netstat -rn -f inet' : 'ip -4 route';
}
