/**
 * Calls `issue` for every moment of a fixed schedule, until stopped. A moment that was missed is made up for at once and
 * still counts from when it should have been, so that a stall of ours or of the stack's is never hidden.
 *
 * @param interval between two moments, ms, asked for each; fractions are kept to on the average
 * @returns stops it
 */
export function keepPace(interval: () => number, now: () => number, issue: (at: number) => void): () => void {
  let next = now();
  let timer: NodeJS.Timeout;
  const tick = (): void => {
    for (const present = now(); next <= present; next += interval()) issue(next);
    timer = setTimeout(tick, next - now());
  };
  tick();
  return () => {
    clearTimeout(timer);
  };
}
