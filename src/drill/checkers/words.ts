/** `12,345`. */
export function counted(count: number): string {
  return count.toLocaleString('en');
}

/** `340 ms`, `2.64 s`. Rounded away from good: what is just above a limit must not look like it. */
export function lasting(ms: number): string {
  return ms < 1000 ? `${String(Math.ceil(ms))} ms` : `${String(Math.ceil(ms / 10) / 100)} s`;
}
