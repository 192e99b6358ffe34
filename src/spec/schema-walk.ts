import { z } from 'zod';
import type { core } from 'zod';

type Schema = core.$ZodType;

/** The schema without the wrappers that only say what an absent value means. */
export function unwrap(schema: Schema): Schema {
  if (schema instanceof z.ZodPipe) {
    return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  const wrapped =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodCatch;
  return wrapped ? unwrap(schema.unwrap()) : schema;
}

/** The names a map at `path` may have as keys, where the schema lists them: what "did you mean" chooses from. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  return descend(schema, path).flatMap((found) =>
    found instanceof z.ZodObject ? Object.keys(found.shape) : [],
  );
}

/** The words allowed at `path`, where the schema lists them. */
export function wordsAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  return descend(schema, path).flatMap((found) =>
    found instanceof z.ZodEnum || found instanceof z.ZodLiteral
      ? [...(found instanceof z.ZodEnum ? found.options : found.values)].map(String)
      : [],
  );
}

/** Every alternative that the schema allows at `path`. */
function descend(schema: Schema, path: readonly PropertyKey[]): readonly Schema[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => descend(option, path));
  const [step, ...rest] = path;
  if (step === undefined) return [inner];
  const next = childOf(inner, step);
  return next === undefined ? [] : descend(next, rest);
}

function childOf(schema: Schema, step: PropertyKey): Schema | undefined {
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<PropertyKey, Schema>> = schema.shape;
    return Object.hasOwn(shape, step) ? shape[step] : undefined;
  }
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : undefined;
}
