import type { ZodSafeParseResult } from 'zod';
import type { ClaimContext, Component } from '../component.ts';
import type { Slo } from '../drill/slo.ts';
import type { Failover, PlannedHost } from '../plan/plan.ts';
import { collisions } from './collisions.ts';
import { formatPath, nearestName } from './diagnose.ts';
import { readDocument } from './document.ts';
import { finding, refuse } from './findings.ts';
import { explainIssues } from './issues.ts';
import type { PlacedIssue } from './issues.ts';
import { limitIssues } from './limits.ts';
import { sloIssues } from './slos.ts';
import { expand, sections } from './schema.ts';
import type { Section } from './schema.ts';
import type { Spec } from './spec.ts';
import { readText } from './text.ts';
import { readTree, refused } from './tree.ts';

export interface ParseOptions {
  /** How the file is called in messages: `stack.yaml`. */
  readonly file: string;
  readonly components: readonly Component[];
}

/**
 * What the user wrote to a {@link Spec}. Pure: the same text gives the same Spec or the same complaints.
 * @throws {@link StackError} `usage` with every problem at once, each with its place, what is there, what is allowed
 * and the nearest valid name. Text that is not safe or not YAML is refused before its meaning is looked at.
 */
export function parseSpec(input: string | Uint8Array, { file, components }: ParseOptions): Spec {
  const text = readText(input, file);
  const tree = readTree(readDocument(text, file).contents);
  const { issues, spec } = readSpec(tree.value, components);
  const placed = issues.map(({ path, which, message, hint }) =>
    finding(tree.offsetOf(path, which), message, hint),
  );
  refuse([...tree.findings, ...placed], text, file);
  return spec;
}

interface Read {
  readonly issues: readonly PlacedIssue[];
  /** To be used only without issues: what failed is a stand-in. */
  readonly spec: Spec;
}

function readSpec(value: unknown, components: readonly Component[]): Read {
  const known = sections(components);
  const written = value ?? {};
  if (!isMap(written)) return { issues: value === refused ? [] : [notAMap], spec: emptySpec };
  const on = known.filter(({ key, optional }) => !(optional && written[key] === false));
  const read = on.map((section) => readSection(section, written[section.key]));
  const spec = assemble(new Map(read.map(({ key, data }) => [key, data])), components);
  const failed = new Set(read.filter(({ good }) => !good).map(({ key }) => key));
  const rules = components.filter(({ key }) => spec.components.has(key) && !failed.has(key));
  const complete = read.every(({ good }) => good);
  const issues = [
    ...unknownKeys(written, known),
    ...read.flatMap((section) => section.issues),
    ...rules.flatMap((component) => broken(component, spec)),
    ...collisions(spec, rules),
    ...limitIssues(spec, rules, complete),
    ...sloIssues(spec, rules, complete),
  ];
  return { issues, spec };
}

interface ReadSection {
  readonly key: string;
  readonly data: unknown;
  /** Not the same as having no issues: what was refused before is not complained about again. */
  readonly good: boolean;
  readonly issues: readonly PlacedIssue[];
}

function readSection(section: Section, written: unknown): ReadSection {
  const { key, schema, optional } = section;
  const value = expand(written, section);
  const result: ZodSafeParseResult<unknown> = schema.safeParse(value);
  if (result.success) return { key, data: result.data, good: true, issues: [] };
  return {
    key,
    data: undefined,
    good: false,
    issues: explainIssues(result.error.issues, { key, schema, value, optional }),
  };
}

function unknownKeys(written: object, known: readonly Section[]): readonly PlacedIssue[] {
  const names = known.map(({ key }) => key);
  const unknown = Object.keys(written).filter((key) => !names.includes(key));
  return unknown.map((key) => {
    const near = nearestName(key, names);
    const message = `unknown key ${formatPath([key])}: allowed are ${names.join(', ')}`;
    return {
      path: [key],
      which: 'key',
      message,
      ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
    };
  });
}

/** A component's own rules over several keys, asked only once each key by itself is good. */
function broken(component: Component, spec: Spec): readonly PlacedIssue[] {
  const context: ClaimContext = {
    name: spec.name,
    failover: spec.failover,
    publish: spec.publish,
    enabled: new Set(spec.components.keys()),
  };
  const problems = component.check?.(spec.components.get(component.key), context) ?? [];
  return problems.map(({ path, message, hint }) => {
    const at = [component.key, ...path];
    return {
      path: at,
      which: 'value',
      message: `${formatPath(at)}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    };
  });
}

/** Sections that failed get a stand-in, so that the rules of the others can still be asked. */
function assemble(data: ReadonlyMap<string, unknown>, components: readonly Component[]): Spec {
  const host = data.get('host') as { memory: number; cpus: number; disk: number } | undefined;
  return {
    name: (data.get('name') as string | undefined) ?? emptySpec.name,
    host: host === undefined ? emptySpec.host : toHost(host),
    failover: (data.get('failover') as Failover | undefined) ?? emptySpec.failover,
    publish: (data.get('publish') as boolean | undefined) ?? emptySpec.publish,
    limits: new Map(Object.entries((data.get('limits') as Record<string, number> | undefined) ?? {})),
    slo: new Map(Object.entries((data.get('slo') as Record<string, Slo> | undefined) ?? {})),
    images: toImages(data.get('images')),
    components: new Map(components.filter(({ key }) => data.has(key)).map(({ key }) => [key, data.get(key)])),
  };
}

function toHost({ memory, cpus, disk }: { memory: number; cpus: number; disk: number }): PlannedHost {
  return { memoryMiB: memory, cpus, diskMiB: disk };
}

function toImages(images: unknown): ReadonlyMap<string, string> {
  if (!isMap(images)) return new Map();
  const references = Object.entries(images).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return new Map(references.filter(([, reference]) => reference !== 'built'));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const emptySpec: Spec = {
  name: 'stack',
  host: { memoryMiB: 4096, cpus: 2, diskMiB: 10_240 },
  failover: 'balanced',
  publish: true,
  limits: new Map(),
  slo: new Map(),
  images: new Map(),
  components: new Map(),
};

const notAMap: PlacedIssue = {
  path: [],
  which: 'value',
  message: 'the spec must be a map of keys, at least a name',
  hint: 'write name: shop',
};
