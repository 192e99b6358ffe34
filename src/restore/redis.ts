import type { RedisSaved } from '../backup/manifest.ts';
import { assertSame, type Counted } from '../backup/stores/redis/compare.ts';
import { countsIn, fieldsOf } from '../backup/stores/redis/info.ts';
import { StackError } from '../errors.ts';
import { inBox, type BoxContext, type Mounts } from './box.ts';
import { plural } from '../words.ts';

/** An RDB file: the one that was unpacked, or one of this machine's. */
export interface RdbSource {
  /** In the container. */
  readonly file: string;
  readonly mounts: Mounts;
}

/** What a file holds, once it was read through and, where it fits, loaded. */
export interface Checked extends Counted {
  readonly serverVersion: string;
}

/** Before anything is removed: a file that this version cannot load is found out here. */
export async function checkRedis(
  source: RdbSource,
  context: BoxContext,
  say: (text: string) => void,
): Promise<Checked> {
  say('redis: loading what is to be restored on trial');
  return inBox<Checked>(['check-redis', source.file], context, { mounts: source.mounts, say });
}

/**
 * Fills a tier whose volumes are empty: the first node gets the data and the mark that makes it primary, the others copy
 * from it, the Sentinels find it running. Every node is then asked what it holds.
 */
export async function fillRedis(
  from: RdbSource,
  saved: Counted,
  source: BoxContext,
  target: BoxContext,
  say: (text: string) => void,
): Promise<Counted> {
  const names = servicesOf(target, 'redis');
  const members = nodesOf(target);
  const [first = ''] = members;
  const { engine, directory, signal, plan } = target;
  say(`redis: putting the data into ${first}`);
  // Compose makes the volumes, with their labels; nothing runs yet.
  await engine.compose(['create', ...names], { directory, signal });
  const mounts: Mounts = [
    ...from.mounts,
    { type: 'volume', source: `${plan.name}-${first}-data`, target: '/data' },
  ];
  await inBox(['place-redis', from.file], source, { mounts, say });
  say(`redis: starting ${plural(names.length, 'service')}`);
  await engine.compose(['up', '--detach', '--wait', ...names], { directory, signal });
  const found = await Promise.all(members.map((name) => countsOf(name, target)));
  for (const counts of found) assertSame(saved, counts);
  return found[0] ?? { keys: 0, expires: 0 };
}

async function countsOf(service: string, { engine, plan }: BoxContext): Promise<Counted> {
  const { stdout } = await engine.exec(plan.name, service, ['redis-as', 'health', 'INFO', 'keyspace']);
  if (!stdout.includes('# Keyspace')) throw new StackError('no', `${service} does not say what it holds`);
  return countsIn(fieldsOf(stdout));
}

function nodesOf({ config }: BoxContext): readonly string[] {
  const settings = config.stores.find(({ of }) => of === 'redis')?.settings;
  return ((settings?.['nodes'] ?? []) as readonly { readonly name: string }[]).map(({ name }) => name);
}

/** Long-running services of a component. */
export function servicesOf({ plan }: BoxContext, component: string): readonly string[] {
  return [...plan.services.values()]
    .filter((service) => service.component === component && service.kind === 'long')
    .map(({ name }) => name);
}

/** What a manifest says, as counts. */
export function countsSaved({ keys, expires }: RedisSaved): Counted {
  return { keys, expires };
}
