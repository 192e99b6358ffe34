/** Something of the user's that can be counted: `keys without an expiry`, `topic orders`. */
export interface Count {
  readonly tier: string;
  readonly what: string;
  readonly number: number;
  /** Some of it may go by itself at any time: keys with an expiry. */
  readonly shrinks?: true;
  /** The drill's own records are among them, and have to be taken off. */
  readonly withOwn?: true;
}

/** The same as the backup has it. */
export interface SavedCount {
  readonly tier: string;
  readonly what: string;
  /** In the same measure as a count of the running store. */
  readonly covered: number;
  /** As many there have to be when it is restored; less than `covered` where a log has gaps. */
  readonly restorable: number;
  /** It may be fewer than `restorable`: the backup does not tell exactly. */
  readonly atMost?: true;
  readonly withOwn?: true;
}

/** The user's part of a count; `own` is how many records of the drill's its tier held. */
export function withoutOwn(counts: readonly Count[], own: (tier: string) => number): readonly Count[] {
  return counts.map((count) =>
    count.withOwn === true ? { ...count, number: count.number - own(count.tier) } : count,
  );
}

/** The same of a backup. */
export function savedWithoutOwn(
  counts: readonly SavedCount[],
  own: (tier: string) => number,
): readonly SavedCount[] {
  return counts.map((count) => {
    if (count.withOwn !== true) return count;
    const less = own(count.tier);
    return { ...count, covered: count.covered - less, restorable: count.restorable - less };
  });
}

/** One thing of the user's, before and after. */
export interface UserFigure {
  readonly tier: string;
  readonly what: string;
  /** Before the load began, and right before the destruction. */
  readonly before: number;
  readonly after: number;
  readonly covered: number;
  readonly restorable: number;
  readonly restored: number;
  /** Fewer in the backup, or restored, are no loss. */
  readonly shrinks: boolean;
  readonly atMost: boolean;
}

export interface Looks {
  readonly before: readonly Count[];
  readonly after: readonly Count[];
  readonly saved: readonly SavedCount[];
  readonly restored: readonly Count[];
}

/** Everything that any of the looks has seen; what one of them did not see counts as none. */
export function userFigures({ before, after, saved, restored }: Looks): readonly UserFigure[] {
  const all = new Map(
    [...before, ...after, ...saved, ...restored].map(({ tier, what }) => [`${tier} ${what}`, { tier, what }]),
  );
  const numberIn = (counts: readonly Count[], key: string): number => inList(counts, key)?.number ?? 0;
  return [...all].map(([key, { tier, what }]) => ({
    tier,
    what,
    before: numberIn(before, key),
    after: numberIn(after, key),
    covered: inList(saved, key)?.covered ?? 0,
    restorable: inList(saved, key)?.restorable ?? 0,
    restored: numberIn(restored, key),
    shrinks: [...before, ...after, ...restored].some(
      (count) => `${count.tier} ${count.what}` === key && count.shrinks === true,
    ),
    atMost: inList(saved, key)?.atMost === true,
  }));
}

function inList<T extends { readonly tier: string; readonly what: string }>(
  list: readonly T[],
  key: string,
): T | undefined {
  return list.find(({ tier, what }) => `${tier} ${what}` === key);
}

/**
 * Why a figure is not what it was at the backup; undefined when it is. The backup has to hold what the stores held while
 * it was taken (no less than the lower and no more than the higher of two looks, which are the same where nobody wrote),
 * and the restored stores exactly what the backup holds.
 */
export function whyChanged(figure: UserFigure): string | undefined {
  const { what, before, after, covered, restorable, restored, shrinks, atMost } = figure;
  const [low, high] = [Math.min(before, after), Math.max(before, after)];
  if (covered > high || (covered < low && !shrinks))
    return `${what}: the backup has ${String(covered)}, the store had ${low === high ? String(low) : `${String(low)} to ${String(high)}`}`;
  if (restored > restorable || (restored < restorable && !shrinks && !atMost))
    return `${what}: ${String(restored)} restored, the backup has ${String(restorable)}`;
  return undefined;
}
