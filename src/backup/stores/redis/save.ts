import { mkdir, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StackError } from '../../../errors.ts';
import type { Manifest, RedisLoaded, RedisSaved } from '../../manifest.ts';
import { explained, noRoom, readJson, sha256Of } from '../../worker/files.ts';
import { flushedMeanwhile } from '../../worker/flushed.ts';
import type { Save, SaveContext } from '../store.ts';
import { saveAof } from './aof/save.ts';
import { checkRdb, type RdbFacts } from './check.ts';
import { sources, type Source } from './choose.ts';
import { nodeCli, type RedisNode } from './cli.ts';
import { assertSame } from './compare.ts';
import { divideRdb } from './parts.ts';
import { fitsTrial, loadOnTrial } from './trial.ts';

/** The data as a replica has it: read by replication, checked, and loaded on trial. */
export const saveRedis: Save = async (settings, context) => {
  const nodes = settings['nodes'] as readonly RedisNode[];
  const password = context.secret('redis-backup-password');
  const asked = await Promise.all(
    nodes.map(async (node) => ({ node, info: await nodeCli(node, password).info() })),
  );
  const file = join(context.directory, 'dump.new');
  const before = (await readJson(join(context.directory, '../manifest.json'))) as
    Partial<Manifest> | undefined;
  await mkdir(context.directory, { recursive: true, mode: 0o700 });
  const source = await readFrom(sources(asked, before?.redis?.node), file, password, context);
  const aof = await saveAof(
    source.node.name,
    nodeCli(source.node, password),
    join(context.directory, '../aof'),
    context.say,
  );
  context.say(`redis: checking what ${source.node.name} gave`);
  const facts = await checkRdb(file);
  const loaded = await tryLoading(file, facts, context);
  const redis = await describe(source, file, facts, loaded);
  await divideRdb(file, context.directory);
  // As it was kept before it was divided.
  for (const name of ['dump.rdb', 'dump.rdb.new']) await rm(join(context.directory, name), { force: true });
  return { redis: aof === undefined ? redis : { ...redis, aof } };
};

/** The next replica is asked when one goes away meanwhile; what was read from the first is worth nothing then. */
async function readFrom(
  candidates: readonly Source[],
  file: string,
  password: string,
  { say }: SaveContext,
): Promise<Source> {
  const failures: { place: string; message: string }[] = [];
  for (const source of candidates) {
    const { node } = source;
    say(`redis: reading from ${node.name}`);
    await rm(file, { force: true });
    const { exitCode, stderr, stdout } = await flushedMeanwhile(
      file,
      nodeCli(node, password).replicate(file),
    );
    if (exitCode === 0) return source;
    const full = await isFull(file);
    // What is left of it would keep even the note of the failure from being written.
    await rm(file, { force: true });
    if (full) throw noRoom();
    failures.push({ place: node.name, message: `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? '' });
  }
  await rm(file, { force: true }).catch((error: unknown) => {
    throw explained(error);
  });
  throw new StackError('no', 'no node of Redis could be read to the end', {
    diagnostics: failures,
    hint: 'holdfast status shows how the tier is; once it is whole, try again',
  });
}

async function tryLoading(
  file: string,
  facts: RdbFacts,
  { say }: SaveContext,
): Promise<RedisLoaded | undefined> {
  if (!fitsTrial(facts)) {
    say('redis: too large to be loaded on trial here');
    return undefined;
  }
  say(`redis: loading ${String(facts.keys)} keys on trial`);
  const loaded = await loadOnTrial(file);
  assertSame(facts, loaded);
  return loaded;
}

async function describe(
  { node, role, info }: Source,
  file: string,
  facts: RdbFacts,
  loaded: RedisLoaded | undefined,
): Promise<RedisSaved> {
  const { size } = await stat(file);
  return {
    node: node.name,
    role,
    server: facts.server,
    serverVersion: facts.serverVersion,
    rdbVersion: facts.rdbVersion,
    replicationId: facts.replicationId === '' ? (info.get('master_replid') ?? '') : facts.replicationId,
    offset: facts.offset,
    bytes: size,
    keys: facts.keys,
    expires: facts.expires,
    sha256: await sha256Of(file),
    ...(loaded === undefined ? {} : { loaded }),
  };
}

/** redis-cli only says that it could not write: whether a megabyte more would fit says why. */
async function isFull(file: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(dirname(file));
  return bavail * bsize < 1024 * 1024;
}
