import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import type { Heard } from '../../src/drill/inside/messages.ts';
import type { Companion, CompanionOptions } from '../../src/engine/engine.ts';
import { run } from '../../src/prober/main.ts';

/** What a test does with the program beside the stack. */
export interface ProgramInside {
  readonly companion: (command: readonly string[], options: CompanionOptions) => Companion;
  /** Every line that it was told, the program itself left out. */
  readonly told: string[];
  readonly removed: () => boolean;
  /** It ends by itself, for this reason. */
  readonly end: (why: string) => void;
}

/**
 * The real program in this process, in place of one in a container: on a clock that is ahead by so much, and each line that
 * it prints comes so much later, both ms.
 */
export function programInside({ ahead = 0, late = 0 } = {}): ProgramInside {
  const input = new PassThrough();
  const told: string[] = [];
  let removed = false;
  let end: (why: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  return {
    told,
    removed: () => removed,
    end: (why) => {
      end(why);
    },
    companion: (_command, { onLine }) => {
      let programSent = false;
      const print = (line: string): void => {
        const heard = onItsClock(JSON.parse(line) as Heard, ahead);
        setTimeout(() => {
          onLine(JSON.stringify(heard));
        }, late);
      };
      void run(createInterface({ input }), print);
      return {
        say: (line) => {
          // The first is the program's own text.
          if (programSent) {
            told.push(line);
            input.write(`${line}\n`);
          }
          programSent = true;
        },
        ended,
        remove: () => {
          removed = true;
          input.end();
          return Promise.resolve();
        },
      };
    },
  };
}

function onItsClock(heard: Heard, ahead: number): Heard {
  if (heard.tell === 'clock') return { ...heard, now: heard.now + ahead };
  if (heard.tell === 'stopped') return heard;
  const { at, end } = heard.operation;
  return { ...heard, operation: { ...heard.operation, at: at + ahead, end: end + ahead } };
}
