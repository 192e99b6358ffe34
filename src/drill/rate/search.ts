import type { Measured } from './flood.ts';

/** 99 of 100 have to be quicker, ms. */
export const p99Limit = 50;

/** A second: where the search begins, and where it ends at the latest. */
const first = 500;
const last = 200_000;
/** Of what was found is used: a search of seconds sees no rewrite of a file and no other slow moment. */
export const usedShare = 0.8;
/** Between the highest rate that was kept and the lowest that was not, as a factor: closer is noise. */
const closeEnough = 1.1;

export interface Found {
  /** The highest rate that was kept, a second; 0 when not even the first was. */
  readonly rate: number;
  /** The p99 at it, ms. */
  readonly p99: number | undefined;
  /** What the next one that was tried came to; undefined where none was not kept. */
  readonly above: { readonly rate: number; readonly seen: string } | undefined;
}

export interface SearchOptions {
  /** Runs at so many a second for a step and tells what was seen. */
  readonly measure: (rate: number) => Promise<Measured>;
  /** Whether there is time for another step. */
  readonly more: () => boolean;
}

/**
 * The highest rate at which 99 of 100 are acknowledged in time: twice as many each step, then the middle of what is left. One
 * that was not kept is tried a second time.
 */
export async function highest({ measure, more }: SearchOptions): Promise<Found> {
  let found: Found = { rate: 0, p99: undefined, above: undefined };
  for (let rate = first; rate <= last && more(); rate = nextOf(found)) {
    const once = await measure(rate);
    // A moment in which the host did something else says nothing of the rate.
    const measured = whyNot(once) !== undefined && more() ? await measure(rate) : once;
    const seen = whyNot(measured);
    found = seen === undefined ? { ...found, rate, p99: measured.p99 } : { ...found, above: { rate, seen } };
    if (isClose(found)) break;
  }
  return found;
}

function nextOf({ rate, above }: Found): number {
  if (above === undefined) return rate * 2;
  return rate === 0 ? above.rate / 2 : Math.round(Math.sqrt(rate * above.rate));
}

function isClose({ rate, above }: Found): boolean {
  if (above === undefined) return false;
  return rate === 0 ? above.rate < 20 : above.rate / rate <= closeEnough;
}

/** Undefined where the rate was kept. */
export function whyNot({ issued, ended, bad, p99 }: Measured): string | undefined {
  if (bad > 0) return `${String(bad)} of ${String(ended)} failed`;
  if (p99 === undefined) return 'nothing was answered';
  if (p99 > p99Limit) return `p99 ${p99.toFixed(0)} ms`;
  // What was answered quickly says nothing while ever more waits.
  return ended < 0.95 * issued ? `only ${String(ended)} of ${String(issued)} were answered` : undefined;
}
