import type { MemoryNeed } from '../../component.ts';
import type { Plan } from '../../plan/plan.ts';
import { nodeNames } from './layout.ts';
import type { RedisSettings } from './schema.ts';

/** Hard limit of the output buffers of a node's replicas; a replica further behind is cut off and resynchronises. */
export const replicaBufferMiB = 32;
/** The server itself, the role watcher and a health check running beside it. */
const overheadMiB = 32;
/** What `memory` in the spec may be, MiB. */
const maxmemoryRange = { min: 16, max: 65_536 };

/** Twice maxmemory, because a fork may copy all of it, and what comes on top of it. */
function limitFor(maxmemoryMiB: number): number {
  return 2 * maxmemoryMiB + replicaBufferMiB + overheadMiB;
}

function maxmemoryIn(limitMiB: number): number {
  return Math.floor((limitMiB - replicaBufferMiB - overheadMiB) / 2);
}

/** In steps of 16 MiB of data. */
export function nodeMemory(own: number | undefined): MemoryNeed {
  const need = {
    least: limitFor(maxmemoryRange.min),
    most: limitFor(maxmemoryRange.max),
    step: 32,
    weight: 50,
  };
  if (own === undefined) return need;
  return { ...need, own: { limitMiB: limitFor(own), at: ['memory'], inSpec: maxmemoryIn } };
}

export function whyNode(limitMiB: number): string {
  return (
    `twice maxmemory (${String(maxmemoryIn(limitMiB))} MiB), because a fork may copy all of it, ` +
    `${String(replicaBufferMiB)} for replicas' output buffers, ${String(overheadMiB)} for the processes`
  );
}

/** What the data of a node may take, MiB; all nodes have the same. */
export function maxmemoryMiB(settings: RedisSettings, plan: Plan): number {
  const [first = ''] = nodeNames(settings);
  const limit = plan.services.get(first)?.memoryMiB;
  if (limit === undefined) throw new Error(`${first} is not in the plan`);
  return maxmemoryIn(limit);
}
