import { nameOf, type TcpEndpoint } from '../connection/endpoint.ts';
import { isSame, type Mapped } from './addresses.ts';
import type { SentinelAnswer } from './answer.ts';
import { defaultPatience, type SentinelOptions } from './options.ts';
import { SentinelWatch } from './watch.ts';

/** All Sentinels: those that were named at the start, for ever, and those that they tell of, as long as they do. */
export class Panel {
  private readonly options: SentinelOptions;
  private readonly mapped: Mapped;
  private readonly onNews: () => void;
  private readonly watches = new Map<string, SentinelWatch>();
  private readonly seeds: ReadonlySet<string>;
  private readonly leaving = new Set<Promise<void>>();
  private closed = false;

  /** `onNews`: a Sentinel has news, or was out of reach and is back, so that its news may have been missed. */
  constructor(options: SentinelOptions, mapped: Mapped, onNews: () => void) {
    if (options.sentinels.length === 0) throw new RangeError('sentinels: at least one is needed');
    this.options = options;
    this.mapped = mapped;
    this.onNews = onNews;
    this.seeds = new Set(options.sentinels.map(nameOf));
    for (const seed of options.sentinels) this.watch(seed);
  }

  get endpoints(): readonly TcpEndpoint[] {
    return [...this.watches.values()].map(({ endpoint }) => endpoint);
  }

  /** Asks all at once; one promise each. */
  ask(signal: AbortSignal): Promise<SentinelAnswer>[] {
    return [...this.watches.values()].map((watch) => watch.ask(signal));
  }

  /** Watches those that the answers tell of, and no more those that nobody tells of and that are gone. */
  learn(answers: readonly SentinelAnswer[]): void {
    if (this.closed || answers.length === 0) return;
    const known = new Set([...this.watches.values()].map(({ id }) => id));
    const told = answers.flatMap(({ peers }) => peers);
    for (const { id, endpoint } of told) {
      const at = this.mapped(endpoint);
      if (known.has(id) || this.watches.has(nameOf(at))) continue;
      this.watch(at);
      this.report(`there is a Sentinel at ${nameOf(at)} as well`);
    }
    for (const [name, watch] of this.watches) {
      const named = told.some(
        ({ id, endpoint }) => id === watch.id || isSame(this.mapped(endpoint), watch.endpoint),
      );
      if (this.seeds.has(name) || watch.connected || named) continue;
      this.forget(name, watch);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.leaving, ...[...this.watches.values()].map((watch) => watch.close())]);
  }

  private watch(endpoint: TcpEndpoint): void {
    const { primaryName, patience = defaultPatience, sentinel: login = {} } = this.options;
    const name = nameOf(endpoint);
    let away = false;
    const events = {
      onNews: this.onNews,
      onBack: () => {
        if (!away) return;
        away = false;
        this.report(`the Sentinel at ${name} is back`);
        this.onNews();
      },
      onLost: (error: Error) => {
        if (!away && !this.closed) this.report(`the Sentinel at ${name} is away: ${error.message}`);
        away = true;
      },
    };
    this.watches.set(name, new SentinelWatch(endpoint, { primaryName, patience, login }, events));
  }

  private forget(name: string, watch: SentinelWatch): void {
    this.watches.delete(name);
    const left = watch.close();
    this.leaving.add(left);
    void left.then(() => this.leaving.delete(left));
    this.report(`the Sentinel at ${name} is gone, and no other tells of it any more`);
  }

  private report(message: string): void {
    this.options.onReport?.({ kind: 'sentinel', message });
  }
}
