import { styleText } from 'node:util';
import type { ListrDefaultRendererLogLevels } from 'listr2';

/** Runs a piece of work under a title; `say` replaces the one line that tells how far it is. */
export type Progress = <T>(title: string, work: (say: (text: string) => void) => Promise<T>) => Promise<T>;

type Colour = 'green' | 'yellow' | 'red' | 'bold' | 'dim';

/** The only printer. Results go to stdout, everything else to stderr, so that `--json` can be piped. */
export interface Terminal {
  readonly print: (lines: readonly string[]) => void;
  readonly json: (value: unknown) => void;
  readonly note: (line: string) => void;
  readonly progress: Progress;
  /** Whether a person looks on: then a line may change while it is read. */
  readonly live: boolean;
  /** Asks for a line of text; absent where nobody sits at a terminal who could answer. */
  readonly ask: Ask | undefined;
}

/** Resolves with what was typed, empty when the question was waved away (Ctrl-D). */
export type Ask = (question: string, signal: AbortSignal) => Promise<string>;

/** The terminal of this process. Colour and live lines only where a person is looking. */
export function processTerminal(): Terminal {
  const live = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
  const answered = process.stdin.isTTY && process.stderr.isTTY;
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  return {
    print: (lines) => void process.stdout.write(lines.map((line) => `${line}\n`).join('')),
    json: (value) => void process.stdout.write(`${JSON.stringify(value, plain, 2)}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    progress: live ? liveProgress : plainProgress((line) => void process.stderr.write(`${line}\n`)),
    live,
    ask: answered ? askPerson : undefined,
  };
}

/** `holdfast plan | head -1` has read enough: that is no failure of ours. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** The question goes to stderr: stdout may be a pipe that waits for the outcome. */
const askPerson: Ask = async (question, signal) => {
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const waved = new AbortController();
  // The reader takes Ctrl-C to itself; everybody else learns of it the usual way.
  reader.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  reader.once('close', () => {
    waved.abort();
  });
  try {
    return await reader.question(question, { signal: AbortSignal.any([signal, waved.signal]) });
  } catch {
    signal.throwIfAborted();
    return '';
  } finally {
    reader.close();
  }
};

/** Paints for a stream; a pipe, NO_COLOR or a dumb terminal gets the bare text. */
export function paint(colour: Colour, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  const coloured = stream.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return coloured ? styleText(colour, text, { validateStream: false }) : text;
}

/** Maps and sets as JSON knows them. */
export function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value as Map<string, unknown>);
  return value instanceof Set ? [...(value as Set<unknown>)] : value;
}

/** For logs and pipes: a line when work begins, when what it says changes, and when it ends. */
export function plainProgress(write: (line: string) => void): Progress {
  return async (title, work) => {
    const started = performance.now();
    let last = '';
    write(`${title} ...`);
    const result = await work((text) => {
      if (text !== last) write(`  ${text}`);
      last = text;
    });
    write(`${title}: ${seconds(performance.now() - started)}`);
    return result;
  };
}

/** One spinner with what is being done below it. Loads listr2 only here: it is slow to start. */
const liveProgress: Progress = async (title, work) => {
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  const started = performance.now();
  const logger = new ListrLogger<ListrDefaultRendererLogLevels>({
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  });
  const list = new Listr<{ value: Awaited<ReturnType<typeof work>> }>(
    {
      title,
      task: async (context, task) => {
        context.value = await work((text) => (task.output = text));
        task.title = `${title}: ${seconds(performance.now() - started)}`;
      },
    },
    { registerSignalListeners: false, rendererOptions: { logger, showErrorMessage: false } },
  );
  return (await list.run()).value;
};

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
