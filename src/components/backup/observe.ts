import { ageOf } from '../../backup/age.ts';
import { dueBefore, parseCron, dueAfter } from '../../backup/cron.ts';
import { places } from '../../backup/config.ts';
import type { BackupState } from '../../backup/manifest.ts';
import type { Observer } from '../../component.ts';
import { whyNotRunning, type Fact, type Observation } from '../../observe/observation.ts';
import { service } from './part.ts';
import type { BackupSettings } from './schema.ts';

/** Asks the container for the note that each run leaves: no repository is opened for that. */
export const observeBackup: Observer<BackupSettings> = (settings) => async (context) => {
  const away = whyNotRunning(context, service);
  if (away !== undefined) return { facts: [{ well: false, text: `${service} ${away}` }], data: {} };
  const { stdout } = await context.engine.exec(context.plan.name, service, ['cat', places.state]);
  return judge(stateIn(stdout), settings.schedule, new Date());
};

function stateIn(text: string): BackupState {
  try {
    return JSON.parse(text) as BackupState;
  } catch {
    return {};
  }
}

/**
 * Ill is: the last attempt failed, a restore was broken off, or there is no backup since the last time but one that one
 * was due. The last one itself may be running. A stack younger than that has nothing to be missed yet.
 */
export function judge(state: BackupState, schedule: string, now: Date): Observation {
  const facts = [
    ...restoring(state),
    ...attempt(state),
    ...freshness(state, schedule, now),
    verified(state, now),
  ];
  return { facts, data: { ...state } };
}

function restoring({ restoring: id }: BackupState): Fact[] {
  if (id === undefined) return [];
  return [
    { well: false, text: `the restore of ${id} was broken off: run it again with holdfast restore ${id}` },
  ];
}

function attempt({ attempt: last }: BackupState): Fact[] {
  if (last === undefined || last.good) return [];
  return [{ well: false, text: `the backup of ${last.at} failed: ${last.message ?? 'its log says why'}` }];
}

function freshness({ since, success }: BackupState, schedule: string, now: Date): Fact[] {
  const lines = parseCron(schedule);
  if (lines === undefined) return [];
  const next = dueAfter(lines, now)?.toISOString().slice(0, 16) ?? 'never';
  const last = dueBefore(lines, now);
  const before = last === undefined ? undefined : dueBefore(lines, new Date(last.getTime() - 60_000));
  const expected = before?.toISOString() ?? '';
  if (success === undefined) {
    const late = since !== undefined && since < expected;
    return [{ well: !late, text: `no backup yet, the next is due ${next} UTC` }];
  }
  const age = ageOf(success.at, now);
  return [
    success.at < expected
      ? {
          well: false,
          text: `the last backup, ${success.id}, is ${age} old: one was due ${expected.slice(0, 16)} UTC`,
        }
      : { well: true, text: `the last backup, ${success.id}, is ${age} old, the next is due ${next} UTC` },
  ];
}

function verified({ verified: proven }: BackupState, now: Date): Fact {
  return {
    well: true,
    text:
      proven === undefined
        ? 'none was proven by a restore yet: holdfast backup --verify'
        : `${proven.id} was proven by a restore, ${ageOf(proven.at, now)} ago`,
  };
}
