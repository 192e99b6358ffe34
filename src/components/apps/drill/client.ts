import { Agent, request, type IncomingMessage } from 'node:http';

/** One question. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Where the front is reached. */
export interface Front {
  readonly host: string;
  readonly port: number;
}

export interface Answer {
  readonly status: number;
  /** Who answered, as the front names it. */
  readonly replica: string | undefined;
  readonly body: string;
}

/**
 * Requests under way of one client, at most: a worker of the front has 512 connections, of which each takes two
 * (nginx.conf). Others wait in line, but not for long: behind a slow stack all would be sent when their time is nearly up,
 * and nothing would ever be answered again.
 */
const mostUnderWay = 240;
const longestLine = 1000;
/** Below the front's own 30 s: a connection that it is just closing is better not used. ms */
const idleLimit = 10_000;

/**
 * Asks the front, past its cache. Node's own client and not fetch, which takes several times the
 * CPU for each request, and the stack is on the same cores.
 */
export class HttpClient {
  /** GETs that were sent again because the connection they were sent on was just being closed. */
  repeated = 0;
  #underWay = 0;
  readonly #line = new Set<() => void>();
  readonly #front: Front;
  readonly #agent: Agent;
  readonly #freshAgent = new Agent({ keepAlive: false });

  /**
   * @param front where it is reached; a port alone is one of this machine's
   * @param fresh a new connection for each request, instead of those that are kept
   */
  constructor(front: number | Front, { fresh = false } = {}) {
    this.#front = typeof front === 'number' ? { host: '127.0.0.1', port: front } : front;
    this.#agent = fresh ? this.#freshAgent : new Agent({ keepAlive: true, timeout: idleLimit });
  }

  /**
   * One answer, whatever its status. A GET on a kept connection that is closed before any answer is sent again, once and on
   * a new one, as browsers do: the server may close an idle connection at any moment (RFC 9112, 9.3.1), and one that
   * reloads closes all of them.
   *
   * @param patience ms
   * @throws NoAnswer
   */
  async send(ask: Ask, patience: number): Promise<Answer> {
    const begun = performance.now();
    const left = (): number => patience - (performance.now() - begun);
    await this.#turn(Math.min(longestLine, patience));
    try {
      return await this.#once(ask, left(), this.#agent);
    } catch (error) {
      if (!(error instanceof NoAnswer && error.stale && ask.method === 'GET')) throw error;
      this.repeated += 1;
      return await this.#once(ask, left(), this.#freshAgent);
    } finally {
      const [next] = this.#line;
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }

  close(): void {
    this.#agent.destroy();
    this.#freshAgent.destroy();
  }

  /** Resolves when one more may be under way; who leaves hands on the place. */
  #turn(limit: number): Promise<void> {
    if (this.#underWay < mostUnderWay) {
      this.#underWay += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#line.delete(come);
        reject(tooMany());
      }, limit);
      const come = (): void => {
        this.#line.delete(come);
        clearTimeout(timer);
        resolve();
      };
      this.#line.add(come);
    });
  }

  #once({ method, path, headers = {}, body }: Ask, patience: number, agent: Agent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request({
        ...this.#front,
        agent,
        method,
        path,
        headers: { 'X-Holdfast-Proof': 'replica', ...headers },
      });
      const timer = setTimeout(() => {
        asked.destroy(new Error(`no answer in ${(patience / 1000).toFixed(1)} s`));
      }, patience);
      let begun = false;
      asked.on('close', () => {
        clearTimeout(timer);
      });
      asked.on('error', (error) => {
        reject(noAnswer(error, asked.reusedSocket && !begun));
      });
      asked.on('response', (answer) => {
        begun = true;
        collect(answer).then(resolve, (error: unknown) => {
          reject(noAnswer(error as Error, false));
        });
      });
      asked.end(body);
    });
  }
}

/** Why there was none. */
export class NoAnswer extends Error {
  /** Whether the server cannot have seen it: it was not sent, or there was no connection. */
  readonly unsent: boolean;
  /** Whether it went out on a kept connection that the server closed at that very moment. */
  readonly stale: boolean;

  constructor(message: string, { unsent, stale }: { readonly unsent: boolean; readonly stale: boolean }) {
    super(message);
    this.unsent = unsent;
    this.stale = stale;
  }
}

function tooMany(): NoAnswer {
  const message = `${String(mostUnderWay)} requests are still without an answer`;
  return new NoAnswer(message, { unsent: true, stale: false });
}

function noAnswer(error: Error & { readonly code?: string }, reused: boolean): NoAnswer {
  const closed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
  return new NoAnswer(error.message, { unsent: error.code === 'ECONNREFUSED', stale: closed && reused });
}

/** @throws when it breaks off in the middle */
async function collect(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const replica = answer.headers['x-upstream-replica'];
  return {
    status: answer.statusCode ?? 0,
    replica: typeof replica === 'string' ? replica : undefined,
    body: Buffer.concat(chunks).toString(),
  };
}
