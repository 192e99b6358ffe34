import type { Verdict } from '../verdict.ts';
import { whyChanged, type UserFigure } from './users.ts';
import type { TierCheck } from './verify.ts';

/** What is known when all is over. */
export interface Evidence {
  readonly tiers: readonly TierCheck[];
  readonly users: readonly UserFigure[];
  /** Tiers that acknowledged a write after the restore. */
  readonly writable: ReadonlySet<string>;
  /** What was ill in the end; undefined when the stack is whole. */
  readonly illness: string | undefined;
  /** What could not be removed of the drill's own. */
  readonly leftover: string | undefined;
}

/** Ids that are named; the rest is counted. */
const named = 3;

/** Every claim of the drill, each with the numbers it rests on. */
export function judgeDisaster({ tiers, users, writable, illness, leftover }: Evidence): readonly Verdict[] {
  return [
    ...tiers.flatMap(verdictsOf),
    ...[...new Set(users.map(({ tier }) => tier))].map((tier) =>
      usersVerdict(
        tier,
        users.filter((figure) => figure.tier === tier),
      ),
    ),
    {
      claim: 'every store takes writes again',
      good: tiers.every(({ tier }) => writable.has(tier)),
      seen: tiers
        .map(({ tier }) => `${tier} ${writable.has(tier) ? 'does' : 'acknowledged none'}`)
        .join(', '),
    },
    {
      claim: 'the stack is whole again',
      good: illness === undefined,
      seen: illness ?? 'every service and tier is well',
    },
    {
      claim: 'nothing left behind',
      good: leftover === undefined,
      seen: leftover ?? 'all keys and topics of the drill are removed',
    },
  ];
}

function verdictsOf(check: TierCheck): readonly Verdict[] {
  const {
    tier,
    acknowledged: { before, after },
    kept,
    missing,
    wrong,
    doubled,
    late,
    strange,
    disordered,
  } = check;
  return [
    {
      claim: `${tier}: there was something to lose, before the backup and after it`,
      good: before > 0 && after > 0,
      seen: `${String(before)} records acknowledged before, ${String(after)} after`,
    },
    {
      claim: `${tier}: all that was acknowledged before the backup is there`,
      good: missing.length === 0,
      seen: `${String(kept)} of ${String(before)} records${some(missing, 'missing')}`,
    },
    {
      claim: `${tier}: every record has the value that was written, once, in its order`,
      good: wrong.length + doubled.length + disordered.length === 0,
      seen:
        [some(wrong, 'with another value'), some(doubled, 'doubled'), some(disordered, 'out of order')]
          .join('')
          .replace(/^, /, '') || 'no other value, no double, none out of order',
    },
    {
      claim: `${tier}: nothing is there that the backup cannot have`,
      good: late.length + strange.length === 0,
      seen:
        [some(late, 'of after the backup'), some(strange, 'that nobody wrote')].join('').replace(/^, /, '') ||
        `0 of ${String(after)} records of after the backup`,
    },
  ];
}

/** `, 2 missing: a, b` */
function some(ids: readonly string[], what: string): string {
  if (ids.length === 0) return '';
  const more = ids.length > named ? ' and others' : '';
  return `, ${String(ids.length)} ${what}: ${ids.slice(0, named).join(', ')}${more}`;
}

function usersVerdict(tier: string, users: readonly UserFigure[]): Verdict {
  const changed = users.flatMap((figure) => whyChanged(figure) ?? []);
  const seen = users.map(({ what, restored }) => `${what} ${String(restored)}`);
  return {
    claim: `${tier}: the user's own data is what it was at the backup`,
    good: changed.length === 0,
    seen: changed.length > 0 ? changed.join('; ') : seen.length > 0 ? seen.join(', ') : 'there is none',
  };
}
