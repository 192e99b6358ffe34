import type { MemoryNeed } from '../component.ts';

/** The gate and other services of a few processes without a runtime, MiB. */
export const tinyMiB = 16;

/** Of a service whose size does not depend on the host's, MiB. */
export function exactly(limitMiB: number): MemoryNeed {
  return { least: limitMiB, most: limitMiB, step: 1, weight: 0 };
}
