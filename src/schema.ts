import { components } from './components/index.ts';
import { specJsonSchema as jsonSchemaOf } from './spec/json-schema.ts';
import { specReference as referenceOf } from './spec/reference.ts';

/** The JSON Schema of stack.yaml, for editors; from the very schema that checks a spec. */
export function specJsonSchema(): object {
  return jsonSchemaOf(components);
}

/** docs/spec.md, from the same source. */
export function specReference(): string {
  return referenceOf(components);
}
