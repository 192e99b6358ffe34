import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from '../../errors.ts';
import type { Companion, Engine } from '../../engine/engine.ts';
import type { Pen } from '../workload.ts';
import { OtherClock } from './clock.ts';
import type { Inside, InsideProbe } from './inside.ts';
import type { Cost, Heard, Order, Said } from './messages.ts';

/** ms. */
const patience = { start: 15_000, stop: 5000 };
/** Readings of its clock before anything is probed, and the time between two from then on, ms. */
const firstReadings = 10;
const readEvery = 1000;
/** Seen: 76 at most, of which 45 are Node alone. */
const memoryMiB = 96;
/** An eighth of what a service usually has: what is measured goes first. */
const cpuShares = 128;

/** The program is a line of its stdin, as is all else: nothing has to be mounted, and nobody can read it but the program. */
const bootstrap = `import { createInterface } from 'node:readline';
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { value } = await lines.next();
const { run } = await import('data:text/javascript;base64,' + value);
await run(lines, (line) => process.stdout.write(line + '\\n'));
process.exit(0);`;

/** Small heaps: it holds next to nothing. */
const command = [
  'node', '--max-old-space-size=24', '--max-semi-space-size=1', '--input-type=module', '--eval', bootstrap,
]; // prettier-ignore

export interface Birth {
  readonly stack: string;
  /** Of the drill, for the container's name. */
  readonly word: string;
  /** The engine's name of the network to be in. */
  readonly network: string;
  /** With Node in it. */
  readonly image: string;
  /** The program's text. */
  readonly program: string;
  /** The clock of the history, ms. */
  readonly now: () => number;
}

interface Running {
  readonly pen: Pen;
  readonly stopped: () => void;
}

/** A program in a container beside the stack, which does what it is told and tells what it sees. */
export class Prober implements Inside {
  readonly #now: () => number;
  readonly #clock = new OtherClock();
  readonly #running = new Map<string, Running>();
  #companion: Companion | undefined;
  #readings = 0;
  #reading: NodeJS.Timeout | undefined;
  /** Why it is no more. */
  #ended: { readonly at: number; readonly why: string } | undefined;
  #closing = false;
  /** As it told the last time, and when what is counted began. */
  #cost: Cost | undefined;
  #from: { readonly at: number; readonly cpu: number } | undefined;
  #peakMiB = 0;
  #longestStall = 0;

  private constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Resolves when the program runs and its clock is known.
   *
   * @throws StackError `engine` when there is no such container, `no` when the program does not answer
   */
  static async start(
    engine: Engine,
    { stack, word, network, image, program, now }: Birth,
    signal: AbortSignal,
  ): Promise<Prober> {
    const prober = new Prober(now);
    const companion = await engine.companion(image, command, {
      stack,
      name: `${stack}-prober-${word}`,
      network,
      memoryMiB,
      cpuShares,
      onLine: prober.#hear,
    });
    prober.#companion = companion;
    void companion.ended.then(prober.#end);
    try {
      companion.say(Buffer.from(program).toString('base64'));
      await prober.#known(signal);
      return prober;
    } catch (error) {
      await prober.close();
      throw error;
    }
  }

  begin(order: Order, eased: boolean, pen: Pen): InsideProbe {
    const { id } = order;
    const stopped = new Promise<void>((resolve) => {
      this.#running.set(id, { pen, stopped: resolve });
    });
    if (this.#ended !== undefined) this.#running.get(id)?.stopped();
    this.#say({ say: 'begin', order, eased });
    return {
      ease: (now) => {
        this.#say({ say: 'ease', id, eased: now });
      },
      stop: async () => {
        this.#say({ say: 'stop', id });
        await Promise.race([stopped, sleep(patience.stop, undefined, { ref: false })]);
      },
    };
  }

  /** What was taken, and stalled, before does not count: code that runs for the first time is slow. */
  settled(): void {
    this.#longestStall = 0;
    this.#from = { at: this.#now(), cpu: this.#cost?.cpu ?? 0 };
  }

  /** In one line, how it fared. */
  get seen(): string {
    if (this.#ended !== undefined) return `ended after ${seconds(this.#ended.at)}: ${this.#ended.why}`;
    const texts = [
      `times known to ${milliseconds(this.#clock.error)}`,
      `longest stall ${milliseconds(this.#longestStall)}`,
      `${this.#share().toFixed(1)} % of a CPU`,
      `${this.#peakMiB.toFixed(0)} MiB`,
    ];
    return texts.join(', ');
  }

  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#reading);
    for (const { stopped } of this.#running.values()) stopped();
    // Where the engine does not do it, the program ends with its stdin, and its container with it.
    await this.#companion?.remove().catch(() => undefined);
  }

  /** The first reading waits until the program runs; those that follow are quick, and the quickest counts. */
  async #known(signal: AbortSignal): Promise<void> {
    const end = this.#now() + patience.start;
    for (let wanted = 1; wanted <= firstReadings; wanted += 1) {
      this.#ask();
      while (this.#readings < wanted) {
        signal.throwIfAborted();
        if (this.#ended !== undefined)
          throw new StackError('no', `the program does not run: ${this.#ended.why}`);
        if (this.#now() > end) throw new StackError('no', `no answer within ${seconds(patience.start)}`);
        await sleep(5);
      }
    }
    this.#reading = setInterval(this.#ask, readEvery);
  }

  readonly #ask = (): void => {
    this.#say({ say: 'tell', asked: this.#now() });
  };

  readonly #hear = (line: string): void => {
    const heard = heardIn(line);
    switch (heard?.tell) {
      case undefined:
        break;
      case 'clock':
        this.#readings += 1;
        this.#clock.read({ asked: heard.asked, answered: this.#now(), theirs: heard.now });
        this.#cost = heard;
        this.#peakMiB = Math.max(this.#peakMiB, heard.residentMiB);
        this.#longestStall = Math.max(this.#longestStall, heard.stall);
        break;
      case 'stopped':
        this.#running.get(heard.id)?.stopped();
        break;
      case 'operation': {
        const { id, operation } = heard;
        const [at, end] = [this.#clock.ours(operation.at), this.#clock.ours(operation.end)];
        this.#running.get(id)?.pen({ ...operation, at, end });
      }
    }
  };

  readonly #end = (why: string): void => {
    if (this.#closing) return;
    this.#ended = { at: this.#now(), why };
    clearInterval(this.#reading);
    for (const { stopped } of this.#running.values()) stopped();
  };

  #say(said: Said): void {
    this.#companion?.say(JSON.stringify(said));
  }

  /** Of a CPU, in percent. */
  #share(): number {
    const { at = 0, cpu = 0 } = this.#from ?? {};
    return (100 * Math.max(0, (this.#cost?.cpu ?? 0) - cpu)) / Math.max(1, this.#now() - at);
  }
}

/** Only the program writes there, but what another Node may print there must not end the drill. */
function heardIn(line: string): Heard | undefined {
  try {
    return JSON.parse(line) as Heard;
  } catch {
    return undefined;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
