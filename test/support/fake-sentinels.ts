import { FakeRedis, greeting, silence, type Answer } from './fake-redis.ts';

/** Where a fake is. */
export interface At {
  readonly host: string;
  readonly port: number;
}

/** What a fake Sentinel says. */
export interface Saying {
  primary: At;
  epoch: number;
  quorum?: number;
  peers?: readonly { readonly id: string; readonly at: At }[];
  /** While it ends a failover that it leads: whom SENTINEL MASTER still names. */
  before?: At;
  /** While it leads a failover: whom it has chosen, and not seen promoted. */
  promoting?: At;
  /** Hangs: takes everything and answers nothing. */
  hangs?: boolean;
}

/** A Sentinel over a real socket. What it says may be changed while it runs. */
export class FakeSentinel implements AsyncDisposable {
  readonly id: string;
  readonly at: At;
  saying: Saying;
  private readonly server: FakeRedis;

  private constructor(server: FakeRedis, id: string, saying: Saying) {
    this.server = server;
    this.at = server.endpoint;
    this.id = id;
    this.saying = saying;
  }

  static async saying(saying: Saying, id: string, port = 0): Promise<FakeSentinel> {
    const server = await FakeRedis.listening(undefined, port);
    const fake = new FakeSentinel(server, id, saying);
    server.answerWith((words) => fake.answer(words));
    return fake;
  }

  /** Connections that listen to it. */
  get listeners(): number {
    return this.server.sockets.size;
  }

  /** How often it was asked. */
  get asked(): number {
    return this.server.commands.filter(([name, what]) => name === 'SENTINEL' && what === 'MASTER').length;
  }

  /** Publishes that the primary is another, and says so from now on. */
  switches(to: At, epoch: number): void {
    const { primary: from } = this.saying;
    this.saying = { ...this.saying, primary: to, epoch };
    const news = `shop ${from.host} ${String(from.port)} ${to.host} ${String(to.port)}`;
    this.server.say(`>3\r\n${bulk('message')}${bulk('+switch-master')}${bulk(news)}`);
  }

  /** Publishes that it has told a replica to be primary, and says from now on that it has chosen that one. */
  promotes(to: At): void {
    const { primary: from } = this.saying;
    this.saying = { ...this.saying, promoting: to };
    const words = ['slave', 'x', to.host, to.port, '@', 'shop', from.host, from.port].join(' ');
    this.server.say(`>3\r\n${bulk('message')}${bulk('+failover-state-wait-promotion')}${bulk(words)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }

  private answer([name, what, channel]: readonly string[]): string | undefined {
    const {
      primary,
      before = primary,
      promoting,
      epoch,
      quorum = 2,
      peers = [],
      hangs = false,
    } = this.saying;
    const flags = promoting === undefined ? 'master' : 'master,o_down,failover_in_progress';
    if (hangs) return silence;
    if (name === 'HELLO') return greeting;
    if (name === 'SUBSCRIBE') return `>3\r\n${bulk('subscribe')}${bulk(channel ?? '')}:1\r\n`;
    if (what === 'MASTER')
      return map({ ip: before.host, port: before.port, 'config-epoch': epoch, quorum, flags });
    if (what === 'GET-MASTER-ADDR-BY-NAME') return list([bulk(primary.host), bulk(String(primary.port))]);
    if (what === 'REPLICAS' && promoting !== undefined)
      return list([map({ ip: promoting.host, port: promoting.port, flags: 'slave,promoted' })]);
    if (what === 'MYID') return bulk(this.id);
    if (what === 'SENTINELS')
      return list(peers.map(({ id, at }) => map({ ip: at.host, port: at.port, runid: id })));
    return undefined;
  }
}

/** A data node over a real socket: a primary, a replica of another, or one that hangs. */
export class FakeNode implements AsyncDisposable {
  role: 'master' | At | 'hangs';
  readonly server: FakeRedis;
  private commands: Answer = () => undefined;

  private constructor(server: FakeRedis, role: 'master' | At | 'hangs') {
    this.server = server;
    this.role = role;
  }

  static async being(role: 'master' | At | 'hangs', port = 0): Promise<FakeNode> {
    const server = await FakeRedis.listening(undefined, port);
    const fake = new FakeNode(server, role);
    server.answerWith((words, socket) => fake.answer(words, socket));
    return fake;
  }

  get at(): At {
    return this.server.endpoint;
  }

  /** How it answers everything but a greeting and ROLE; OK where this says nothing. */
  answers(commands: Answer): void {
    this.commands = commands;
  }

  /** The commands of users that came, by their words. */
  get heard(): string[] {
    const own = new Set(['HELLO', 'ROLE', 'CLIENT']);
    return this.server.commands.filter(([name = '']) => !own.has(name)).map((words) => words.join(' '));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }

  private answer(words: readonly string[], socket: Parameters<Answer>[1]): string | undefined {
    const [name] = words;
    const { role } = this;
    if (role === 'hangs') return silence;
    if (name === 'HELLO') return greeting;
    if (name !== 'ROLE') return this.commands(words, socket);
    if (role === 'master') return list([bulk('master'), ':100\r\n', list([])]);
    const of = [bulk('slave'), bulk(role.host), `:${String(role.port)}\r\n`, bulk('connected'), ':100\r\n'];
    return list(of);
  }
}

function bulk(text: string): string {
  return `$${String(Buffer.byteLength(text))}\r\n${text}\r\n`;
}

function list(items: readonly string[]): string {
  return `*${String(items.length)}\r\n${items.join('')}`;
}

function map(fields: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(fields).map(([name, value]) => bulk(name) + bulk(String(value)));
  return `%${String(entries.length)}\r\n${entries.join('')}`;
}
