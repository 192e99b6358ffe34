import { nameOf, type TcpEndpoint } from '../connection/endpoint.ts';
import { isSame, type Mapped } from './addresses.ts';
import type { SentinelAnswer } from './answer.ts';
import { choose, type Candidate } from './choose.ts';
import type { Role } from './role.ts';

/** A node that says that it is primary, and by whose word it was asked. Its address is mapped. */
export interface Found {
  readonly endpoint: TcpEndpoint;
  /** The Sentinels' epoch; of a node that only the former primary names, the highest that was seen. */
  readonly epoch: number;
}

/** What one look at everybody needs. */
export interface Look {
  readonly answers: readonly Promise<SentinelAnswer>[];
  readonly mapped: Mapped;
  /** Asks a node, by its mapped address; one that is being promoted again and again, as long as it is patient. */
  readonly role: (endpoint: TcpEndpoint, promoting: boolean) => Promise<Role>;
  readonly seen: number;
  /** The primary of last time: when it became a replica, whom it follows is known before the Sentinels tell. */
  readonly former?: TcpEndpoint | undefined;
  /** Works as it is: need not be asked when the Sentinels name it. */
  readonly trusted?: TcpEndpoint | undefined;
}

/**
 * ms from the first answer, while no quorum agrees on anything new: others that are well answer within it. One that hangs must not cost
 * its whole patience at every step of a failover.
 */
const grace = 100;

/**
 * Asks everybody at once and settles as soon as it is certain: whom the Sentinels name by `choose`, or whom the former
 * primary follows, if that node itself says that it is primary. Rejects when nobody can be found, with the reasons.
 */
export function survey(look: Look): Promise<Found> {
  return new Promise((resolve, reject) => {
    new Survey(look, resolve, reject).start();
  });
}

class Survey {
  private readonly look: Look;
  private readonly resolve: (found: Found) => void;
  private readonly reject: (error: Error) => void;
  private readonly answers: SentinelAnswer[] = [];
  private readonly reasons: string[] = [];
  private readonly roles = new Map<string, Role | 'asked' | 'silent'>();
  private unanswered: number;
  private asked = 0;
  private impatient = false;
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  constructor(look: Look, resolve: (found: Found) => void, reject: (error: Error) => void) {
    this.look = look;
    this.resolve = resolve;
    this.reject = reject;
    this.unanswered = look.answers.length;
  }

  start(): void {
    const { former, answers } = this.look;
    if (former !== undefined) this.ask(former);
    for (const answer of answers)
      answer.then(
        (said) => {
          this.answers.push(said);
          this.timer ??= setTimeout(this.lose, grace);
          this.unanswered--;
          this.consider();
        },
        (error: unknown) => {
          this.reasons.push(`a Sentinel: ${wordsOf(error)}`);
          this.unanswered--;
          this.consider();
        },
      );
  }

  private readonly lose = (): void => {
    this.impatient = true;
    this.consider();
  };

  private ask(endpoint: TcpEndpoint, promoting = false): void {
    const name = nameOf(endpoint);
    if (this.roles.has(name) || this.over) return;
    this.roles.set(name, 'asked');
    this.asked++;
    this.look.role(endpoint, promoting).then(
      (role) => {
        this.roles.set(name, role);
        this.asked--;
        this.consider();
      },
      (error: unknown) => {
        this.roles.set(name, 'silent');
        this.reasons.push(`${name}: ${wordsOf(error)}`);
        this.asked--;
        this.consider();
      },
    );
  }

  /** Something became known. */
  private consider(): void {
    if (this.over) return;
    const { seen, former, mapped } = this.look;
    const heir = former === undefined ? undefined : this.follow(former);
    if (heir !== undefined) {
      this.settle({ endpoint: heir, epoch: seen });
      return;
    }
    const candidate = choose(this.answers, seen);
    const found = candidate === undefined ? undefined : this.weigh(candidate, mapped(candidate.endpoint));
    if (found !== undefined) this.settle(found);
    else if (this.unanswered === 0 && this.asked === 0) this.fail(candidate);
  }

  private weigh({ epoch, byQuorum, promoting }: Candidate, endpoint: TcpEndpoint): Found | undefined {
    const { trusted, former, seen } = this.look;
    if (promoting) this.ask(endpoint, true);
    const named = trusted !== undefined && isSame(trusted, endpoint) ? endpoint : this.proven(endpoint);
    // A quorum that tells nothing new may only be quicker than the one who does.
    const isNews = epoch > seen && (trusted ?? former) !== undefined;
    const certain = (byQuorum && isNews) || this.impatient || this.unanswered === 0;
    return named !== undefined && certain ? { endpoint: named, epoch } : undefined;
  }

  /** The node, or the one that it follows, if that says that it is primary. Asks whom it does not know. */
  private proven(endpoint: TcpEndpoint): TcpEndpoint | undefined {
    this.ask(endpoint);
    const role = this.roles.get(nameOf(endpoint));
    return typeof role === 'object' && role.role === 'primary' ? endpoint : this.follow(endpoint);
  }

  /** Whom a replica follows, if that one says that it is primary. */
  private follow(replica: TcpEndpoint): TcpEndpoint | undefined {
    const role = this.roles.get(nameOf(replica));
    if (typeof role !== 'object' || role.role !== 'replica' || role.of === undefined) return undefined;
    const of = this.look.mapped(role.of);
    this.ask(of);
    const its = this.roles.get(nameOf(of));
    return typeof its === 'object' && its.role === 'primary' ? of : undefined;
  }

  private settle(found: Found): void {
    this.end();
    this.resolve(found);
  }

  private fail(candidate: Candidate | undefined): void {
    this.end();
    const who =
      candidate === undefined
        ? this.answers.length === 0
          ? 'no Sentinel answers'
          : 'the Sentinels that answer have only old news'
        : `${nameOf(this.look.mapped(candidate.endpoint))}, which the Sentinels name, does not say that it is primary`;
    this.reject(new Error([who, ...this.reasons].join('; ')));
  }

  private end(): void {
    this.over = true;
    clearTimeout(this.timer);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
