import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { StackError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';

/** A stack in its directory, before anything of it is written or started. */
export interface NamedStack {
  readonly directory: string;
  readonly plan: Plan;
  /** True when no earlier run left an identity here. */
  readonly identityIsNew: boolean;
}

/**
 * Makes sure that what goes by the stack's name on the engine is this directory's: containers and volumes are found by
 * it, so a second directory with the name would take the first one's over. Volumes whose identity is gone are data
 * that new secrets and a new cluster id cannot open. Throws StackError('no') before anything was changed.
 */
export async function assertNameIsOurs(
  stack: NamedStack,
  engine: Pick<Engine, 'containers' | 'volumes'>,
): Promise<void> {
  const { name } = stack.plan;
  const containers = [...(await engine.containers(name)).values()];
  const owners = containers.flatMap(({ directory }) => (directory === undefined ? [] : [directory]));
  const other = owners.find((owner) => !isSame(owner, stack.directory));
  if (other !== undefined) throw elsewhere(name, other);
  const volumes = stack.identityIsNew ? await engine.volumes(name) : [];
  if (volumes.length > 0) throw withoutIdentity(name, volumes);
}

function isSame(a: string, b: string): boolean {
  return real(a) === real(b);
}

/** A directory that is no longer there has no other name. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function elsewhere(name: string, directory: string): StackError {
  return new StackError(
    'no',
    `the name '${name}' is taken by the stack in ${directory}; nothing was changed`,
    {
      hint: `take another name in stack.yaml, or end that one there with holdfast down; if it is this directory, moved since: holdfast down here`,
    },
  );
}

function withoutIdentity(name: string, volumes: readonly string[]): StackError {
  return new StackError(
    'no',
    `volumes of '${name}' exist, but their identity (stack/.local) is not here; nothing was changed`,
    {
      diagnostics: volumes.map((place) => ({ place, message: 'holds data of an earlier run' })),
      hint: `put stack/.local back from a copy, or take another name in stack.yaml; to give the data up: holdfast down --volumes --yes ${name}`,
    },
  );
}
