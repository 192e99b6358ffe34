import { knownServices, readStack, type Stack } from './facts/stack.ts';
import { gather, type Finding, type Sighting } from './finding.ts';
import { loadProject, type Files } from './load.ts';
import type { Place } from './place.ts';
import type { Rule } from './rule.ts';
import { readSilences, type Silences } from './silence.ts';
import { judgeIgnores } from './judge-ignores.ts';
import type { Variables } from './yaml/interpolate.ts';

/** What is linted: files of one project, the later over the earlier, and how to see them. */
export interface LintInput {
  readonly paths: readonly string[];
  readonly files: Files;
  readonly variables: Variables;
  /** The rules to apply. */
  readonly rules: readonly Rule[];
  /** Names that a comment may silence: of all rules, whichever are applied. */
  readonly known: ReadonlySet<string>;
}

export interface LintResult {
  readonly findings: readonly Finding[];
  /** How many sightings a comment silenced. */
  readonly silenced: number;
  /** How many services were looked at. */
  readonly services: number;
  /** How many services of each role were recognised: about what is not there, no rule speaks. */
  readonly recognised: Readonly<Record<string, number>>;
  /** What could not be followed. */
  readonly notes: readonly string[];
}

/**
 * Applies the rules to a Compose project. Pure, but for the files it asks for.
 *
 * @throws StackError `usage` for a file that is missing or that Compose could not read either
 */
export function lint({ paths, files, variables, rules, known }: LintInput): LintResult {
  const loaded = loadProject(paths, files, variables);
  const stack = readStack(loaded);
  const sightings = rules.flatMap((rule) =>
    [...rule.check(stack)].map((found): Sighting => ({ rule, found })),
  );
  const silences = readSilences(loaded.texts);
  const isSilenced = silencer(stack, silences);
  const loud = sightings.filter((sighting) => !isSilenced(sighting));
  const told = [...loud, ...judgeIgnores(silences.all, known)];
  return {
    findings: gather(told, keysOf(stack)),
    silenced: sightings.length - loud.length,
    services: stack.services.length,
    recognised: countRoles(stack),
    notes: [...new Set(loaded.notes)],
  };
}

function countRoles(stack: Stack): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const service of knownServices(stack)) {
    const role = stack.role(service);
    counts[role] = (counts[role] ?? 0) + service.instances;
  }
  return counts;
}

/** By a comment where it stands, or at any place where its service is named. */
function silencer(stack: Stack, silences: Silences): (sighting: Sighting) => boolean {
  const places = new Map(stack.services.map((service) => [service.name, service.places]));
  return ({ rule, found }) =>
    [found.at, ...(places.get(found.service) ?? [])].some((place) => silences.covers(place, rule.id));
}

function keysOf({ services }: Stack): (place: Place) => boolean {
  const text = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;
  const keys = new Set(services.map(({ at }) => text(at)));
  return (place) => keys.has(text(place));
}
