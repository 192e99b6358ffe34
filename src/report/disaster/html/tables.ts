import { duration } from '../../figures.ts';
import { markup, type Markup } from '../../html/markup.ts';
import { cardTable, wideTable } from '../../html/table.ts';
import type { DisasterReport } from '../report.ts';
import { recordCounts } from '../words.ts';
import { count } from '../../../words.ts';

/** Every store with what was acknowledged when, and what of it is there. */
export function recordTable({ tiers }: DisasterReport): Markup {
  return cardTable(
    'Records of the drill by store',
    [
      { head: 'Store' },
      { head: 'acknowledged before the backup', kind: 'number', short: 'before the backup' },
      { head: 'of these there', kind: 'number', short: 'of these there' },
      { head: 'while it was taken', kind: 'number', short: 'while it was taken' },
      { head: 'after it', kind: 'number', short: 'after it' },
      { head: 'gone', kind: 'number', short: 'gone' },
      { head: 'wrong, doubled, out of order', kind: 'number', short: 'wrong, doubled, out of order' },
    ],
    tiers.map((one) => [markup`<span class="client">${one.tier}</span>`, ...recordCounts(one)]),
  );
}

export function userTable({ users }: DisasterReport): Markup | undefined {
  if (users.length === 0) return undefined;
  return markup`<section aria-labelledby="users"><h2 id="users">The user’s own data</h2>
${cardTable(
  "The user's own data before and after",
  [
    { head: 'What' },
    { head: 'before the drill', kind: 'number', short: 'before the drill' },
    { head: 'before the disaster', kind: 'number', short: 'before the disaster' },
    { head: 'in the backup', kind: 'number', short: 'in the backup' },
    { head: 'restored', kind: 'number', short: 'restored' },
  ],
  users.map(({ tier, what, before, after, restorable, restored }) => [
    markup`<span class="client">${tier}</span> ${what}`,
    ...[before, after, restorable, restored].map(count),
  ]),
)}</section>`;
}

export function phaseTable({ timeline: { phases } }: DisasterReport): Markup {
  return wideTable(
    'Every step with its time',
    [{ head: 'what' }, { head: 'from the destruction', kind: 'number' }, { head: 'took', kind: 'number' }],
    phases.map(({ name, from, to }) => [
      name,
      `${from > 0 ? '+' : ''}${duration(from)}`,
      duration(to - from),
    ]),
  );
}
