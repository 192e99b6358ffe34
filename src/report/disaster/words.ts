import { duration } from '../figures.ts';
import type { DisasterReport } from './report.ts';
import { count, plural } from '../../words.ts';

/** The sentences that all forms of the report have in common. */

/** `38.2 s from the first kill to a proven restore` */
export function rtoWords({ rto }: DisasterReport): string {
  const writes = rto.firstWrites.map(({ tier, after }) => `${tier} ${duration(after)}`);
  const first = writes.length === 0 ? '' : `; first write acknowledged: ${writes.join(', ')}`;
  return `${duration(rto.proven)} from the first kill to stores that are proven to hold the backup${first}; everything up after ${duration(rto.up)}`;
}

/** `14.2 s and 3,102 records: ...` */
export function rpoWords({ rpo, backup }: DisasterReport): string {
  return `${duration(rpo.age)} and ${plural(rpo.records, 'record')}: of ${count(rpo.acknowledgedSince)} acknowledged after backup ${backup.id} began`;
}

/** Of one store, in the order of the table's heads: acknowledged before, of these there, during, after, gone, not as written. */
export function recordCounts(tier: DisasterReport['tiers'][number]): readonly string[] {
  const { acknowledged, kept, lost, wrong, doubled, disordered } = tier;
  return [
    count(acknowledged.before),
    count(kept),
    count(acknowledged.during),
    count(acknowledged.after),
    count(lost),
    [wrong, doubled, disordered].map(({ length }) => count(length)).join(', '),
  ];
}

/** What was compared, or what of it is not as it has to be. */
export function verifiedWords(report: DisasterReport): string {
  const broken = report.verdicts.filter(({ good }) => !good);
  if (broken.length > 0)
    return `NOT as promised: ${broken.map(({ claim, seen }) => `${claim} (${seen})`).join('; ')}`;
  const parts = report.tiers.map(({ tier, kept }) => `${plural(kept, 'record')} of ${tier}`);
  return `record by record: ${parts.join(' and ')} acknowledged before the backup are there, once, with their value; nothing of after it is; your own data is what it was at the backup`;
}

/** What a reader takes away who reads nothing else. */
export function disasterSentence(report: DisasterReport): string {
  const { destroyed, rto, rpo, outcome } = report;
  const gone = `${plural(destroyed.services.length, 'container')} and ${plural(destroyed.volumes.length, 'data volume')} were destroyed.`;
  if (outcome === 'failed') {
    const [first] = report.verdicts.filter(({ good }) => !good);
    return `${gone} What came back is not what was promised: ${first === undefined ? 'a claim does not hold' : `${first.claim} (${first.seen})`}.`;
  }
  return `${gone} After ${duration(rto.proven)} everything that the backup held was back and proven, record by record. What was lost is the last ${duration(rpo.age)}: ${plural(rpo.records, 'record')} written after the backup began.`;
}
