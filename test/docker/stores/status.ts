import { expect, it } from 'vitest';
import { eventually, type TestStack } from '../../support/stack.ts';

/** What `holdfast status` promises on a healthy stack, ms; the whole process, Node's own start as well. */
const healthyLimit = 3000;

interface Seen {
  readonly good: boolean;
  readonly tiers: {
    readonly redis: {
      readonly well: boolean;
      readonly primary: { readonly service: string; readonly port: number } | null;
      readonly replicas: readonly { readonly service: string; readonly bytesBehind: number | null }[];
      readonly sentinels: { readonly agreeing: number; readonly quorum: number };
    };
    readonly kafka: {
      readonly well: boolean;
      readonly controller: { readonly service: string } | null;
      readonly brokers: readonly { readonly service: string; readonly leads: number }[];
      readonly partitions: { readonly total: number; readonly underReplicated: readonly unknown[] };
    };
  };
}

/** On the two stores with one topic, events/3, into which nothing has been written yet: no proof has run. */
export function statusCases(stack: TestStack): void {
  it('names the same primary and controller as the tiers’ own tools, within the time', async () => {
    const { seen, milliseconds } = await whole(stack);
    console.log(`status of a healthy stack: ${milliseconds.toFixed(0)} ms`);
    expect(milliseconds).toBeLessThan(healthyLimit);
    expect(seen.tiers.redis).toMatchObject({ well: true, sentinels: { agreeing: 3, quorum: 2 } });
    expect(seen.tiers.redis.replicas).toHaveLength(2);
    expect(seen.tiers.redis.primary?.service).toBe(await primaryByItsOwnWord(stack));
    expect(seen.tiers.kafka.controller?.service).toBe(await controllerByKafkasTool(stack));
    expect(seen.tiers.kafka.partitions).toMatchObject({ total: 3, underReplicated: [] });
    expect(seen.tiers.kafka.brokers.reduce((sum, { leads }) => sum + leads, 0)).toBe(3);
  });

  it('writes nothing into any store', async () => {
    const before = await contents(stack);
    await statusNow(stack);
    await statusNow(stack);
    expect(await contents(stack)).toEqual(before);
    expect(before.topics).toEqual(['events']);
  });
}

/** What status says of damage; at the end the stack is stopped. */
export function illStatusCases(stack: TestStack): void {
  it('says who is missing while a primary is paused and the controller is dead, and what still works', async () => {
    const { seen: before } = await whole(stack);
    const primary = before.tiers.redis.primary?.service ?? '';
    const controller = before.tiers.kafka.controller?.service ?? '';
    await stack.compose('pause', primary);
    await stack.compose('kill', '-s', 'KILL', controller);

    const atOnce = await statusNow(stack);
    console.log(`status of an ill stack: ${atOnce.milliseconds.toFixed(0)} ms`);
    expect(atOnce.exitCode).toBe(1);
    // An ill tier is given up after 2 s; the rest is the process itself and the services' table.
    expect(atOnce.milliseconds).toBeLessThan(healthyLimit + 1000);

    const later = await eventually('both tiers have healed themselves', 20_000, async () => {
      const { seen } = await statusNow(stack);
      const { redis, kafka } = seen.tiers;
      const healed = redis.primary !== null && kafka.controller !== null;
      return healed && redis.replicas.some(({ bytesBehind }) => bytesBehind !== null) ? seen : undefined;
    });
    expect(later.good).toBe(false);
    expect(later.tiers.redis.primary?.service).not.toBe(primary);
    expect(later.tiers.kafka.controller?.service).not.toBe(controller);
    const { stdout: lines } = await stack.holdfast('status');
    expect(lines).toMatch(new RegExp(`ill  ${primary} \\(.*\\): is paused`));
    expect(lines).toMatch(new RegExp(`ill  ${controller} \\(.*\\): has exited with 137`));
    // Beside what clients have left there by now.
    expect(lines).toMatch(new RegExp(`not in sync on ${controller}: (.*, )?events/0 1 2`));
    await stack.compose('unpause', primary);
    // Not `up`: it gives up on a node that is unhealthy at that moment, as one is that has just been paused.
    await stack.compose('start', controller);
    await whole(stack);
  });

  it('says in one line that a stopped stack does not run', async () => {
    const started = performance.now();
    await stack.compose('stop');
    // The last brokers have no quorum to hand over to: they see that, instead of waiting for their 30 s to end.
    expect(performance.now() - started).toBeLessThan(20_000);
    const stopped = await stack.holdfast('status');
    expect(stopped.exitCode).toBe(1);
    expect(stopped.stdout.split('\n').at(-1)).toBe(`${stack.name} does not run: holdfast up starts it`);
  });
}

/** As it is seen now, and how long the command took, ms. */
async function statusNow(stack: TestStack) {
  const started = performance.now();
  const { stdout, exitCode, all } = await stack.holdfast('status', '--json');
  const milliseconds = performance.now() - started;
  if (!stdout.startsWith('{')) throw new Error(`status said: ${all}`);
  return { seen: JSON.parse(stdout) as Seen, exitCode, milliseconds };
}

/** The first status that finds nothing wrong: replicas need seconds to catch up after a start. */
export function whole(stack: TestStack) {
  return eventually('the stack is whole', 60_000, async () => {
    const status = await statusNow(stack);
    return status.seen.good ? status : undefined;
  });
}

async function primaryByItsOwnWord(stack: TestStack): Promise<string | undefined> {
  const names = ['redis-1', 'redis-2', 'redis-3'];
  const roles = await Promise.all(
    names.map((name) => stack.compose('exec', '-T', name, 'redis-as', 'app', 'ROLE')),
  );
  return names.find((_, index) => roles[index]?.stdout.startsWith('master'));
}

async function controllerByKafkasTool(stack: TestStack): Promise<string> {
  const tool = ['run', '--rm', '-T', 'kafka-cli', 'metadata-quorum', 'describe', '--status'];
  const { stdout } = await stack.compose(...tool);
  return `kafka-${/LeaderId:\s+(\d+)/.exec(stdout)?.[1] ?? '?'}`;
}

/** What a client finds in both stores. */
async function contents(stack: TestStack) {
  const redis = await stack.redis();
  const admin = (await stack.kafka()).kafka.admin();
  try {
    await admin.connect();
    const topics = await admin.listTopics();
    return {
      keys: await redis.dbsize(),
      topics,
      offsets: await admin.fetchTopicOffsets('events'),
      groups: (await admin.listGroups()).groups,
    };
  } finally {
    redis.disconnect();
    await admin.disconnect();
  }
}
