import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Cost, Heard, Order, Said } from '../drill/inside/messages.ts';
import type { RunningProbe } from '../drill/inside/probe.ts';
import { Tempo } from '../drill/tempo.ts';
import { beginProbe } from './probes.ts';

/** Whoever talks to it asks for the clock every second; after so long without a word, ms, nobody is there any more. */
const silence = 60_000;

interface Running {
  readonly tempo: Tempo;
  readonly probe: RunningProbe;
}

/**
 * The program that runs inside the stack's network while a drill does: fresh connections to each tier, and a line for
 * each operation. It ends when there is nobody left to talk to, so that a killed drill leaves nothing behind.
 *
 * @param lines what it is told ({@link Said})
 * @param print for what it tells ({@link Heard})
 */
export async function run(lines: AsyncIterable<string>, print: (line: string) => void): Promise<void> {
  const running = new Map<string, Running>();
  const tell = (heard: Heard): void => {
    print(JSON.stringify(heard));
  };
  const cost = costs();
  const alone = setTimeout(() => process.exit(1), silence);
  for await (const line of lines) {
    alone.refresh();
    const said = JSON.parse(line) as Said;
    switch (said.say) {
      case 'tell':
        tell({ tell: 'clock', asked: said.asked, now: now(), ...cost() });
        break;
      case 'begin':
        running.set(said.order.id, begin(said.order, said.eased, tell));
        break;
      case 'ease':
        running.get(said.id)?.tempo.ease(said.eased);
        break;
      case 'stop':
        void stop(running.get(said.id)).then(() => {
          tell({ tell: 'stopped', id: said.id });
        });
    }
  }
  clearTimeout(alone);
}

function begin(order: Order, eased: boolean, tell: (heard: Heard) => void): Running {
  const { id } = order;
  const tempo = new Tempo(eased);
  const pen: Parameters<typeof beginProbe>[1]['pen'] = (operation) => {
    tell({ tell: 'operation', id, operation: { ...operation, end: operation.end ?? now() } });
  };
  return { tempo, probe: beginProbe(order, { now, pen, tempo }) };
}

async function stop(one: Running | undefined): Promise<void> {
  await one?.probe.stop();
}

function now(): number {
  return performance.now();
}

/** What was taken so far, and the longest stall since it was asked for the last time. */
function costs(): () => Cost {
  const delays = monitorEventLoopDelay({ resolution: 20 });
  delays.enable();
  return () => {
    const stall = delays.max / 1e6;
    delays.reset();
    const { user, system } = process.cpuUsage();
    const residentMiB = process.memoryUsage.rss() / 1024 / 1024;
    return { cpu: (user + system) / 1000, residentMiB, stall };
  };
}
