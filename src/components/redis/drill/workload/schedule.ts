/** When an operation should begin, and from when the next is reckoned; ms. */
export interface Turn {
  readonly at: number;
  readonly slot: number;
}

/**
 * The next turn of a fixed pace after one that ended `now`. One that is overdue begins at once and counts from when it
 * should have begun, so that a stall is part of what it took; what was due after it is left out: nobody would have
 * asked twice for the same key.
 */
export function following({ slot }: Turn, interval: number, now: number): Turn {
  const due = slot + interval;
  if (due >= now) return { at: due, slot: due };
  return { at: due, slot: slot + Math.floor((now - slot) / interval) * interval };
}

/** Calls back in so many ms unless what it returns is called before. */
export function after(milliseconds: number, call: () => void): () => void {
  const timer = setTimeout(call, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}
