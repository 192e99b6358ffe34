import { snapshotsOf } from '../run.ts';
import type { Checker } from '../checker.ts';

/**
 * Every container that ran before the drill ran through it: the same container, the same start. A restart policy
 * hides a crash from everybody who looks later; the time of the start does not.
 *
 * It cannot see: a process that was replaced inside a container (a worker of nginx).
 */
export const noRestart: Checker = (run) => {
  const snapshots = snapshotsOf(run);
  const [first] = snapshots;
  const running = [...(first?.containers ?? [])].filter(([, { state }]) => state === 'running');
  const changed = running
    .filter(([service, { id, startedAt }]) =>
      snapshots.some(({ containers }) => {
        const now = containers.get(service);
        return now?.id !== id || now.startedAt !== startedAt || now.state !== 'running';
      }),
    )
    .map(([service]) => service);
  const seen =
    changed.length === 0
      ? `${String(running.length)} containers ran through`
      : `ended or started again: ${changed.join(', ')}`;
  return { claim: 'no restart', good: running.length > 0 && changed.length === 0, seen };
};
