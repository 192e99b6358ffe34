import { comparePlaces, type Place } from './place.ts';
import type { Found, Rule, Severity } from './rule.ts';

/** What is told to the user: one fact at one place, for every service it holds for. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly place: Place;
  readonly services: readonly string[];
  readonly message: string;
  readonly mend: string;
}

/** A rule's sighting before it is known whether a comment silences it. */
export interface Sighting {
  readonly rule: Pick<Rule, 'id' | 'severity' | 'mend'>;
  readonly found: Found;
}

/**
 * Puts sightings together: the same fact at one place (an anchor that three brokers share), and the same thing missing
 * from several services, is one finding with all their names. Sorted by file and line.
 *
 * @param isKey whether a place is a service's key, where what is missing is told
 */
export function gather(sightings: readonly Sighting[], isKey: (place: Place) => boolean): readonly Finding[] {
  const findings = new Map<string, Finding & { readonly services: string[] }>();
  for (const { rule, found } of sightings) {
    const mend = found.mend ?? rule.mend;
    const { file, line, column } = found.at;
    const where = isKey(found.at) ? file : `${file}:${line}:${column}`;
    const key = [rule.id, where, found.message, mend].join('\n');
    const same = findings.get(key);
    if (same === undefined) {
      const { message, at: place, service } = found;
      findings.set(key, {
        rule: rule.id,
        severity: rule.severity,
        place,
        services: [service],
        message,
        mend,
      });
    } else if (same.services.at(-1) !== found.service) same.services.push(found.service);
  }
  return [...findings.values()].sort((a, b) => comparePlaces(a.place, b.place) || byId(a, b));
}

function byId(a: Finding, b: Finding): number {
  return a.rule < b.rule ? -1 : Number(a.rule > b.rule);
}
