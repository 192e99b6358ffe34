import { z } from 'zod';
import type { ZodType } from 'zod';
import type { Component } from '../component.ts';
import { duration, identifier, imageReference, integer, memory } from './scalars.ts';

/** What stands under one top-level key: its full form, and the one key of it that a bare value stands for. */
export interface Section {
  readonly key: string;
  readonly summary: string;
  readonly schema: ZodType;
  readonly shorthand: string | undefined;
  /** True for components, which `false` leaves out and `true` takes as they are. */
  readonly optional: boolean;
  /** Whether nothing at all stands for a map of defaults, or for the default of one value. */
  readonly form: 'map' | 'value';
}

/** The sizes the whole stack is planned for when the spec names none: a small virtual machine. */
const host = z.strictObject({
  memory: memory({ min: 64 })
    .prefault('4GiB')
    .describe('The memory of the smallest machine this stack must fit on.'),
  cpus: integer({ min: 1, max: 1024 }).default(2).describe('Its processor cores.'),
  disk: memory({ min: 64 }).prefault('10GiB').describe('Its free disk space.'),
});

const failover = z
  .enum(['fast', 'balanced', 'relaxed'])
  .default('balanced')
  .describe('One word sets every failover timer: sooner, or surer not to act on a short stall.');

const publish = z
  .boolean({ error: 'must be true or false' })
  .default(true)
  .describe('Whether the stores can be reached from the host, on 127.0.0.1.');

/** Every key of the spec in the order in which it is documented, the components in the order of the registry. */
export function sections(components: readonly Component[]): readonly Section[] {
  return [
    section('name', 'The name of the stack: of its project, network and volumes.', identifier()),
    section('host', 'The smallest machine this stack must fit on.', host, 'memory'),
    section('limits', limits.description ?? '', limits),
    section('failover', failover.description ?? '', failover),
    section('publish', publish.description ?? '', publish),
    ...components.map((component) => componentSection(component)),
    section('slo', slo.description ?? '', slo),
    section('images', '`built` from our own Dockerfiles, or a reference per component.', images(components)),
  ];
}

/** By tier, not by component: `sentinel`, `redis-endpoint`. Which there are, only the claims say (limits.ts). */
const limits = z
  .record(identifier(), memory({ min: 1 }))
  .default({})
  .describe('Memory limits by tier, as `holdfast plan` names them, in place of a share of `host`.');

/** By target and fault: `redis.primary:kill`. Which there are, only the components say (slos.ts). */
const slo = z
  .record(
    z.string().max(200),
    z.strictObject({
      rto: duration({ min: 100 }).optional().describe('Longest time without an acknowledgement.'),
      back: duration({ min: 100 })
        .optional()
        .describe('The same, counted from the heal: for what nothing survives until then.'),
      consumer: duration({ min: 100 })
        .optional()
        .describe('Longest time in which a consumer group of Kafka got nothing.'),
      rpo: integer().optional().describe('Acknowledged writes that may be lost.'),
      failed: integer().optional().describe('Requests through Nginx that may fail.'),
    }),
  )
  .default({})
  .describe(
    'What a drill has to keep to, by target and fault: `redis.primary:kill`. What is not set here follows `failover`.',
  );

function section(key: string, summary: string, schema: ZodType, shorthand?: string): Section {
  return {
    key,
    summary,
    schema,
    shorthand,
    optional: false,
    form: shorthand === undefined ? 'value' : 'map',
  };
}

function componentSection({ key, summary, schema, shorthand }: Component): Section {
  return { key, summary, schema, shorthand, optional: true, form: 'map' };
}

function images(components: readonly Component[]) {
  const perComponent = Object.fromEntries(components.map(({ key }) => [key, imageReference().optional()]));
  const error = 'must be built, or a map from components to image references';
  return z.union([z.literal('built'), z.strictObject(perComponent)], { error }).default('built');
}

/**
 * A bare value to the full form: `96MiB` to `{ memory: '96MiB' }`, nothing or `true` to all defaults. Maps and lists
 * stay as they are.
 */
export function expand(value: unknown, { form, shorthand, optional }: Section): unknown {
  if (value === undefined || value === null) return form === 'map' ? {} : undefined;
  if (value === true && optional) return {};
  if (shorthand === undefined || typeof value === 'object' || typeof value === 'symbol') return value;
  return { [shorthand]: value };
}
