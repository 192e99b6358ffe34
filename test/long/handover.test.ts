import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mostAway, Watch } from '../support/away.ts';
import { ChangingStack, orders } from '../support/changing.ts';
import { PlainWriters, RedisLoad } from '../support/load.ts';
import { eventually } from '../support/stack.ts';

const name = 'hfhandover';
const image = `${name}-redis:test`;

/** A role that is given away, an image that is newer, and the other way of restarting, for contrast. */
describe('a running stack', () => {
  const stack = new ChangingStack(name, { kafka: orders('48') });

  beforeAll(async () => {
    await stack.goodUp();
    const { stdout: id } = await stack.compose('ps', '--quiet', 'redis-1');
    const { stdout: reference } = await execa('docker', ['inspect', '--format', '{{.Config.Image}}', id]);
    await execa('docker', ['tag', reference, image]);
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
    await execa('docker', ['rmi', '--force', image], { reject: false });
  });
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => stack.tell('redis-1', 'redis-2', 'redis-3', 'sentinel-1', 'sentinel-2', 'sentinel-3'));
  });

  it('loses writes to a bare SENTINEL FAILOVER with no replica waited for, so that a loss would be seen', async () => {
    const { lost, said } = await failoverUnderLoad(bareFailover);
    console.log(`a bare SENTINEL FAILOVER: ${said}`);
    expect(lost).toBeGreaterThan(0);
  });

  // The first one comes while Sentinels still have the bare failover's old primary down as a primary.
  it.each([1, 2])('loses none to redis-handover, time %i', async () => {
    const { lost, said } = await failoverUnderLoad(async (primary) => {
      const { stdout } = await stack.compose('exec', '-T', primary, 'redis-handover');
      expect(stdout).toMatch(/^redis-\d is the primary now$/);
    });
    console.log(`redis-handover: ${said}`);
    expect(lost).toBe(0);
  });

  it('takes a newer image under the same reference the same way', async () => {
    stack.change({ images: `{ redis: '${image}' }` });
    await stack.goodUp();
    // The same but for a label: another id under the old name, as a pull or a rebuild leaves it.
    await execa('docker', ['build', '--label', 'newer=yes', '--tag', image, '-'], {
      input: `FROM ${image}\n`,
    });
    await using watch = new Watch(name);
    const { rolled } = await stack.goodUp();
    expect(rolled.map(({ because }) => because)).toEqual(Array(6).fill('its image is another'));
    expect(mostAway(watch.turns), JSON.stringify(watch.turns)).toMatchObject({ redis: 1, sentinel: 1 });
  });

  it('plain Compose restarts all brokers at once, and these tests would see that and a lost write', async () => {
    const client = await stack.redis();
    await using redis = new RedisLoad(client);
    await using watch = new Watch(name);
    await redis.run(500);
    stack.change({ kafka: orders('45') });
    expect((await stack.holdfast('generate')).exitCode).toBe(0);
    await stack.compose('up', '-d', '--wait');
    expect(mostAway(watch.turns)['kafka']).toBeGreaterThan(1);
    await client.zremrangebyrank(`test:load:${String(process.pid)}`, 0, 0);
    expect(await redis.lost()).toHaveLength(1);
  });

  /** Gives the role away while four clients write at full speed, and waits until the tier is whole under the new primary. */
  async function failoverUnderLoad(giveAway: (primary: string) => Promise<void>) {
    const primary = (await stack.leaders()).redis;
    await using writers = new PlainWriters(await Promise.all(Array.from({ length: 4 }, () => stack.redis())));
    await pause(1000);
    await giveAway(primary);
    await eventually('another is primary, and the tier is whole', 30_000, async () => {
      const { redis } = (await stack.statusNow()).tiers;
      return redis.well && redis.primary?.service !== primary ? true : undefined;
    });
    await pause(1000);
    const lost = (await writers.lost()).length;
    const gap = writers.longestGap.toFixed(0);
    return { lost, said: `lost ${String(lost)} of ${String(writers.acknowledged)}, longest gap ${gap} ms` };
  }

  async function bareFailover(): Promise<void> {
    const ask =
      'REDISCLI_AUTH=$(</run/secrets/redis-sentinel-password) redis-cli --no-auth-warning --user sentinel-peer';
    const port = String(await stack.port('sentinel-1', 26_381).catch(() => 26_381));
    const command = `${ask} -p ${port} SENTINEL FAILOVER ${name}`;
    const { stdout } = await stack.compose('exec', '-T', 'sentinel-1', 'bash', '-c', command);
    expect(stdout).toBe('OK');
  }
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
