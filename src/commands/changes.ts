import type { FileChange } from '../bundle/write/diff.ts';
import { diffLines } from '../bundle/write/text-diff.ts';
import { isLocal } from '../bundle/write/paths.ts';
import { nothingToDo } from './unchanged.ts';

const verbs: Record<FileChange['kind'], string> = {
  create: 'new     ',
  replace: 'changed ',
  remove: 'removed ',
  beside: 'EDITED  ',
  edited: 'EDITED  ',
  left: 'left    ',
};

/**
 * What generate did, or would do, file by file. Image contexts and private files are counted, not listed: nobody
 * reads forty lines to find the two that matter.
 */
export function renderChanges(
  changes: readonly FileChange[],
  name: string | undefined,
  details = false,
): string[] {
  if (changes.length === 0) return [nothingToDo];
  const quiet = changes.filter(isQuiet);
  const loud = changes.filter((change) => !isQuiet(change));
  return [
    ...loud.flatMap((change) => [line(change), ...(details ? difference(change) : [])]),
    ...(quiet.length > 0
      ? [`${verbs.create} ${String(quiet.length)} files below stack/images and stack/.local`]
      : []),
    ...(name === undefined
      ? []
      : ['', `The bundle of '${name}' is ready. Next:  docker compose up -d --wait`]),
  ];
}

function isQuiet({ path, kind }: FileChange): boolean {
  return kind === 'create' && (isLocal(path) || path.startsWith('stack/images/'));
}

function line({ path, kind }: FileChange): string {
  const verb = verbs[kind];
  if (kind === 'beside') return `${verb} ${path} is yours now and was kept; the new one is ${path}.new`;
  if (kind === 'edited') return `${verb} ${path} was kept as you edited it`;
  if (kind === 'left') return `${verb} ${path} is no longer part of the bundle, but you edited it`;
  return `${verb} ${path}`;
}

/** Changed lines only. What is private stays private. */
function difference({ path, kind, before, after }: FileChange): string[] {
  if (kind === 'create' || isLocal(path) || before === undefined || after === undefined) return [];
  const lines = diffLines(Buffer.from(before).toString(), Buffer.from(after.content).toString());
  return lines.filter(({ sign }) => sign !== ' ').map(({ sign, text }) => `    ${sign} ${text}`);
}
