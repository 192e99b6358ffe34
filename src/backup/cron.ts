/** When a job runs: the five fields of a cron line, each as the numbers it allows; UTC. */
export interface Schedule {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Of the month. */
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
}

interface Field {
  readonly key: keyof Schedule;
  readonly from: number;
  readonly to: number;
}

const fields: readonly Field[] = [
  { key: 'minutes', from: 0, to: 59 },
  { key: 'hours', from: 0, to: 23 },
  { key: 'days', from: 1, to: 31 },
  { key: 'months', from: 1, to: 12 },
  { key: 'weekdays', from: 0, to: 7 },
];

const minuteMs = 60_000;
/** The longest wait that a line can make: 29 February, over a century without one. */
const horizonMs = 9 * 366 * 24 * 60 * minuteMs;

/**
 * Reads a cron line: minute, hour, day of the month, month, weekday; each a number, a range, a list, or `*`, and a step
 * behind a slash. Undefined when it is none, or never comes due.
 */
export function parseCron(line: string): Schedule | undefined {
  const words = line.trim().split(/\s+/);
  if (words.length !== fields.length) return undefined;
  const lists = fields.map((field, index) => listOf(words[index] ?? '', field));
  const [minutes, hours, days, months, weekdays] = lists;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const sundays = [...new Set(weekdays.map((day) => day % 7))].sort((a, b) => a - b);
  const schedule = { minutes, hours, days, months, weekdays: sundays };
  return dueAfter(schedule, new Date(0)) === undefined ? undefined : schedule;
}

function listOf(word: string, { from, to }: Field): readonly number[] | undefined {
  const numbers = word.split(',').map((part) => rangeOf(part, from, to));
  if (numbers.some((list) => list === undefined)) return undefined;
  return [...new Set(numbers.flatMap((list) => list ?? []))].sort((a, b) => a - b);
}

function rangeOf(part: string, from: number, to: number): readonly number[] | undefined {
  const found = /^(?:\*|(?<first>\d{1,2})(?:-(?<last>\d{1,2}))?)(?:\/(?<step>\d{1,2}))?$/.exec(part)?.groups;
  if (found === undefined) return undefined;
  const step = Number(found['step'] ?? 1);
  const first = Number(found['first'] ?? from);
  // `5/10` is from 5 on, every 10.
  const alone = found['step'] === undefined ? first : to;
  const last = found['first'] === undefined ? to : Number(found['last'] ?? alone);
  if (step < 1 || first < from || last > to || first > last) return undefined;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

/** Where both the day and the weekday are limited, either will do: cron's own rule. */
function isDay({ days, months, weekdays }: Schedule, at: Date): boolean {
  if (!months.includes(at.getUTCMonth() + 1)) return false;
  const day = days.includes(at.getUTCDate());
  const weekday = weekdays.includes(at.getUTCDay());
  if (days.length === 31) return weekday;
  return weekdays.length === 7 ? day : day || weekday;
}

/** Whether a job begins in this minute. */
export function isDue(schedule: Schedule, at: Date): boolean {
  const { minutes, hours } = schedule;
  return minutes.includes(at.getUTCMinutes()) && hours.includes(at.getUTCHours()) && isDay(schedule, at);
}

/** The first minute after `at` in which it is due. */
export function dueAfter(schedule: Schedule, at: Date): Date | undefined {
  return search(schedule, at, 1);
}

/** The last minute before `at`, or `at` itself, in which it was due. */
export function dueBefore(schedule: Schedule, at: Date): Date | undefined {
  return search(schedule, new Date(at.getTime() + minuteMs), -1);
}

/** Skips days, then hours, that cannot be. */
function search(schedule: Schedule, from: Date, direction: 1 | -1): Date | undefined {
  let time = Math.floor(from.getTime() / minuteMs) * minuteMs + direction * minuteMs;
  const end = time + direction * horizonMs;
  while (direction > 0 ? time <= end : time >= end) {
    const at = new Date(time);
    if (isDue(schedule, at)) return at;
    time = nextCandidate(schedule, at, direction);
  }
  return undefined;
}

function nextCandidate(schedule: Schedule, at: Date, direction: 1 | -1): number {
  const time = at.getTime();
  if (!isDay(schedule, at)) return edge(time, 24 * 60 * minuteMs, direction);
  if (!schedule.hours.includes(at.getUTCHours())) return edge(time, 60 * minuteMs, direction);
  return time + direction * minuteMs;
}

/** The first minute of the next unit, or the last one of the unit before. */
function edge(time: number, unit: number, direction: 1 | -1): number {
  const start = Math.floor(time / unit) * unit;
  return direction > 0 ? start + unit : start - minuteMs;
}
