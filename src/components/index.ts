import type { Component } from '../component.ts';
import { apps } from './apps/index.ts';
import { backup } from './backup/index.ts';
import { kafka } from './kafka/index.ts';
import { nginx } from './nginx/index.ts';
import { redis } from './redis/index.ts';

/**
 * The registry, in the order of the bundle: what listens first, then what stands behind it. A new component is one
 * folder and one line here; the schema, the Spec, `plan`, `generate` and the proofs follow from it.
 */
export const components: readonly Component[] = [
  erase(nginx),
  erase(apps),
  erase(kafka),
  erase(redis),
  erase(backup),
];

/** Forgets the settings' type: a component only ever gets back what its own schema made. */
function erase<Settings>(component: Component<Settings>): Component {
  return component as Component;
}
