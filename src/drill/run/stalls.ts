import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Verdict } from '../verdict.ts';

/** ms. A client that did not run for longer would show a gap of its own as one of the stack's. */
const longest = 500;

export interface Stalls {
  /** From here on: loading and connecting clients takes its time. */
  readonly begin: () => void;
  readonly verdict: () => Verdict;
  readonly stop: () => void;
}

/** Watches whether the clients themselves could run: they share this process, and it the machine with the stack. */
export function watchStalls(): Stalls {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  return {
    begin: () => {
      delays.reset();
    },
    verdict: () => {
      const max = delays.max / 1e6;
      return {
        claim: `the clients were never stalled for more than ${String(longest)} ms themselves`,
        good: max <= longest,
        seen: `longest ${max.toFixed(0)} ms, 99 % below ${(delays.percentile(99) / 1e6).toFixed(0)} ms`,
      };
    },
    stop: () => void delays.disable(),
  };
}
