import { secondOf, worded } from '../../backup/reach.ts';
import { StackError } from '../../errors.ts';

const absolute =
  /^(?<date>\d{4}-\d{2}-\d{2})[T ](?<time>\d{2}:\d{2})(?<second>:\d{2})?(?:\.\d+)?\s?(?<zone>Z|UTC|[+-]\d{2}:?\d{2})?$/i;
const relative = /^(?<count>\d{1,6})\s*(?<unit>s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)(?:\s+ago)?$/i;
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * The second that `--at` names: `2026-01-31T12:00:04Z`, `2026-01-31 12:00` (UTC where no zone stands), `10 minutes ago`.
 * A fraction of a second is cut off: Redis' AOF tells seconds apart and no less.
 *
 * @returns ISO 8601, UTC, a whole second
 * @throws StackError `usage` for what is no time of the past
 */
export function momentOf(text: string, now: Date): string {
  const at = timeIn(text.trim(), now.getTime());
  if (at === undefined)
    throw new StackError('usage', `'${text}' is no time`, {
      hint: 'such as 2026-01-31T12:00:04Z, "2026-01-31 12:00" (UTC unless a zone is said) or "10 minutes ago"',
    });
  const second = secondOf(at);
  if (at <= now.getTime()) return second;
  throw new StackError(
    'usage',
    `${worded(second)} UTC has not been yet: it is ${worded(secondOf(now.getTime()))} UTC`,
    {
      hint: 'a time without a zone is UTC; +02:00 behind it says another one',
    },
  );
}

function timeIn(text: string, now: number): number | undefined {
  const ago = relative.exec(text)?.groups;
  if (ago !== undefined) {
    const seconds = Number(ago['count']) * (unitSeconds[(ago['unit'] ?? '').charAt(0).toLowerCase()] ?? 1);
    return now - seconds * 1000;
  }
  const { date, time, second = ':00', zone = 'Z' } = absolute.exec(text)?.groups ?? {};
  if (date === undefined || time === undefined) return undefined;
  const offset = /^(?:z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2');
  const at = Date.parse(`${date}T${time}${second}${offset}`);
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at) || Number.isNaN(midnight)) return undefined;
  // 30 February is read as a day of March.
  return secondOf(midnight).startsWith(date) ? at : undefined;
}
