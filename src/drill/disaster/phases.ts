/** A stretch of time with a name, ms on the drill's clock. */
export interface Phase {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** As `Progress` of the terminal. */
export type Progress = <T>(title: string, work: (say: (text: string) => void) => Promise<T>) => Promise<T>;

/** The same progress, and how long each piece of work took; a restore is told in the steps it consists of. */
export function recorded(
  progress: Progress,
  now: () => number,
): { readonly progress: Progress; readonly phases: readonly Phase[] } {
  const phases: Phase[] = [];
  const recording: Progress = (title, work) =>
    progress(title, async (say) => {
      let [name, from] = [title, now()];
      const end = (): void => {
        const to = now();
        if (to - from >= shortest) phases.push({ name, from, to });
      };
      try {
        return await work((text) => {
          const step = title === restoring ? stepOf(text) : undefined;
          if (step !== undefined && step !== name) {
            end();
            [name, from] = [step, now()];
          }
          say(text);
        });
      } finally {
        end();
      }
    });
  return { progress: recording, phases };
}

/** ms; what is shorter is not worth a line. */
const shortest = 20;
/** The work that is told in steps. */
const restoring = 'restoring';

/** By what a restore says it is doing. */
const steps: readonly (readonly [words: RegExp, step: string])[] = [
  [/^redis: loading .* on trial$/, "Redis' data loaded on trial"],
  [/^stopping \d+ services$/, 'clearing the ground'],
  [/^kafka: (starting \d+ empty brokers|restoring|\d+ records sent)/, 'Kafka filled'],
  [/^kafka: reading \d+ records back$/, 'Kafka read back and compared'],
  [/^redis: putting the data into/, 'Redis filled and compared'],
];

/** Undefined for words that begin no new step. */
export function stepOf(text: string): string | undefined {
  return steps.find(([words]) => words.test(text))?.[1];
}
