import type { Locator } from '../client/locator.ts';
import type { Connection } from '../connection/connection.ts';
import { nameOf, type Endpoint, type TcpEndpoint } from '../connection/endpoint.ts';
import type { ReplyError } from '../errors.ts';
import { isSame, mappedBy, type Mapped } from './addresses.ts';
import {
  defaultPatience,
  defaultRefresh,
  type NodeSettings,
  type SentinelOptions,
  type SentinelReport,
} from './options.ts';
import { Panel } from './panel.ts';
import { Ticker, unlessAborted } from './patience.ts';
import { askRole, roleAt } from './role.ts';
import { survey, type Found } from './survey.ts';

/** A locator that follows Sentinels. Whoever makes one closes it. */
export function sentinelLocator(options: SentinelOptions & NodeSettings): SentinelLocator {
  return new SentinelLocator(options);
}

/** ms for which what was found need not be looked for again. */
const freshness = 200;

/** While a primary refuses writes, ms: between two looks, and since its last refusal. */
const isolated = { refresh: 250, memory: 1000 };

/** What a node answers that is no primary, or has just ceased to be one: the next one is to be looked for at once. */
const demoted = new Set(['READONLY', 'MASTERDOWN', 'UNBLOCKED']);

/**
 * Knows where the primary is, by the Sentinels' word and the nodes' own. Never gives up, and never trusts a word alone:
 * a node is used when it says itself that it is primary.
 */
export class SentinelLocator implements Locator {
  /** Called when a primary was found unasked: whoever uses another one, or none, goes there. Must not throw. */
  onFound: ((endpoint: TcpEndpoint) => void) | undefined;
  private readonly options: SentinelOptions & NodeSettings;
  private readonly node: NodeSettings;
  private readonly mapped: Mapped;
  private readonly panel: Panel;
  private readonly closing = new AbortController();
  private readonly ticker: Ticker;
  private superseded = new AbortController();
  private running: Promise<Found> | undefined;
  /** The node in use, or that was last. */
  private current: TcpEndpoint | undefined;
  private lost = true;
  private seen = 0;
  private fresh: { readonly found: Found; readonly until: number } | undefined;
  private refusedAt = -Infinity;
  private told: 'unplaced' | undefined;

  /** Use sentinelLocator. Throws a RangeError without a Sentinel. */
  constructor(options: SentinelOptions & NodeSettings) {
    this.options = options;
    const { username, password, tls, protocol } = options;
    this.node = defined({ username, password, tls, protocol });
    this.mapped = mappedBy(options.addressMap);
    this.panel = new Panel(options, this.mapped, () => {
      this.news();
    });
    this.ticker = new Ticker(
      () => void this.look(),
      () => (this.isIsolated() ? isolated.refresh : (options.refresh ?? defaultRefresh)),
    );
    this.ticker.start();
  }

  /** The Sentinels it knows, in the addresses it connects to. */
  get sentinels(): readonly TcpEndpoint[] {
    return this.panel.endpoints;
  }

  async locate(signal: AbortSignal): Promise<Endpoint> {
    const { fresh } = this;
    if (fresh !== undefined && performance.now() < fresh.until) return fresh.found.endpoint;
    try {
      return (await unlessAborted(signal, this.survey())).endpoint;
    } catch (error) {
      if (!signal.aborted && this.told !== 'unplaced') this.report('unplaced', wordsOf(error));
      this.told = 'unplaced';
      throw error;
    }
  }

  async verify(connection: Connection): Promise<void> {
    const role = await askRole(connection, this.patience);
    const { endpoint } = connection;
    if (role.role !== 'primary') throw new Error(`${nameOf(endpoint)} is a replica`);
    if ('path' in endpoint) throw new Error('Sentinels know no Unix sockets');
    const { current } = this;
    if (current !== undefined && !isSame(current, endpoint))
      this.report('moved', `${nameOf(endpoint)} is primary now, not ${nameOf(current)} any more`);
    this.current = endpoint;
    this.lost = false;
    this.told = undefined;
  }

  failed(endpoint: Endpoint | undefined): void {
    this.fresh = undefined;
    if (endpoint === undefined || (this.current !== undefined && nameOf(this.current) === nameOf(endpoint)))
      this.lost = true;
  }

  replied({ code }: ReplyError, endpoint: Endpoint): 'stay' | 'leave' {
    if (code === 'NOREPLICAS') this.refused(endpoint);
    if (!demoted.has(code)) return 'stay';
    this.failed(endpoint);
    return 'leave';
  }

  /** Leaves no timer and no socket behind. */
  async close(): Promise<void> {
    this.closing.abort(new Error('the locator is closed'));
    this.ticker.stop();
    await this.panel.close();
  }

  private get patience(): number {
    return this.options.patience ?? defaultPatience;
  }

  /** What is being asked is asked anew: an answer that is already here may be the one that the news made old. */
  private news(): void {
    if (this.closing.signal.aborted) return;
    if (this.running !== undefined) this.superseded.abort();
    void this.look();
  }

  /** Looks whether the node in use is still the one to use. */
  private async look(): Promise<void> {
    try {
      const found = await this.survey();
      if (this.current !== undefined && isSame(this.current, found.endpoint) && !this.lost) return;
      this.fresh = { found, until: performance.now() + freshness };
      this.onFound?.(found.endpoint);
    } catch {
      // Nobody is found just now. Who has no connection asks again by itself, who has one keeps it.
    }
  }

  private survey(): Promise<Found> {
    this.running ??= this.surveyAnew().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async surveyAnew(): Promise<Found> {
    for (;;) {
      this.closing.signal.throwIfAborted();
      this.superseded = new AbortController();
      const { signal } = this.superseded;
      const done = new AbortController();
      try {
        const found = await unlessAborted(
          signal,
          this.once(AbortSignal.any([signal, done.signal, this.closing.signal])),
        );
        this.seen = found.epoch;
        return found;
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        // Whoever is still being asked need not answer any more.
        done.abort(new Error('it is known already'));
      }
    }
  }

  private once(signal: AbortSignal): Promise<Found> {
    const { current, lost, mapped, seen, node } = this;
    const answers = this.panel.ask(signal);
    void Promise.allSettled(answers).then((settled) => {
      this.panel.learn(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    });
    return survey({
      answers,
      mapped,
      seen,
      role: (endpoint, promoting) =>
        roleAt({ endpoint, settings: node, limit: this.patience, promoting, signal }),
      ...(lost ? { former: current } : { trusted: current }),
    });
  }

  private refused(endpoint: Endpoint): void {
    const before = this.isIsolated();
    this.refusedAt = performance.now();
    if (before) return;
    this.report('isolated', `${nameOf(endpoint)} refuses writes: it has too few replicas`);
    void this.look();
    this.ticker.start();
  }

  private isIsolated(): boolean {
    return performance.now() - this.refusedAt < isolated.memory;
  }

  private report(kind: SentinelReport['kind'], message: string): void {
    this.options.onReport?.({ kind, message });
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Without what is undefined: absent and undefined are not the same to those who take options. */
function defined(settings: {
  readonly [K in keyof NodeSettings]: NodeSettings[K] | undefined;
}): NodeSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
