import type { Note } from '../../drill/history.ts';
import type { Pulse } from '../../drill/run/recording.ts';
import { seconds, type Progress } from '../terminal.ts';

/** Notes that are shown with the figures; older ones scroll away. */
const shown = 3;
/** ms; a shorter wait is no gap, only the time between two operations. */
const gapFrom = 500;

interface Live {
  readonly progress: Progress;
  readonly onPulse: (pulse: Pulse) => void;
  readonly onNote: (note: Note) => void;
}

/**
 * What is happening, under the title of what is being done: rates and the present gap where a person looks on, and
 * every change of roles as it is seen. Where nobody looks on there are no moving figures, only what happened.
 */
export function liveProgress({
  progress,
  live,
}: {
  readonly progress: Progress;
  readonly live: boolean;
}): Live {
  let say: (text: string) => void = () => undefined;
  let notes: readonly string[] = [];
  return {
    progress: (title, work) =>
      progress(title, (own) => {
        say = own;
        notes = [];
        return work(own);
      }),
    onPulse: (pulse) => {
      if (live) say([figures(pulse), ...notes.slice(-shown)].join('  '));
    },
    onNote: ({ at, kind, text }) => {
      const note = `${seconds(at)} ${kind === 'role' ? text : `${kind}: ${text}`}`;
      notes = [...notes, note];
      if (!live) say(note);
    },
  };
}

/** `redis 480/s, kafka 60/s, gap 1.4 s` */
function figures({ ok, waiting }: Pulse): string {
  const rates = [...ok].map(([tier, count]) => `${tier} ${String(count * 2)}/s`);
  return [...rates, ...(waiting > gapFrom ? [`gap ${seconds(waiting)}`] : [])].join(', ');
}
