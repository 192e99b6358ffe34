import type { History, Incident, Stream } from '../history.ts';
import { consumedOf } from '../checkers/consumed.ts';
import type { Damage, Damages } from '../checkers/damage.ts';
import { duplicatedOf } from '../checkers/duplicated.ts';
import { overlapsOf, ungrownOf } from '../checkers/lock.ts';
import { lostOf } from '../checkers/lost.ts';
import { reorderedOf } from '../checkers/reordered.ts';
import { splitBrainOf } from '../checkers/split-brain.ts';
import { staleOf } from '../checkers/stale.ts';
import { blamed } from '../checkers/windows.ts';

const none: Damages = {
  lost: [],
  splitBrain: [],
  duplicated: [],
  reordered: [],
  stale: [],
  overlapping: [],
};

/** Of the whole history. `concerned` are the incidents that concern the stream, in the order of time. */
export function damagesOf(stream: Stream, history: History, concerned: readonly Incident[]): Damages {
  switch (stream.kind) {
    case 'read':
      return { ...none, stale: staleOf(stream, history) };
    case 'lock':
      return { ...none, overlapping: overlapsOf(stream), reordered: ungrownOf(stream) };
    case 'consume': {
      const { unseen, again, outOfOrder } = consumedOf(stream, history);
      return { ...none, lost: unseen, duplicated: again, reordered: outOfOrder };
    }
    default: {
      const final = history.finals.find((one) => one.stream === stream.id);
      if (final === undefined) return none;
      const lost = lostOf(stream, final);
      return {
        ...none,
        lost,
        splitBrain: splitBrainOf(lost, concerned, history.notes),
        duplicated: duplicatedOf(stream, final),
        reordered: reorderedOf(stream, final),
      };
    }
  }
}

/** Those that are laid on one drill, or on none. */
export function laidOn(drill: string | undefined, damages: Damages, concerned: readonly Incident[]): Damages {
  const of = (all: readonly Damage[]) => all.filter((damage) => blamed(damage, concerned) === drill);
  const { lost, splitBrain, duplicated, reordered, stale, overlapping } = damages;
  return {
    lost: of(lost),
    splitBrain: of(splitBrain),
    duplicated: of(duplicated),
    reordered: of(reordered),
    stale: of(stale),
    overlapping: of(overlapping),
  };
}
