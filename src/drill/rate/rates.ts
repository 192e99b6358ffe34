import type { Verdict } from '../verdict.ts';
import type { Loads } from '../run/loads.ts';
import { pause } from '../run/pause.ts';
import type { Flood, Measured } from './flood.ts';
import { highest, p99Limit, usedShare, whyNot, type Found } from './search.ts';

/** Operations a second, or as many as a tier bears. */
export type Rate = number | 'highest';

/** ms, for each tier: all of its search, a step of it, what of a step is not looked at, and until what waits has ended. */
const times = { search: 20_000, step: 2000, leadIn: 500, drain: 3000 };

/**
 * Sets every flood to the rate that is wanted, one tier after the other, while the other loads are eased. The highest rate is
 * looked for, and a part of it used.
 *
 * @returns what was found and is used, for the report: counted, not judged
 */
export async function setRates(
  rate: Rate,
  loads: Loads,
  { signal, say }: { readonly signal: AbortSignal; readonly say: (text: string) => void },
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [name, { flood }] of loads.named) {
    if (flood === undefined) continue;
    if (rate !== 'highest') {
      flood.press(rate);
      verdicts.push(told(name, `${each(rate)}, as asked for`));
      continue;
    }
    loads.lookAt([name]);
    const found = await search(flood, signal, (text) => {
      say(`${name}: ${text}`);
    });
    const used = Math.round(found.rate * usedShare);
    flood.press(used);
    verdicts.push(told(name, `${inWords(found)}; ${each(used)} used`));
  }
  // Where there are several, each strike says which of them is looked at.
  if (loads.all.length > 1) loads.lookAt([]);
  return verdicts;
}

async function search(flood: Flood, signal: AbortSignal, say: (text: string) => void): Promise<Found> {
  const end = performance.now() + times.search;
  return highest({
    more: () => performance.now() + times.step <= end,
    measure: async (rate) => {
      say(`${each(rate)} …`);
      const measured = await step(flood, rate, signal);
      const seen = whyNot(measured) ?? `p99 ${(measured.p99 ?? 0).toFixed(1)} ms`;
      say(`${each(rate)}: ${seen}`);
      if (whyNot(measured) !== undefined) await drained(flood, signal);
      return measured;
    },
  });
}

async function step(flood: Flood, rate: number, signal: AbortSignal): Promise<Measured> {
  flood.press(rate);
  await pause(times.leadIn, signal);
  flood.take();
  await pause(times.step - times.leadIn, signal);
  return flood.take();
}

/** What was too much is not to be counted against what follows. */
async function drained(flood: Flood, signal: AbortSignal): Promise<void> {
  flood.press(0);
  const end = performance.now() + times.drain;
  while (flood.take().underWay > 0 && performance.now() < end) await pause(50, signal);
}

function told(name: string, seen: string): Verdict {
  const claim = `operations a second of ${name}, beside its usual streams`;
  return { claim, good: true, counted: true, seen };
}

function inWords({ rate, p99, above }: Found): string {
  const limit = `p99 below ${String(p99Limit)} ms`;
  const more = above === undefined ? 'no more was tried' : `at ${each(above.rate)} ${above.seen}`;
  return rate === 0
    ? `none was kept with ${limit}: ${more}`
    : `at most ${each(rate)} with ${limit} (${(p99 ?? 0).toFixed(1)} ms; ${more})`;
}

/** `16,800 a second` */
function each(rate: number): string {
  return `${rate.toLocaleString('en', { maximumFractionDigits: 0 })} a second`;
}
