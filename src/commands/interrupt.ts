import { StackError } from '../errors.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Ctrl-C once asks everything under way to stop; what was half done is undone by whoever was doing it. A second one
 * ends the process at once, as it would without us.
 *
 * The listener stays after the first: execa watches for signals while a command of its own runs, and where it finds
 * nobody else listening it ends this process (signal-exit).
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      controller.abort(new StackError('interrupted', 'interrupted'));
      return;
    }
    for (const one of signals) process.off(one, stop);
    process.kill(process.pid, signal);
  };
  for (const one of signals) process.on(one, stop);
  return controller.signal;
}
