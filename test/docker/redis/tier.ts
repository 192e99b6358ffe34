import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { endpointService, nodes, sentinels } from '../../../src/components/redis/layout.ts';
import { redisSchema } from '../../../src/components/redis/schema.ts';
import type { Failover, Plan } from '../../../src/plan/plan.ts';
import { docker, endpointImage, image, type RedisEngine } from './images.ts';
import { tierPlan, writeTierConfig } from './tier-config.ts';

export interface TierOptions {
  /** Of its containers' names. */
  readonly prefix?: string;
  readonly failover?: Failover;
}

/** A tier of its own: three nodes and three Sentinels on a network of their own, as the bundle would run them. */
export class Tier implements AsyncDisposable {
  readonly id: string;
  readonly nodes = ['redis-1', 'redis-2', 'redis-3'];
  readonly sentinels = ['sentinel-1', 'sentinel-2', 'sentinel-3'];
  private readonly engine: RedisEngine;
  private readonly failover: Failover;
  private subnet = '';
  private directory = '';

  private constructor(engine: RedisEngine, { prefix = 'hfredis', failover = 'balanced' }: TierOptions) {
    this.engine = engine;
    this.failover = failover;
    this.id = `${prefix}-${randomBytes(3).toString('hex')}`;
  }

  static async create(engine: RedisEngine = 'redis', options: TierOptions = {}): Promise<Tier> {
    const tier = new Tier(engine, options);
    await tier.takeSubnet();
    tier.directory = await writeTierConfig(tier.plan(), engine);
    return tier;
  }

  /** A tier at its first boot's end: one primary, two replicas with their link up. */
  static async started(engine: RedisEngine = 'redis', options: TierOptions = {}): Promise<Tier> {
    const tier = await Tier.create(engine, options);
    try {
      await tier.run(...tier.members);
      await tier.whole();
      return tier;
    } catch (error) {
      await tier[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Writes this many keys, then fails over once: the first primary is back as a replica. Resolves with the new one. */
  async failedOver(keys: number): Promise<string> {
    await this.fill('redis-1', keys);
    await this.kill('redis-1');
    const promoted = await this.primaryOtherThan('redis-1');
    await this.start('redis-1');
    await this.whole();
    return promoted;
  }

  get members(): string[] {
    return [...this.nodes, ...this.sentinels];
  }

  /** Creates and starts members, all at once. A volume that is there already is used again. */
  async run(...names: string[]): Promise<void> {
    await Promise.all(
      names.map((name) => docker('run', '-d', ...this.flags(name), image(this.engine), ...command(name))),
    );
  }

  /** Starts the plain address, published on a free port of the host; resolves with that port. */
  async runEndpoint(): Promise<number> {
    const name = this.container(endpointService);
    const hardened = [
      '--read-only',
      '--cap-drop',
      'ALL',
      '--security-opt',
      'no-new-privileges:true',
      '--memory',
      '48m',
    ];
    const mount = ['-v', `${this.directory}/config:/etc/holdfast:ro`];
    await docker(
      'run',
      '-d',
      '--init',
      '--name',
      name,
      '--network',
      this.id,
      '-p',
      '127.0.0.1::6379',
      ...hardened,
      ...mount,
      endpointImage,
    );
    return Number((await docker('port', name, '6379')).split(':').at(-1));
  }

  async endpointHealthy(): Promise<boolean> {
    const check = ['exec', this.container(endpointService), 'endpoint-health', '6379'];
    return (await execa('docker', check, { reject: false })).exitCode === 0;
  }

  async password(user: string): Promise<string> {
    return readFile(join(this.directory, `secrets/redis-${user}-password`), 'utf8');
  }

  async kill(...names: string[]): Promise<void> {
    await docker('kill', ...names.map((name) => this.container(name)));
  }

  async start(...names: string[]): Promise<void> {
    await docker('start', ...names.map((name) => this.container(name)));
  }

  async stop(...names: string[]): Promise<void> {
    await docker('stop', ...names.map((name) => this.container(name)));
  }

  async pause(name: string): Promise<void> {
    await docker('pause', this.container(name));
  }

  async unpause(name: string): Promise<void> {
    await docker('unpause', this.container(name));
  }

  async disconnect(name: string): Promise<void> {
    await docker('network', 'disconnect', this.id, this.container(name));
  }

  /** Back with the address that it had. */
  async connect(name: string): Promise<void> {
    await docker('network', 'connect', '--ip', this.address(name), this.id, this.container(name));
  }

  /** Gives a primary's role to a replica, as the stack does it. */
  async handOver(primary: string): Promise<string> {
    return docker('exec', this.container(primary), 'redis-handover');
  }

  /** One of a Sentinel's clocks, as it runs now. */
  async sentinelDebug(sentinel: string, name: string): Promise<string> {
    const port = String(this.endpoint(sentinel).port);
    const ask = `REDISCLI_AUTH=$(</run/secrets/redis-sentinel-password) redis-cli --no-auth-warning --user sentinel-peer -p ${port} SENTINEL DEBUG`;
    const lines = (await docker('exec', this.container(sentinel), 'bash', '-c', ask)).split('\n');
    return lines[lines.indexOf(name) + 1] ?? '';
  }

  /** Where a member listens, for a client on this host. */
  endpoint(name: string): { host: string; port: number } {
    const members = name.startsWith('redis') ? nodes : sentinels;
    const member = members(redisSchema.parse({}), this.plan()).find((one) => one.name === name);
    return { host: this.address(name), port: member?.port ?? 0 };
  }

  /** The name that the Sentinels watch the primary under. */
  get primaryName(): string {
    return this.plan().name;
  }

  async restart(name: string): Promise<void> {
    await docker('restart', this.container(name));
  }

  /** Kills a member and takes its volume away; its container has to be run again. */
  async destroy(...names: string[]): Promise<void> {
    await docker('rm', '-f', ...names.map((name) => this.container(name)));
    await docker('volume', 'rm', ...names.map((name) => this.volume(name)));
  }

  /** A command on a node as the user `app`; an empty answer when it does not serve. */
  async redis(node: string, ...command: string[]): Promise<string> {
    const result = await execa('docker', ['exec', this.container(node), 'redis-as', 'app', ...command], {
      reject: false,
    });
    return result.exitCode === 0 ? result.stdout : '';
  }

  /** `master`, `slave` or nothing. */
  async role(node: string): Promise<string> {
    const [first = ''] = (await this.redis(node, 'ROLE')).split('\n');
    return first === 'master' || first === 'slave' ? first : '';
  }

  async healthy(member: string): Promise<boolean> {
    const check = member.startsWith('redis') ? 'redis-health' : 'sentinel-health';
    return (await execa('docker', ['exec', this.container(member), check], { reject: false })).exitCode === 0;
  }

  async primaries(): Promise<string[]> {
    const roles = await Promise.all(this.nodes.map((node) => this.role(node)));
    return this.nodes.filter((_, index) => roles[index] === 'master');
  }

  /** Waits until one node is primary and every node and Sentinel is healthy; resolves with the primary. */
  async whole(seconds = 40): Promise<string> {
    await until(`${this.id} to be whole`, seconds, async () => {
      const healthy = await Promise.all(this.members.map((member) => this.healthy(member)));
      return healthy.every(Boolean) && (await this.primaries()).length === 1;
    });
    const [primary = ''] = await this.primaries();
    return primary;
  }

  /** Waits for a primary other than the one that fell; resolves with its name. */
  async primaryOtherThan(fallen: string, seconds = 20): Promise<string> {
    let found: string | undefined;
    await until(`a primary other than ${fallen}`, seconds, async () => {
      found = (await this.primaries()).find((node) => node !== fallen);
      return found !== undefined;
    });
    return found ?? '';
  }

  /**
   * Writes keys k1..kN in one script, and waits until both replicas have them. A script, because its writes stand in
   * the AOF as a transaction, and a transaction is replayed at start only if the user `default` has the rights for it.
   */
  async fill(primary: string, count: number): Promise<void> {
    const script = "for i = 1, tonumber(ARGV[1]) do redis.call('SET', 'k' .. i, i) end";
    await this.redis(primary, 'EVAL', script, '0', String(count));
    await until('both replicas to have all keys', 10, async () => {
      const sizes = await Promise.all(this.nodes.map((node) => this.redis(node, 'DBSIZE')));
      return sizes.every((size) => Number(size) === count);
    });
  }

  async sizes(): Promise<number[]> {
    return Promise.all(this.nodes.map(async (node) => Number(await this.redis(node, 'DBSIZE'))));
  }

  async logs(member: string): Promise<string> {
    const { stderr, stdout } = await execa('docker', ['logs', this.container(member)]);
    return `${stdout}\n${stderr}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await execa(
      'docker',
      ['rm', '-f', ...[...this.members, endpointService].map((name) => this.container(name))],
      {
        reject: false,
      },
    );
    await execa('docker', ['volume', 'rm', '-f', ...this.members.map((name) => this.volume(name))], {
      reject: false,
    });
    await docker('network', 'rm', this.id);
    await rm(this.directory, { recursive: true });
  }

  /** Creates the network on a subnet that no other has; the engine is the one who knows. */
  private async takeSubnet(): Promise<void> {
    for (let third = 0; third < 256; third += 1) {
      this.subnet = `10.127.${String(third)}`;
      const create = ['network', 'create', '--subnet', `${this.subnet}.0/24`, this.id];
      const { exitCode, stderr } = await execa('docker', create, { reject: false });
      if (exitCode === 0) return;
      if (!stderr.includes('overlap')) throw new Error(stderr);
    }
    throw new Error('every subnet of 10.127.0.0/16 is taken');
  }

  container(name: string): string {
    return `${this.id}-${name}`;
  }

  private volume(name: string): string {
    return `${this.id}-${name}-data`;
  }

  private address(name: string): string {
    const base = name.startsWith('redis') ? 10 : 20;
    return `${this.subnet}.${String(base + Number(name.at(-1)))}`;
  }

  private flags(name: string): string[] {
    const data = name.startsWith('redis') ? '/data' : '/var/lib/sentinel';
    const memory = name.startsWith('redis') ? '256m' : '32m';
    return [
      ...[
        '--name',
        this.container(name),
        '--network',
        this.id,
        '--ip',
        this.address(name),
        '--init',
        '--read-only',
      ],
      ...['--memory', memory, '--memory-swap', memory, '--pids-limit', '64'],
      ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges:true'],
      ...['--tmpfs', '/run/redis:uid=10001,gid=10001,mode=0700', '--tmpfs', '/tmp'],
      ...['-v', `${this.volume(name)}:${data}`, '-v', `${this.directory}/config:/etc/holdfast:ro`],
      ...['-v', `${this.directory}/secrets:/run/secrets:ro`],
    ];
  }

  /** As much of one as a Redis tier is rendered from. */
  plan(): Plan {
    return tierPlan(
      this.id,
      this.members.map((name) => [name, this.address(name)]),
      this.failover,
    );
  }
}

function command(name: string): string[] {
  return [name.startsWith('redis') ? 'redis-node' : 'redis-sentinel-node', name];
}

/** Polls until true. @throws Error naming what was waited for. */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${String(seconds)} s for ${what}`);
    await sleep(200);
  }
}
