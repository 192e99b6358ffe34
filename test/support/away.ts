import { execa } from 'execa';

/** One service's container that ended, or that is of use from now on. */
export interface Turn {
  readonly service: string;
  readonly what: 'ended' | 'back';
}

/** The most services of one tier that were away at the same time, by tier (`redis` for `redis-2`). */
export function mostAway(turns: readonly Turn[]): Readonly<Record<string, number>> {
  const away = new Map<string, Set<string>>();
  const most: Record<string, number> = {};
  for (const { service, what } of turns) {
    const tier = service.replace(/(-spare)?-\d+$/, '');
    const now = away.get(tier) ?? new Set();
    away.set(tier, now);
    if (what === 'ended') now.add(service);
    else now.delete(service);
    most[tier] = Math.max(most[tier] ?? 0, now.size);
  }
  return most;
}

/** Listens to the engine's own events of one stack: what really ended and came back, whatever anybody says. */
export class Watch implements AsyncDisposable {
  readonly turns: Turn[] = [];
  readonly #child: ReturnType<typeof listen>;
  readonly #lines: Promise<void>;

  constructor(stack: string) {
    this.#child = listen(stack);
    this.#lines = this.#follow();
  }

  async #follow(): Promise<void> {
    for await (const line of this.#child) this.#note(line);
  }

  #note(line: string): void {
    const [service = '', action = ''] = line.split('|');
    if (action === 'die') this.turns.push({ service, what: 'ended' });
    // Where nothing checks the health, running is all there is to know.
    if (action.includes('health_status: healthy')) this.turns.push({ service, what: 'back' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    // Ended by us, which the following of its lines takes for a failure.
    await this.#lines.catch(() => undefined);
  }
}

function listen(stack: string) {
  const filters = [`label=holdfast.stack=${stack}`, 'type=container', 'event=die', 'event=health_status'];
  const format = '{{index .Actor.Attributes "com.docker.compose.service"}}|{{.Action}}';
  const words = ['events', ...filters.flatMap((filter) => ['--filter', filter]), '--format', format];
  return execa('docker', words, { reject: false, buffer: false });
}
