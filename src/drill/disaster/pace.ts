/** Load, s, that the stores take at the full pace: about 30,000 keys and 9,000 messages, a few MiB. */
const fullFor = 150;
/** What a backup takes beside the load, s, about. */
const backup = 30;

/** s; so long it writes before the backup, and after it. */
export const standardSeconds = 10;

/** Of the usual number of writes: a drill of an hour writes as much as one of a minute, more slowly. */
export function paceFor(seconds: number): number {
  return Math.min(1, fullFor / (2 * seconds + backup));
}
