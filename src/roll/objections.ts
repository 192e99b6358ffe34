import type { EngineContainer, EngineSubnet } from '../engine/engine.ts';
import { StackError, type Diagnostic } from '../errors.ts';
import type { Plan, PlannedService } from '../plan/plan.ts';

/** What is there of the stack, as the engine tells it. */
export interface Present {
  readonly containers: ReadonlyMap<string, EngineContainer>;
  readonly subnets: readonly EngineSubnet[];
  /** Names of the stack's volumes. */
  readonly volumes: readonly string[];
}

const allAtOnce = 'holdfast down, then holdfast up: every volume is kept';

/**
 * What cannot be changed one node at a time: the network all nodes are in, and who a node that keeps data is to the
 * others (its place and its port stand in their settings and in what Sentinels and voters remember). Asked of a running
 * stack before anything is written. An empty list is good.
 */
export function objectionsTo(plan: Plan, present: Present): readonly Diagnostic[] {
  const running = new Map([...present.containers].filter(([, { state }]) => state === 'running'));
  return [
    ...networkObjections(plan, present.subnets),
    ...(running.size === 0 ? [] : memberObjections(plan, running, present)),
  ];
}

/** Throws StackError('no') with all of them, when there is any. */
export function refuseFor(objections: readonly Diagnostic[]): void {
  if (objections.length === 0) return;
  throw new StackError('no', 'the running stack cannot take this change; nothing was changed', {
    diagnostics: objections,
    hint: 'holdfast plan shows what the spec asks for, holdfast status what runs',
  });
}

/** Also of a stopped stack: Compose keeps a network that is there as it is, or fails with its containers half made. */
function networkObjections({ network }: Plan, subnets: readonly EngineSubnet[]): readonly Diagnostic[] {
  const found = subnets.find((one) => one.network === network.name);
  if (found === undefined) return [];
  const place = `network ${network.name}`;
  const differs: Diagnostic[] = [];
  if (found.subnet !== network.subnet)
    differs.push({ place, message: `is ${found.subnet}, and is to be ${network.subnet}`, hint: allAtOnce });
  if (found.internal !== undefined && found.internal !== network.internal) {
    const word = (internal: boolean) => (internal ? 'shut off from the host' : 'open to the host');
    const message = `is ${word(found.internal)}, and is to be ${word(network.internal)} (publish)`;
    differs.push({ place, message, hint: allAtOnce });
  }
  return differs;
}

function memberObjections(
  plan: Plan,
  running: ReadonlyMap<string, EngineContainer>,
  { containers, volumes }: Present,
): readonly Diagnostic[] {
  const keepers = [...running.values()].filter((container) => container.volumes.length > 0);
  const planned = [...plan.services.values()];
  const joining = planned.filter(
    (service) => joins(service, plan, keepers, volumes) && !containers.has(service.name),
  );
  return [
    ...joining.map(({ name, tier }) => ({
      place: name,
      message: `would join the running ${tier}, whose members know each other from their start`,
      hint: allAtOnce,
    })),
    ...keepers.filter(({ service }) => !plan.services.has(service)).map(leaving),
    ...keepers.flatMap((keeper) => movedPort(plan, keeper)),
  ];
}

/** A member without a volume of its own beside members with one was never there before; without a container only, it was. */
function joins(
  { name, tier, kind }: PlannedService,
  plan: Plan,
  keepers: readonly EngineContainer[],
  volumes: readonly string[],
): boolean {
  const own = (service: string) => (volume: string) => volume.startsWith(`${plan.name}-${service}-`);
  const peers = keepers.filter(({ service }) => plan.services.get(service)?.tier === tier);
  const keep = peers.some((peer) => peer.volumes.some(own(peer.service)));
  return kind === 'long' && keep && !volumes.some(own(name));
}

function leaving({ service }: EngineContainer): Diagnostic {
  return {
    place: service,
    message: 'runs and keeps data, but is no longer in the spec; what it alone holds would be gone with it',
    hint: 'put it back into stack.yaml; or, if others hold what it holds or nobody needs it, holdfast down, then holdfast up',
  };
}

function movedPort(plan: Plan, { service, publishedPorts }: EngineContainer): readonly Diagnostic[] {
  const port = plan.ports.get(service);
  const [bound] = publishedPorts;
  if (!plan.services.has(service) || port === bound) return [];
  const word = (value: number | undefined) =>
    value === undefined ? 'on no port' : `on port ${String(value)}`;
  const message = `listens ${word(bound)}, and is to listen ${word(port)}; the others remember it by its port`;
  return [{ place: service, message, hint: allAtOnce }];
}
