import { z } from 'zod';
import type { Component } from '../component.ts';
import { formatDuration, formatMemory } from './scalars.ts';
import { sections } from './schema.ts';
import type { Section } from './schema.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema (draft 2020-12) of stack.yaml, for editors: full forms, shorthands and `false`. */
export function specJsonSchema(components: readonly Component[]): object {
  const properties = Object.fromEntries(sections(components).map((one) => [one.key, sectionSchema(one)]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'stack.yaml',
    type: 'object',
    properties,
    required: ['name'],
    additionalProperties: false,
  };
}

/** One section as the user may write it. */
export function sectionSchema(section: Section): JsonSchema {
  const full = fullForm(section);
  const short = section.shorthand === undefined ? undefined : asSchema(full.properties?.[section.shorthand]);
  const others = [
    ...(short === undefined ? [] : [short]),
    ...(section.optional ? [{ type: 'boolean' as const }] : []),
  ];
  return others.length === 0
    ? { description: section.summary, ...full }
    : { description: section.summary, anyOf: [full, ...others] };
}

/** The full form, with defaults that have a unit written as the user would. */
export function fullForm({ schema }: Section): JsonSchema {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (typeof jsonSchema.default === 'number') writeUnit(jsonSchema, jsonSchema.default);
      delete jsonSchema.unit;
    },
  });
  delete json.$schema;
  return json;
}

function writeUnit(json: JsonSchema, value: number): void {
  if (json.unit === 'MiB') json.default = formatMemory(value);
  if (json.unit === 'ms') json.default = formatDuration(value);
}

/** A subschema that is not just true or false. */
function asSchema(json: JsonSchema | boolean | undefined): JsonSchema | undefined {
  return typeof json === 'object' ? json : undefined;
}
