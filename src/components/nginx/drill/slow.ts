import { setTimeout as sleep } from 'node:timers/promises';
import type { Bite, PressContext, Pressure } from '../../../drill/drill.ts';
import { counters } from '../counters.ts';
import { Crowd } from './slow-clients.ts';
import { ways } from './ways.ts';

/** Of all clients, that nginx must hold at one moment unless it has to refuse some; a few are always just coming back. */
const shareHeld = 0.8;
/** For an ordinary request in between, ms. */
const patience = 5000;

/** Many clients at once that are slow in every way there is, and ordinary requests in between. */
export const slow = (port: number): Pressure => ({
  name: 'nginx:slow',
  title: 'many slow clients at Nginx',
  press: (context) => pressFront(port, context),
});

async function pressFront(port: number, context: PressContext): Promise<Bite> {
  const { over, say } = context;
  const url = `http://127.0.0.1:${String(port)}/`;
  const page = await (await fetch(url, { signal: AbortSignal.timeout(patience) })).arrayBuffer();
  const crowd = new Crowd();
  const kinds = ways(page.byteLength);
  const crowding = kinds.flatMap((way) =>
    Array.from({ length: way.clients }, () => crowd.keep(way, port, over)),
  );
  const [{ held, dropped }, ordinary] = await Promise.all([
    countHeld(context, (now) => {
      say(`${String(now)} connections, ${String(crowd.sentAway)} sent away`);
    }),
    ask(url, over),
    ...crowding,
  ]);
  const wanted = kinds.reduce((sum, { clients }) => sum + clients, 0);
  const seen = [
    `${String(held)} connections held at once of ${String(wanted)} clients slow in ${kinds.map(({ name }) => name).join(', ')}`,
    `${String(dropped)} refused as too many`,
    `${String(crowd.sentAway)} sent away`,
    `${String(ordinary.answered)} of ${String(ordinary.asked)} ordinary requests answered meanwhile`,
  ];
  return { bit: dropped > 0 || held >= shareHeld * wanted, seen: seen.join('; '), acknowledged: 0, lost: 0 };
}

/** The most connections that nginx itself counted at one moment, and those that it could not take. */
async function countHeld(
  context: PressContext,
  onCount: (now: number) => void,
): Promise<{ held: number; dropped: number }> {
  let held = 0;
  let dropped = 0;
  const before = await counters(context);
  while (!context.over.aborted) {
    const now = await counters(context).catch(() => undefined);
    if (now !== undefined) {
      held = Math.max(held, now.active);
      // A worker that died has taken its counters with it.
      dropped = Math.max(dropped, now.dropped - before.dropped);
      onCount(now.active);
    }
    await sleep(1000, undefined, { signal: context.over }).catch(() => undefined);
  }
  return { held, dropped };
}

async function ask(url: string, over: AbortSignal): Promise<{ asked: number; answered: number }> {
  const count = { asked: 0, answered: 0 };
  while (!over.aborted) {
    await sleep(1000, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) break;
    count.asked += 1;
    count.answered += await fetch(url, { signal: AbortSignal.timeout(patience) })
      .then(async (answer) => (await answer.arrayBuffer(), answer.status < 500 ? 1 : 0))
      .catch(() => 0);
  }
  return count;
}
