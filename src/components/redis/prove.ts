import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Prover } from '../../component.ts';
import { StackError } from '../../errors.ts';
import type { Finding, Proof, ProofContext } from '../../proof/proof.ts';
import { nodes, quorum, sentinels, type Member } from './layout.ts';
import type { RedisSettings } from './schema.ts';

/** How long a proof's key lives if nobody deletes it, in seconds. */
const keyLifeSeconds = 60;

/** What `up` shows of a running tier. Keys are `holdfast:proof:*`, expire, and are deleted. */
export const proofs: Prover<RedisSettings> = (settings, plan) => {
  const list: Proof[] = [
    {
      title: 'redis: the Sentinels can agree on a failover',
      run: (context) => proveQuorum(settings, context),
    },
    { title: 'redis: the primary has all its replicas', run: (context) => proveReplicas(settings, context) },
  ];
  if (!plan.publish) return list;
  return [
    ...list,
    {
      title: 'redis: a value written through Sentinel is read from host and container',
      run: (context) => proveValue(settings, context),
    },
  ];
};

async function proveQuorum(settings: RedisSettings, { plan, engine }: ProofContext): Promise<Finding> {
  const members = sentinels(settings, plan);
  const checks = await Promise.all(
    members.map(({ name }) => engine.exec(plan.name, name, ['sentinel-health'])),
  );
  const agreeing = checks.filter((check) => check.exitCode === 0).length;
  if (agreeing < members.length) {
    const silent = members.filter((_, index) => checks[index]?.exitCode !== 0).map(({ name }) => name);
    throw new StackError('no', `${silent.join(', ')}: cannot agree on a failover`, {
      hint: 'their logs say why',
    });
  }
  return {
    seen: `${String(agreeing)} of ${String(members.length)} Sentinels see a quorum of ${String(quorum(settings))}`,
  };
}

async function proveReplicas(settings: RedisSettings, { plan, engine }: ProofContext): Promise<Finding> {
  const members = nodes(settings, plan);
  const answers = await Promise.all(
    members.map(({ name }) => engine.exec(plan.name, name, ['redis-as', 'health', 'INFO', 'replication'])),
  );
  const primaries = members.filter((_, index) => answers[index]?.stdout.includes('role:master'));
  const [primary] = primaries;
  if (primary === undefined || primaries.length > 1) {
    throw new StackError('no', `${String(primaries.length)} nodes are primary, not one`, {
      hint: 'see the logs of the nodes',
    });
  }
  const online = (answers[members.indexOf(primary)]?.stdout.match(/^slave\d+:.*state=online/gm) ?? []).length;
  const wanted = settings.nodes - 1;
  if (online < wanted) {
    throw new StackError('no', `${primary.name} has ${String(online)} of ${String(wanted)} replicas online`);
  }
  return { seen: `${primary.name} is primary, ${String(online)} of ${String(wanted)} replicas online` };
}

async function proveValue(settings: RedisSettings, context: ProofContext): Promise<Finding> {
  const { plan, engine, signal } = context;
  const key = `holdfast:proof:${randomUUID()}`;
  const client = connect(settings, context);
  const stop = () => {
    client.disconnect();
  };
  signal.addEventListener('abort', stop);
  try {
    await client.connect();
    await client.set(key, key, 'EX', keyLifeSeconds);
    const acknowledged = await client.wait(settings.nodes - 1, 2000);
    if ((await client.get(key)) !== key)
      throw new StackError('no', 'the host did not read back what it wrote to Redis');
    const holders = await Promise.all(
      nodes(settings, plan).map((node) => holds(node, key, settings, context)),
    );
    await client.del(key);
    const count = holders.filter(Boolean).length;
    if (count < settings.nodes) {
      throw new StackError(
        'no',
        `${String(count)} of ${String(settings.nodes)} nodes hold a value written through Sentinel`,
      );
    }
    return {
      seen: `written from the host, ${String(acknowledged)} replicas acknowledged, read in ${String(count)} containers`,
    };
  } catch (error) {
    throw error instanceof StackError
      ? error
      : new StackError('no', `writing through Sentinel from the host failed: ${textOf(error)}`, {
          cause: error,
        });
  } finally {
    signal.removeEventListener('abort', stop);
    client.disconnect();
  }

  async function holds(
    node: Member,
    wanted: string,
    { database }: RedisSettings,
    { plan: of }: ProofContext,
  ) {
    const read = await engine.exec(of.name, node.name, [
      'redis-as',
      'app',
      '-n',
      String(database),
      'GET',
      wanted,
    ]);
    return read.stdout.trim() === wanted;
  }
}

/** A client on the host: Sentinel answers with addresses of the stack's network, the map leads them to 127.0.0.1. */
function connect(settings: RedisSettings, { plan, secret }: ProofContext): Redis {
  const members = [...nodes(settings, plan), ...sentinels(settings, plan)];
  const password = secret('redis-app-password');
  const client = new Redis({
    sentinels: sentinels(settings, plan).map(({ port }) => ({ host: '127.0.0.1', port })),
    natMap: Object.fromEntries(
      members.map(({ address, port }) => [`${address}:${String(port)}`, { host: '127.0.0.1', port }]),
    ),
    name: plan.name,
    role: 'master',
    username: 'app',
    password,
    sentinelUsername: 'app',
    sentinelPassword: password,
    db: settings.database,
    connectTimeout: 3000,
    commandTimeout: 5000,
    sentinelCommandTimeout: 3000,
    maxRetriesPerRequest: 3,
    sentinelRetryStrategy: (attempt) => (attempt > 10 ? null : 100),
    lazyConnect: true,
  });
  // ioredis also reports each Sentinel it passes over; the commands' own failures are what counts.
  client.on('error', () => undefined);
  return client;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
