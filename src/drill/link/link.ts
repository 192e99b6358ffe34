import { Proxy, type Endpoint } from './proxy.ts';
import { Road, standardLag, type Condition, type Lag } from './road.ts';

/**
 * The way from the clients of one workload to their tier, through a proxy for each endpoint. It lives in this process and
 * dies with it, so nothing is left behind whatever becomes of the drill.
 *
 * What it cannot play: a connection that is not accepted. The system does that before the proxy knows, so a client of a
 * link that stalls or lags connects at once and waits for the first answer.
 */
export class Link {
  readonly #road: Road;
  readonly #proxies = new Map<string, Promise<Proxy>>();

  constructor(lag: Lag = standardLag) {
    this.#road = new Road(lag);
  }

  /** Where clients reach this endpoint by the link. */
  async through(to: Endpoint): Promise<Endpoint> {
    const name = `${to.host}:${String(to.port)}`;
    const proxy = this.#proxies.get(name) ?? Proxy.open(to, this.#road);
    this.#proxies.set(name, proxy);
    return (await proxy).endpoint;
  }

  /** Where clients reach all that they have asked for. */
  async endpoints(): Promise<readonly Endpoint[]> {
    return (await Promise.all(this.#proxies.values())).map(({ endpoint }) => endpoint);
  }

  /** The least that an answer takes longer while the link lags, ms. */
  get leastRoundTrip(): number {
    const { delay, jitter } = this.#road.lag;
    return 2 * (delay - jitter);
  }

  /** Makes it so for what is on its way as well. Again is no harm. */
  async become(condition: Condition): Promise<void> {
    this.#road.condition = condition;
    for (const proxy of await Promise.all(this.#proxies.values())) await proxy.changed();
  }

  async close(): Promise<void> {
    for (const proxy of await Promise.allSettled(this.#proxies.values()))
      if (proxy.status === 'fulfilled') proxy.value.close();
  }
}
