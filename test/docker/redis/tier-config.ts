import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFiles } from '../../../src/components/redis/files.ts';
import { redisSchema } from '../../../src/components/redis/schema.ts';
import type { Failover, Plan, PlannedService } from '../../../src/plan/plan.ts';
import type { RedisEngine } from './images.ts';

const secrets = ['app', 'replica', 'sentinel', 'backup'].map((user) => `redis-${user}-password`);

/** Writes what a tier starts from, its secrets made anew; resolves with the directory. */
export async function writeTierConfig(plan: Plan, engine: RedisEngine): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'hfredis-'));
  const config = configFiles(redisSchema.parse({ engine }), plan);
  const files: Record<string, string> = {
    ...Object.fromEntries(config.map(({ path, text }) => [path.replace('/redis/', '/'), text])),
    ...Object.fromEntries(secrets.map((name) => [`secrets/${name}`, randomBytes(32).toString('base64url')])),
  };
  for (const part of ['config', 'secrets']) await mkdir(join(directory, part));
  for (const [path, text] of Object.entries(files))
    await writeFile(join(directory, path), text, { mode: 0o444 });
  return directory;
}

/** As much of a plan as the settings of a Redis tier are rendered from; members with their addresses. */
export function tierPlan(
  id: string,
  members: readonly (readonly [name: string, address: string])[],
  failover: Failover,
): Plan {
  const network = { name: id, subnet: '', gateway: '', dynamicRange: '', internal: false };
  return {
    name: 'tier',
    host: { memoryMiB: 4096, cpus: 2, diskMiB: 10_240 },
    failover,
    publish: false,
    network,
    services: new Map(members.map(([name, address]) => [name, planned(name, address)])),
    budget: { hostMiB: 4096, reserveMiB: 0, longMiB: 0, startMiB: 0, jobs: [], totalMiB: 0 },
    ports: new Map(),
    secrets,
    images: new Map(),
    decisions: [],
    warnings: [],
  };
}

function planned(name: string, address: string): PlannedService {
  return {
    name,
    component: 'redis',
    tier: 'redis',
    role: 'test',
    kind: 'long',
    trust: 'ours',
    memoryMiB: 256,
    cpuShares: 1024,
    pids: 128,
    nofile: undefined,
    address,
  };
}
