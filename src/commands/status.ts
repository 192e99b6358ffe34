import { readCgroups, type CgroupNotes } from '../engine/cgroup.ts';
import type { EngineContainer } from '../engine/engine.ts';
import type { ObserveContext } from '../observe/observation.ts';
import { observeAll, type Observer, type TierState } from '../observe/run.ts';
import type { Diagnostic } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { differences } from '../proof/limits.ts';
import { wayBack, type Disaster } from '../drill/disaster/wound.ts';
import { toldOfRestoring, type Restoring } from './backup/restoring-file.ts';
import { toldOf } from './drill/wounds-file.ts';
import type { Outcome } from './outcome.ts';
import { isReady, stateOf } from './start.ts';
import { table } from '../table.ts';
import { paint } from './terminal.ts';

/** One service as it is now. */
interface ServiceStatus {
  readonly service: string;
  readonly state: string;
  readonly ready: boolean;
  readonly address: string;
  readonly memoryMiB: number | undefined;
  readonly limitMiB: number;
  /** Page cache included; since the container started. */
  readonly peakMiB: number | undefined;
  readonly oomKills: number | undefined;
}

/**
 * How the stack is: every service with its state and its memory against its limit, then tier by tier what its
 * component sees (who is primary, who leads), and every limit that is not the planned one. Reads only. Good when all
 * services are ready, all tiers are well and all limits are in force.
 *
 * @param disaster what a drill that was killed left destroyed
 * @param restoring the restore that has not ended
 */
export async function status(
  observers: readonly Observer[],
  context: Omit<ObserveContext, 'containers'>,
  disaster?: Disaster,
  restoring?: Restoring,
): Promise<Outcome> {
  const { plan, engine } = context;
  const containers = await engine.containers(plan.name);
  const stopped = isStopped(containers);
  const [memory, notes, tiers] = stopped
    ? [new Map<string, number>(), new Map<string, CgroupNotes>(), []]
    : await Promise.all([
        engine.memory(plan.name),
        readCgroups(engine, plan.name, containers),
        observeAll(observers, { ...context, containers }),
      ]);
  const services = serviceStates(plan, { containers, memory, notes });
  const limits = stopped ? [] : [...limitsNotInForce(plan, containers), ...kills(services)];
  const good =
    services.every(({ ready }) => ready) &&
    tiers.every(({ well }) => well) &&
    limits.length === 0 &&
    disaster === undefined &&
    restoring === undefined;
  return {
    good,
    data: {
      name: plan.name,
      good,
      services,
      limits,
      tiers: dataOf(tiers),
      ...(disaster === undefined ? {} : { disaster: { ...disaster, wayBack: wayBack(disaster) } }),
      ...(restoring === undefined ? {} : { restoring }),
    },
    lines: [
      ...renderServices(services),
      ...tiers.flatMap(renderTier),
      ...renderLimits(limits),
      ...(disaster === undefined ? [] : ['', marked(false, '', toldOf(disaster))]),
      ...(restoring === undefined ? [] : ['', marked(false, '', toldOfRestoring(restoring))]),
      '',
      disaster !== undefined
        ? `${plan.name} is to be restored: ${wayBack(disaster)}`
        : restoring !== undefined
          ? `${plan.name} is to be restored: ${restoring.wayBack}`
          : stopped
            ? `${plan.name} does not run: holdfast up starts it`
            : summary(plan, services, tiers),
    ],
  };
}

/** Nothing runs: no tier is asked, each would only say that nobody answers. */
function isStopped(containers: ReadonlyMap<string, EngineContainer>): boolean {
  return [...containers.values()].every(({ state }) => state === 'exited' || state === 'created');
}

interface Seen {
  readonly containers: ReadonlyMap<string, EngineContainer>;
  readonly memory: ReadonlyMap<string, number>;
  readonly notes: ReadonlyMap<string, CgroupNotes>;
}

function serviceStates(plan: Plan, { containers, memory, notes }: Seen): ServiceStatus[] {
  return [...plan.services.values()]
    .filter(({ kind }) => kind !== 'tool')
    .map(({ name, kind, address, memoryMiB }) => {
      const container = containers.get(name);
      return {
        service: name,
        state: stateOf(container),
        ready: isReady(container, kind === 'once'),
        address: address ?? '',
        memoryMiB: memory.get(name),
        limitMiB: memoryMiB,
        peakMiB: notes.get(name)?.peakMiB,
        oomKills: notes.get(name)?.oomKills,
      };
    });
}

/** What an override has taken away: a plan that fits its host rests on every limit. */
function limitsNotInForce(
  plan: Plan,
  containers: ReadonlyMap<string, EngineContainer>,
): readonly Diagnostic[] {
  const planned = [...plan.services.values()].filter(({ name }) => containers.has(name));
  return planned.flatMap((service) => differences(service, containers.get(service.name)));
}

/** A process that the kernel killed for memory: the limit is in force, and too low for what was asked of it. */
function kills(services: readonly ServiceStatus[]): readonly Diagnostic[] {
  return services.flatMap(({ service, oomKills = 0, limitMiB }) =>
    oomKills === 0
      ? []
      : [
          {
            place: service,
            message: `the kernel killed ${String(oomKills)} of its processes for memory: ${String(limitMiB)} MiB were not enough`,
          },
        ],
  );
}

/** `--json`: a tier's own names beside `well` and the lines. */
function dataOf(tiers: readonly TierState[]): Record<string, unknown> {
  return Object.fromEntries(tiers.map(({ tier, well, facts, data }) => [tier, { well, ...data, facts }]));
}

function renderServices(services: readonly ServiceStatus[]): string[] {
  const rows = services.map(({ service, state, address, memoryMiB, peakMiB, limitMiB }) => [
    service,
    state,
    address,
    `${memoryMiB === undefined ? '-' : memoryMiB.toFixed(0)} of ${String(limitMiB)} MiB`,
    peakMiB === undefined ? '-' : `${peakMiB.toFixed(0)} MiB`,
  ]);
  const [head = '', ...lines] = table([
    ['SERVICE', 'STATE', 'ADDRESS', 'MEMORY', 'PEAK WITH CACHE'],
    ...rows,
  ]);
  return [
    `       ${head}`,
    ...lines.map((line, index) => marked(services[index]?.ready === true, 'ready', line)),
  ];
}

function renderTier({ tier, facts }: TierState): string[] {
  return ['', paint('bold', tier), ...facts.map(({ well, text }) => marked(well, 'well', text))];
}

function renderLimits(limits: readonly Diagnostic[]): string[] {
  if (limits.length === 0) return [];
  const lines = limits.map(({ place, message }) => marked(false, '', `${place ?? ''}: ${message}`));
  return [
    '',
    paint('bold', 'limits'),
    ...lines,
    '       a limit that is not the planned one: look for an override in compose.override.yaml',
  ];
}

function marked(good: boolean, word: string, text: string): string {
  return `${good ? paint('green', word.padStart(5)) : paint('red', '  ill')}  ${text}`;
}

function summary(plan: Plan, services: readonly ServiceStatus[], tiers: readonly TierState[]): string {
  const ready = services.filter((service) => service.ready).length;
  const used = services.reduce((sum, { memoryMiB }) => sum + (memoryMiB ?? 0), 0);
  const ill = tiers.filter(({ well }) => !well).map(({ tier }) => tier);
  return [
    `${plan.name}: ${String(ready)} of ${String(services.length)} ready`,
    `${used.toFixed(0)} MiB in use`,
    ...(ill.length === 0 ? [] : [`not well: ${ill.join(', ')}`]),
  ].join(', ');
}
