import { randomUUID } from 'node:crypto';
import type { Prover } from '../../component.ts';
import { StackError } from '../../errors.ts';
import type { Finding, Proof, ProofContext } from '../../proof/proof.ts';
import { hostClient } from './host-client.ts';
import { nodes, quorum, sentinels, type Member } from './layout.ts';
import type { RedisSettings } from './schema.ts';
import { plural } from '../../words.ts';

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
  const value: Proof = plan.publish
    ? {
        title: 'redis: a value written through Sentinel is read from host and container',
        run: (context) => proveValue(settings, context),
      }
    : {
        title:
          'redis: a value written to the primary is read in every container (publish: false, so not from the host)',
        run: (context) => proveInside(settings, context),
      };
  return [...list, value];
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

async function proveReplicas(settings: RedisSettings, context: ProofContext): Promise<Finding> {
  const primaries = await primariesOf(settings, context);
  const [primary] = primaries;
  if (primary === undefined || primaries.length > 1) {
    throw new StackError('no', `${String(primaries.length)} nodes are primary, not one`, {
      hint: 'see the logs of the nodes',
    });
  }
  const online = (primary.replication.match(/^slave\d+:.*state=online/gm) ?? []).length;
  const wanted = settings.nodes - 1;
  if (online < wanted) {
    throw new StackError('no', `${primary.name} has ${String(online)} of ${String(wanted)} replicas online`);
  }
  return { seen: `${primary.name} is primary, ${String(online)} of ${String(wanted)} replicas online` };
}

/** Every node that says it is primary, with what it says of its replicas. */
async function primariesOf(settings: RedisSettings, { plan, engine }: ProofContext) {
  const states = await Promise.all(
    nodes(settings, plan).map(async (node) => {
      const { stdout } = await engine.exec(plan.name, node.name, [
        'redis-as',
        'health',
        'INFO',
        'replication',
      ]);
      return { ...node, replication: stdout };
    }),
  );
  return states.filter(({ replication }) => replication.includes('role:master'));
}

async function proveValue(settings: RedisSettings, context: ProofContext): Promise<Finding> {
  const { signal } = context;
  const key = proofKey();
  const client = hostClient(settings, context);
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
    const count = await countHolders(key, settings, context);
    await client.del(key);
    return {
      seen: `written from the host, ${plural(acknowledged, 'replica')} acknowledged, read in ${plural(count, 'container')}`,
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
}

/** Where the host has no way in: the app's own user writes on the primary and reads on every node. */
async function proveInside(settings: RedisSettings, context: ProofContext): Promise<Finding> {
  const key = proofKey();
  const [primary] = await primariesOf(settings, context);
  if (primary === undefined) throw new StackError('no', 'no node is primary');
  const written = await asApp(primary, ['SET', key, key, 'EX', String(keyLifeSeconds)], settings, context);
  if (written !== 'OK') throw new StackError('no', `${primary.name} did not take a value: ${written}`);
  await asApp(primary, ['WAIT', String(settings.nodes - 1), '2000'], settings, context);
  const count = await countHolders(key, settings, context);
  await asApp(primary, ['DEL', key], settings, context);
  return { seen: `written on ${primary.name}, read in ${plural(count, 'container')}` };
}

function proofKey(): string {
  return `holdfast:proof:${randomUUID()}`;
}

/** How many nodes hold the key, which is all of them: throws StackError('no') otherwise. */
async function countHolders(key: string, settings: RedisSettings, context: ProofContext): Promise<number> {
  const values = await Promise.all(
    nodes(settings, context.plan).map((node) => asApp(node, ['GET', key], settings, context)),
  );
  const count = values.filter((value) => value === key).length;
  if (count === settings.nodes) return count;
  throw new StackError(
    'no',
    `${String(count)} of ${String(settings.nodes)} nodes hold a value that was written`,
  );
}

/** What a node answers to the app's user, in its own container. */
async function asApp(
  node: Member,
  command: readonly string[],
  { database }: RedisSettings,
  { plan, engine }: ProofContext,
): Promise<string> {
  const words = ['redis-as', 'app', '-n', String(database), ...command];
  return (await engine.exec(plan.name, node.name, words)).stdout.trim();
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
