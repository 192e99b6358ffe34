import { comparePlaces, samePlace, type Place } from './place.ts';
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
  const findings: { finding: Finding; services: string[] }[] = [];
  for (const { rule, found } of sightings) {
    const mend = found.mend ?? rule.mend;
    const same = findings.find(
      ({ finding }) =>
        finding.rule === rule.id &&
        finding.message === found.message &&
        finding.mend === mend &&
        (samePlace(finding.place, found.at) ||
          (finding.place.file === found.at.file && isKey(finding.place) && isKey(found.at))),
    );
    if (same !== undefined) {
      if (!same.services.includes(found.service)) same.services.push(found.service);
      continue;
    }
    const services = [found.service];
    const finding = {
      rule: rule.id,
      severity: rule.severity,
      place: found.at,
      services,
      message: found.message,
      mend,
    };
    findings.push({ finding, services });
  }
  return findings.map(({ finding }) => finding).sort((a, b) => comparePlaces(a.place, b.place) || byId(a, b));
}

function byId(a: Finding, b: Finding): number {
  return a.rule < b.rule ? -1 : Number(a.rule > b.rule);
}
