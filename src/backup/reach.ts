import { StackError } from '../errors.ts';
import type { Listed } from './manifest.ts';

/** Seconds that a backup can bring back exactly, both ends included: ISO 8601, UTC, whole seconds, so that they sort as text. */
export interface Reach {
  readonly from: string;
  readonly to: string;
}

const prefix = 'reach=';

/** `2026-01-31T12:00:04Z`: the second that a moment belongs to. */
export function secondOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** What a snapshot is tagged with, so that a list has it without unpacking anything. */
export function reachTag({ from, to }: Reach): string {
  return `${prefix}${from}/${to}`;
}

/** The other way round; undefined where there is none, as in backups of older versions. */
export function reachIn(tags: readonly string[]): Reach | undefined {
  const [from, to] =
    tags
      .find((tag) => tag.startsWith(prefix))
      ?.slice(prefix.length)
      .split('/') ?? [];
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** `2026-01-31 02:10:11 .. 03:00:02`, the day once where it is the same. */
export function reachWords({ from, to }: Reach): string {
  const end = from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to;
  return `${worded(from)} .. ${worded(end)}`;
}

/** `2026-01-31 12:00:04`. */
export function worded(second: string): string {
  return second.replace('T', ' ').replace('Z', '');
}

/**
 * The backup that brings Redis back as it was at the end of a second: the first one taken after it whose AOF reaches back to
 * it, or the named one.
 *
 * @throws StackError `no` when none reaches it, with what there is
 */
export function backupReaching(backups: readonly Listed[], second: string, id: string | undefined): Listed {
  const asked = id === undefined ? backups : backups.filter((one) => one.id === id);
  if (id !== undefined && asked.length === 0)
    throw new StackError('no', `there is no backup ${id}`, { hint: 'holdfast backups lists them' });
  const found = asked
    .toSorted((a, b) => (a.takenAt < b.takenAt ? -1 : 1))
    .find(({ reach }) => reach !== undefined && reach.from <= second && second <= reach.to);
  if (found !== undefined) return found;
  throw unreachable(backups, asked, second, id);
}

function unreachable(
  all: readonly Listed[],
  asked: readonly Listed[],
  second: string,
  id: string | undefined,
): StackError {
  const ranges = joined(asked);
  const before = all
    .filter(({ takenAt }) => takenAt <= second)
    .toSorted(byTime)
    .at(-1);
  const whole = before === undefined ? undefined : `holdfast restore ${before.id}`;
  const newest = ranges.at(-1)?.to;
  const later = newest === undefined || second > newest;
  return new StackError(
    'no',
    `${id === undefined ? 'no backup reaches' : `the backup ${id} does not reach`} ${worded(second)} UTC exactly`,
    {
      diagnostics: [
        ...ranges.map((reach) => ({ message: `any second from ${reachWords(reach)} UTC can be reached` })),
        {
          message:
            before === undefined
              ? 'no backup was taken before it'
              : `the last backup before it is ${before.id}, taken ${before.takenAt}`,
        },
      ],
      hint: [
        ...(later && id === undefined
          ? ['while Redis runs, holdfast backup saves its AOF, which may still reach back to it']
          : []),
        whole === undefined
          ? 'holdfast backups shows what each one reaches'
          : `${whole} brings back that backup as it is`,
      ].join('; '),
    },
  );
}

function byTime(a: Listed, b: Listed): number {
  return a.takenAt < b.takenAt ? -1 : 1;
}

/** Ranges without overlaps, the earliest first. */
function joined(backups: readonly Listed[]): readonly Reach[] {
  const ranges: Reach[] = [];
  const sorted = backups
    .flatMap(({ reach }) => (reach === undefined ? [] : [reach]))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  for (const reach of sorted) {
    const last = ranges.at(-1);
    if (last === undefined || reach.from > last.to) ranges.push(reach);
    else if (reach.to > last.to) ranges[ranges.length - 1] = { from: last.from, to: reach.to };
  }
  return ranges;
}
