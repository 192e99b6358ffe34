import type { Leaders } from '../drill.ts';
import { plural } from '../../words.ts';

/** A line for each lead of the first look that another one found with somebody else, or with another epoch. */
export function movedLeads([first, ...others]: readonly Leaders[]): readonly string[] {
  return [...(first ?? [])].flatMap(([lead, leader]) => {
    const later = others.map((leaders) => leaders.get(lead) ?? 'nobody');
    const steps = later.filter((one, index) => one !== (later[index - 1] ?? leader));
    return steps.length === 0 ? [] : [`${lead}: ${[leader, ...steps].join(' -> ')}`];
  });
}

/** Leads of one service by name; of those that are shared out (a topic's partitions) only how many. */
export function leadsText(leaders: Leaders): string {
  const leads = [...leaders];
  if (leads.length === 0) return 'nothing here has a leader';
  const named = leads.filter(([, leader]) => /^[a-z]/.test(leader));
  const shared = leads.length - named.length;
  const texts = named.map(([lead, leader]) => `${lead} ${leader}`);
  return [...texts, ...(shared === 0 ? [] : [`the leaders of ${plural(shared, 'topic')}`])].join(', ');
}
