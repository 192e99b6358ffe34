import { StackError } from '../errors.ts';

/**
 * Ctrl-C once asks everything under way to stop; what was half done is undone by whoever was doing it. A second one
 * ends the process at once, as it would without us.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    controller.abort(new StackError('interrupted', 'interrupted'));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return controller.signal;
}
