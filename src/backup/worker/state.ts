import { places } from '../config.ts';
import type { BackupState } from '../manifest.ts';
import { readJson, writeWhole } from './files.ts';

/** The note beside the repository that `status` reads. */
export async function readState(): Promise<BackupState> {
  return (await readJson(places.state)) ?? {};
}

export async function writeState(change: Partial<BackupState>): Promise<void> {
  const state = { ...(await readState()), ...change };
  await writeWhole(places.state, `${JSON.stringify(state)}\n`);
}

/** The restore that was begun has ended. */
export async function clearRestoring(): Promise<void> {
  const state = await readState();
  await writeWhole(places.state, `${JSON.stringify({ ...state, restoring: undefined })}\n`);
}
