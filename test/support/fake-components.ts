import { z } from 'zod';
import type { Component } from '../../src/component.ts';
import { integer, memory, nativeValue, port } from '../../src/spec/scalars.ts';

const storeSchema = z.strictObject({
  memory: memory({ min: 16, max: 4096 }).prefault('96MiB').describe('Memory of each node.'),
  nodes: integer({ min: 1, max: 9 }).default(3).describe('Data nodes.'),
  quorum: integer({ min: 1, max: 9 }).default(2).describe('Votes needed.'),
  mode: z.enum(['strict', 'loose']).default('strict').describe('How.'),
  config: z.record(z.string(), nativeValue()).default({}).describe('Passed through.'),
});

/** A store with a shorthand and a rule over two keys. */
export const fakeStore: Component<z.infer<typeof storeSchema>> = {
  key: 'store',
  summary: 'a store',
  schema: storeSchema,
  shorthand: 'memory',
  check: ({ nodes, quorum }) =>
    quorum <= nodes ? [] : [{ path: ['quorum'], message: `${quorum} votes of ${nodes} nodes cannot be had` }],
  claim: () => ({ tiers: [] }),
  part: () => ({ services: [] }),
};

const frontSchema = z.strictObject({ port: port().default(8080).describe('Host port.') });

/** A front with one key. */
export const fakeFront: Component<z.infer<typeof frontSchema>> = {
  key: 'front',
  summary: 'a front',
  schema: frontSchema,
  shorthand: 'port',
  claim: () => ({ tiers: [] }),
  part: () => ({ services: [] }),
};

export const fakeComponents = [fakeFront, fakeStore] as unknown as readonly Component[];
