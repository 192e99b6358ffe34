import { duration } from '../../figures.ts';
import { markup, type Markup } from '../../html/markup.ts';
import { badFirst, outcomeBadge, verdictList } from '../../html/outcome.ts';
import { facts } from '../../html/table.ts';
import type { DisasterReport } from '../report.ts';
import { disasterSentence } from '../words.ts';
import { count, plural } from '../../../words.ts';

/** What is seen at one glance: the outcome, the sentence, four figures and every claim. */
export function disasterOverview(report: DisasterReport): Markup {
  return markup`<section class="overview" aria-label="Verdict">
<p class="banner">${outcomeBadge(report.outcome, true)}</p>
<p class="sentence">${disasterSentence(report)}</p>
${keyFigures(report)}
<h2>What was claimed, and what was seen</h2>${verdictList(badFirst(report.verdicts))}
</section>`;
}

function keyFigures({ rto, rpo, tiers }: DisasterReport): Markup {
  const kept = tiers.reduce((sum, tier) => sum + tier.kept, 0);
  const before = tiers.reduce((sum, { acknowledged }) => sum + acknowledged.before, 0);
  const first = rto.firstWrites.map(({ tier, after }) => `${tier} ${duration(after)}`).join(', ');
  return markup`<div class="keys">${facts([
    ['RTO', figure(duration(rto.proven), 'until the restore was proven')],
    [
      'Everything up',
      figure(duration(rto.up), first === '' ? 'no write acknowledged' : `first write: ${first}`),
    ],
    ['RPO', figure(duration(rpo.age), `${plural(rpo.records, 'record')} gone`)],
    ['Kept', figure(count(kept), `of ${count(before)} acknowledged before the backup`)],
  ])}</div>`;
}

function figure(value: string, note: string): Markup {
  return markup`<span class="figure">${value}</span> <span class="note">${note}</span>`;
}
