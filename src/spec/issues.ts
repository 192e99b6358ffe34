import type { core } from 'zod';
import { formatPath, nearestName, showValue } from './diagnose.ts';
import { unprintable } from './scalars.ts';
import { keysAt, wordsAt } from './schema-walk.ts';
import { refused } from './tree.ts';

type Issue = core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What is wrong at a path; `which` says whether the key or its value is meant. */
export interface PlacedIssue {
  readonly path: Path;
  readonly which: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
}

/** Where the issues come from: the section's key, its schema, and the value that was validated. */
export interface Origin {
  readonly key: string;
  readonly schema: core.$ZodType;
  readonly value: unknown;
  /** True when the section may be switched on and off as a whole. */
  readonly optional: boolean;
}

/** A schema's issues in the words of the spec: where, what is there, what is allowed, the nearest valid name. */
export function explainIssues(issues: readonly Issue[], origin: Origin): readonly PlacedIssue[] {
  return issues.flatMap((issue) => explainIssue(issue, [], origin));
}

function explainIssue(issue: Issue, above: Path, origin: Origin): readonly PlacedIssue[] {
  const path = [...above, ...issue.path];
  if (valueAt(origin.value, path) === refused) return [];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, origin));
  if (issue.code === 'invalid_key') return [invalidKey(issue, path, origin)];
  if (issue.code === 'invalid_union') {
    const branch = closestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => explainIssue(inner, path, origin));
  }
  return [invalidValue(issue, path, origin)];
}

function unknownKey(key: string, path: Path, { key: section, schema }: Origin): PlacedIssue {
  const candidates = keysAt(schema, path);
  return {
    path: [section, ...path, key],
    which: 'key',
    message: `unknown key ${formatPath([section, ...path, key])}${listed(candidates)}`,
    ...didYouMean(nearestName(key, candidates)),
  };
}

function invalidKey(issue: core.$ZodIssueInvalidKey, path: Path, { key: section }: Origin): PlacedIssue {
  const reason = issue.issues[0];
  const allowed = reason === undefined ? 'is not allowed' : describeAllowed(reason, []);
  const at = [section, ...path];
  return {
    path: at,
    which: 'key',
    message: `the key ${formatPath(at)} ${allowed}`,
    ...hinting(foreignCharacter(String(path.at(-1)))),
  };
}

function invalidValue(issue: Issue, path: Path, origin: Origin): PlacedIssue {
  const { key: section, schema, value, optional } = origin;
  const at = [section, ...path];
  const there = valueAt(value, path);
  const words = wordsAt(schema, path);
  const near = typeof there === 'string' ? nearestName(there, words) : undefined;
  const foreign = typeof there === 'string' ? foreignCharacter(there) : undefined;
  const whole = optional && path.length === 0 ? 'true takes it as it is, false leaves it out' : undefined;
  return {
    path: at,
    which: 'value',
    message: `${formatPath(at)} is ${showValue(there, at)}: ${describeAllowed(issue, words)}`,
    ...(near === undefined ? hinting(foreign ?? whole) : didYouMean(near)),
  };
}

/** Letters of another alphabet can look exactly like ours (CVE-2021-42694), so the first one is named by its number. */
function foreignCharacter(text: string): string | undefined {
  const found = /[^\u0020-\u007e]/u.exec(text)?.[0];
  if (found === undefined || unprintable.test(found)) return undefined;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `${found} is U+${code}, no plain letter or digit`;
}

/**
 * Of a union's alternatives the one the user was after: one that got past the type of the value itself. Undefined
 * when none did, or when the words of the union say it better.
 */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const entered = branches.filter((issues) => issues.length > 0 && issues.every(isInside));
  return entered.toSorted((a, b) => a.length - b.length)[0];
}

function isInside(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === 'unrecognized_keys';
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};

/** What is allowed: the schema's own words where it has some, else made from the rule that was broken. */
function describeAllowed(issue: Issue, words: readonly string[]): string {
  if (!/^(?:Invalid |Too |Unrecognized )/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${alternatives(issue.values.map(String))}`;
    case 'too_small':
      return `must ${bound(issue.origin, `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`)}`;
    case 'too_big':
      return `must ${bound(issue.origin, `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`)}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return `must be ${alternatives([...words, ...issue.errors.flatMap(branchTypes)])}`;
    default:
      return 'must have the form the documentation describes';
  }
}

/** What one alternative of a union would have taken, in the schema's own words where it has some. */
function branchTypes(issues: readonly Issue[]): readonly string[] {
  return issues.flatMap((issue) => {
    const own = /^must be (.+)$/.exec(issue.message)?.[1];
    if (own !== undefined) return [own];
    return issue.code === 'invalid_type' ? [typeNames[issue.expected] ?? issue.expected] : [];
  });
}

function bound(origin: string, limit: string): string {
  if (origin === 'string') return `have ${limit} characters`;
  return origin === 'array' ? `have ${limit} items` : `be ${limit}`;
}

function alternatives(words: readonly string[]): string {
  const unique = [...new Set(words)];
  if (unique.length < 2) return unique[0] ?? 'absent';
  const or = unique.some((word) => word.includes(',')) ? ', or' : ' or';
  return `${unique.slice(0, -1).join(', ')}${or} ${unique.at(-1) ?? ''}`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? ': no keys are allowed here' : `: allowed are ${names.join(', ')}`;
}

function didYouMean(name: string | undefined): { hint?: string } {
  return hinting(name === undefined ? undefined : `did you mean ${name}?`);
}

function hinting(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((current, step) => {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    return (current as Readonly<Record<PropertyKey, unknown>>)[step];
  }, value);
}
