import type { Found, Moments, Written } from '../../../src/drill/disaster/record.ts';

/** The backup is taken from 1000 to 2000, the destruction is at 3000. */
export const moments: Moments = { backup: { began: 1000, ended: 2000 }, destroyed: 3000 };

export function write(id: string, sent: number, more: Partial<Written> = {}): Written {
  return { tier: 'kafka', id, value: `value of ${id}`, row: '0', sent, acknowledged: sent + 5, ...more };
}

/** Three before the backup, two while it is taken, two after it, one since. */
export const written: readonly Written[] = [
  write('a', 100),
  write('b', 200),
  write('c', 300),
  write('d', 1200),
  write('e', 1800),
  write('f', 2100),
  write('g', 2200),
  write('probe', 9000),
];

export function found(...ids: readonly string[]): readonly Found[] {
  return ids.map((id) => ({ id, value: `value of ${id}` }));
}

/** What a restore has to give, one of the two that were open among it. */
export const good = found('a', 'b', 'c', 'd', 'probe');
