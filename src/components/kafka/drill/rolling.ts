import { setTimeout as sleep } from 'node:timers/promises';
import type { DrillContext } from '../../../drill/drill.ts';
import type { Before, Fault, Wound } from '../../../drill/fault.ts';
import { StackError } from '../../../errors.ts';
import type { KafkaSettings } from '../schema.ts';
import { newestOf, viewsOf } from './cluster.ts';
import { inSync } from './ends.ts';

/** Until the brokers are whole again after one of them, ms. */
const patience = { whole: 90_000, poll: 300 };

/** Every broker restarted, the next only when all replicas are in sync, the active controller last: as `up` does it. */
export function rolling(settings: KafkaSettings): Fault {
  return {
    name: 'roll',
    about: 'stopped and started one after another, the next when all replicas are in sync',
    harm: 'safe',
    hold: 0,
    commands: (service) => [`docker stop ${service}`, `docker start ${service}`],
    prepare: startsOf,
    inflict: async ({ services }, context) => {
      const { quorum } = newestOf(await viewsOf(settings, context));
      for (const service of lastOf(services, `kafka-${String(quorum.leader)}`)) {
        await restart(service, context);
        await untilInSync(settings, services.length, context);
      }
    },
    bite: hasRestarted,
    heal: async ({ services }, { engine, plan }) => {
      await Promise.all(services.map((service) => engine.hurt.start(plan.name, service)));
    },
  };
}

/** In the order given, but for one that goes last. */
export function lastOf(services: readonly string[], last: string): readonly string[] {
  return [
    ...services.filter((service) => service !== last),
    ...services.filter((service) => service === last),
  ];
}

async function restart(service: string, { engine, plan, signal }: DrillContext): Promise<void> {
  signal.throwIfAborted();
  await engine.hurt.stop(plan.name, service);
  await engine.hurt.start(plan.name, service);
}

/** All brokers answer, and all of their partitions are whole. */
async function untilInSync(settings: KafkaSettings, brokers: number, context: DrillContext): Promise<void> {
  const end = performance.now() + patience.whole;
  for (;;) {
    const views = await viewsOf(settings, context);
    const { good, text } = inSync(views);
    if (good && views.length === brokers) return;
    context.signal.throwIfAborted();
    if (performance.now() >= end)
      throw new StackError('no', `the brokers are not whole again after a restart: ${text}`, {
        hint: 'holdfast status shows who is missing',
      });
    await sleep(patience.poll);
  }
}

async function startsOf(services: readonly string[], { engine, plan }: DrillContext): Promise<Before> {
  const containers = await engine.containers(plan.name);
  return {
    started: Object.fromEntries(services.map((name) => [name, containers.get(name)?.startedAt ?? ''])),
  };
}

async function hasRestarted({ services, started }: Wound, { engine, plan }: DrillContext): Promise<string> {
  const containers = await engine.containers(plan.name);
  const same = services.filter((service) => containers.get(service)?.startedAt === started?.[service]);
  if (same.length === 0) return `${services.join(', ')} started again, one after another`;
  throw new StackError('no', `${same.join(', ')} runs on as before`);
}
