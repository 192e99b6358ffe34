import { beforeEach, describe, expect, test } from 'vitest';
import { redisTargets } from '../../../src/components/redis/drill/targets.ts';
import { redisSchema } from '../../../src/components/redis/schema.ts';
import { kafkaTargets } from '../../../src/components/kafka/drill/targets.ts';
import { kafkaSchema } from '../../../src/components/kafka/schema.ts';
import { faultsOf } from '../../../src/drill/aim.ts';
import { full } from '../../../src/drill/faults/full.ts';
import type { Wound } from '../../../src/drill/fault.ts';
import type { EngineContainer, ExecResult } from '../../../src/engine/engine.ts';
import { FakeEngine, wellContainers } from '../../support/fake-engine.ts';
import { plan } from '../limits/runs.ts';

const fault = full((service) => ({ path: `/data/${service}`, volume: `${service}-data` }));

/** A disk of 128 MiB under each service, which can be written to and cleared. */
class Disks {
  readonly containers = new Map<string, EngineContainer>(wellContainers(plan));
  readonly engine = new FakeEngine({ containers: this.containers });
  readonly context = { plan, engine: this.engine, secret: () => '', signal: new AbortController().signal };
  readonly free = new Map<string, number>();
  root = '/';
  totalKiB = 131_072;
  /** What filling leaves. */
  leaves = 12;
  broken: Partial<ExecResult> = {};

  constructor() {
    const { hurt } = this.engine;
    this.engine.hurt = {
      ...hurt,
      inVolumesOf: async (stack, service, script, memoryMiB) => {
        await hurt.inVolumesOf(stack, service, script, memoryMiB);
        if (script.includes('head -c')) this.free.set(service, this.leaves);
        if (script.startsWith('rm -f')) this.free.delete(service);
        const stdout = script.startsWith('df') ? this.#look(service) : '';
        return { exitCode: 0, stdout, stderr: '', ...this.broken };
      },
    };
  }

  become(service: string, state: EngineContainer['state']): void {
    this.containers.set(service, { ...this.containers.get(service)!, state });
  }

  #look(service: string): string {
    const free = String(this.free.get(service) ?? 120_000);
    const disk = `tmpfs ${String(this.totalKiB)} 1024 ${free} 9% /data/${service}`;
    const mount = `520 512 0:61 ${this.root} /data/${service} rw - tmpfs tmpfs rw`;
    return `Filesystem 1024-blocks Used Available Capacity Mounted on\n${disk}\n${mount}\n`;
  }
}

let disks: Disks;
beforeEach(() => {
  disks = new Disks();
});

async function struck(...services: string[]): Promise<Wound> {
  const wound = { fault: 'full', services, ...(await fault.prepare?.(services, disks.context)) };
  await fault.inflict(wound, disks.context);
  // What a killed drill leaves is read back from a file.
  return JSON.parse(JSON.stringify(wound)) as Wound;
}

describe('on small disks', () => {
  test('each is filled by a file of its own, shown to be full, and cleared', async () => {
    const wound = await struck('kafka-1', 'kafka-2');
    expect(wound.words).toEqual({ 'kafka-1': '/data/kafka-1', 'kafka-2': '/data/kafka-2' });
    expect(disks.engine.calls.filter((call) => call.includes('head -c 1024M /dev/zero'))).toEqual([
      expect.stringContaining(`in volumes of kafka-1: for round in`),
      expect.stringContaining(`>> '/data/kafka-2/.holdfast-full'`),
    ]);
    expect(await fault.bite(wound, disks.context)).toBe(
      'kafka-1 has 12 KiB of 128 MiB free, kafka-2 has 12 KiB of 128 MiB free',
    );
    disks.engine.calls.length = 0;
    await fault.heal(wound, disks.context);
    expect(disks.engine.calls).toEqual([
      `in volumes of kafka-1: rm -f '/data/kafka-1/.holdfast-full'`,
      `in volumes of kafka-2: rm -f '/data/kafka-2/.holdfast-full'`,
    ]);
  });

  test.each([257, 4096])('%i KiB free are an effect that is missing', async (free) => {
    disks.leaves = free;
    const wound = await struck('kafka-1');
    await expect(fault.bite(wound, disks.context)).rejects.toMatchObject({
      code: 'no',
      message: `kafka-1 has ${String(free)} KiB of 128 MiB free`,
    });
  });

  test('one of two that has room is an effect that is missing', async () => {
    const wound = await struck('kafka-1', 'kafka-2');
    disks.free.set('kafka-2', 100_000);
    await expect(fault.bite(wound, disks.context)).rejects.toMatchObject({ code: 'no' });
  });

  test.each([
    ['exited', ['start kafka-1']],
    ['created', ['start kafka-1']],
    ['restarting', ['stop kafka-1', 'start kafka-1']],
    ['running', []],
    ['paused', []],
  ] as const)('a service that is %s when its disk has room again', async (state, asked) => {
    const wound = await struck('kafka-1');
    disks.become('kafka-1', state);
    disks.engine.calls.length = 0;
    await fault.heal(wound, disks.context);
    expect(disks.engine.calls.slice(1)).toEqual(asked);
  });

  test('a file that stays is told, so that it is tried again, and nothing is started on a full disk', async () => {
    const wound = await struck('kafka-1');
    disks.become('kafka-1', 'exited');
    disks.broken = { exitCode: 1, stderr: 'rm: cannot remove it: Read-only file system\n' };
    await expect(fault.heal(wound, disks.context)).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringContaining('Read-only file system') as string,
    });
    expect(disks.engine.calls).not.toContain('start kafka-1');
  });
});

describe('a disk that is not the service’s alone, or not small', () => {
  const check = (...services: string[]) => fault.needs!.check(services, disks.context);

  test('is refused before any load, with what would do', async () => {
    disks.root = '/var/lib/docker/volumes/shop-kafka-1-data/_data';
    const refused = await check('kafka-1', 'kafka-2').catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'no',
      message: 'full fills a disk, and these are not the services’ alone or not small',
      diagnostics: [
        { place: 'kafka-1', message: expect.stringMatching(/^\/data\/kafka-1 is a directory/) as string },
        { place: 'kafka-2' },
      ],
      hint: expect.stringContaining('compose.override.yaml') as string,
    });
    const { hint } = refused as { hint: string };
    expect(hint).toContain('"kafka-1-data:/disks/kafka-1-data", "kafka-2-data:/disks/kafka-2-data"');
    expect(hint).toContain('  kafka-format: { depends_on: { small-disks: { condition: service_started } } }');
    expect(hint).toContain('  kafka-2-data: { driver_opts: { type: tmpfs, device: tmpfs, o: "size=128m,');
  });

  test('Redis has no formatter that would have to wait', async () => {
    disks.root = '/x';
    const refused = await check('redis-1').catch((error: unknown) => error);
    expect((refused as { hint: string }).hint).not.toContain('kafka');
  });

  test('is refused when it is larger than what a drill may take', async () => {
    disks.totalKiB = 1025 * 1024;
    await expect(check('kafka-1')).rejects.toMatchObject({
      diagnostics: [{ message: '1025 MiB are too large, at most 1024 MiB' }],
    });
    disks.totalKiB = 1024 * 1024;
    await check('kafka-1');
  });

  test('is not written to, whatever was found before the load began', async () => {
    disks.root = '/x';
    await expect(struck('kafka-1')).rejects.toMatchObject({ code: 'no' });
    expect(disks.engine.calls.filter((call) => call.includes('head -c'))).toEqual([]);
  });

  test('one that cannot be looked at is neither', async () => {
    disks.broken = { exitCode: 1, stdout: '', stderr: 'df: /data/kafka-1: No such file or directory\n' };
    await expect(check('kafka-1')).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringContaining('No such file or directory') as string,
    });
  });
});

test('whoever keeps data takes it, and nobody else', () => {
  const targets = [...redisTargets(redisSchema.parse({})), ...kafkaTargets(kafkaSchema.parse({}))];
  const taking = targets.filter((target) => faultsOf(target).some(({ name }) => name === 'full'));
  expect(taking.map(({ name }) => name)).toEqual([
    'redis.primary',
    'redis.replica',
    'redis.replicas',
    'kafka.leader',
    'kafka.controller',
    'kafka.coordinator',
    'kafka.broker',
    'kafka.follower',
    'kafka.brokers',
    'kafka.all',
  ]);
});
