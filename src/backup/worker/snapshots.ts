import type { Listed, Manifest } from '../manifest.ts';
import { reachIn, reachTag } from '../reach.ts';
import { plural } from '../../words.ts';

/** As far as it is read here: `restic snapshots --json`. */
export interface Snapshot {
  readonly id: string;
  readonly hostname: string;
  readonly tags?: readonly string[];
  readonly summary?: { readonly total_bytes_processed: number; readonly data_added_packed: number };
}

/** What a list shows stands in tags, so that nothing has to be unpacked for it, on any machine. */
export function tagsOf(manifest: Manifest): readonly string[] {
  const reach = manifest.redis?.aof?.reach;
  const tags = [
    'holdfast',
    ...(manifest.cold === undefined ? [] : ['cold']),
    `id=${manifest.id}`,
    `at=${manifest.takenAt}`,
    ...(reach === undefined ? [] : [reachTag(reach)]),
    ...contentsOf(manifest),
  ];
  return tags.flatMap((tag) => ['--tag', tag]);
}

/** `redis 250000 keys`; no comma, which would divide a tag. */
export function contentsOf({ redis, kafka, cold, files }: Manifest): readonly string[] {
  if (cold !== undefined) return [`kafka ${String(cold.volumes.length)} volumes as they were`];
  return [
    ...(redis === undefined ? [] : [`redis ${String(redis.keys)} keys`]),
    ...(kafka === undefined
      ? []
      : [`kafka ${plural(kafka.records, 'record')} in ${plural(Object.keys(kafka.topics).length, 'topic')}`]),
    `stack ${String(files.length)} files`,
  ];
}

/** The other way round. */
export function listedOf({ id, hostname, tags = [], summary }: Snapshot): Listed {
  const tagged = (name: string): string =>
    tags.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const reach = reachIn(tags);
  return {
    id: tagged('id'),
    takenAt: tagged('at'),
    stack: hostname,
    snapshot: id,
    verified: tags.includes('verified'),
    cold: tags.includes('cold'),
    bytes: summary?.total_bytes_processed ?? 0,
    addedBytes: summary?.data_added_packed ?? 0,
    ...(reach === undefined ? {} : { reach }),
    contents: tags.filter((tag) => /^[a-z]+ \d/.test(tag)),
  };
}
