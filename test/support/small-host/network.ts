import { execa } from 'execa';

/** From the range for measuring networks (RFC 2544), which nothing else routes. Two addresses: ours and theirs. */
const ours = '198.18.77.1';
const theirs = '198.18.77.2';

/**
 * A network of its own with one wire to ours. What leaves it is masqueraded, so that images can be built inside; the
 * rules name its one address or its one wire, carry a comment, and go with it.
 */
export class Network {
  readonly name: string;
  readonly #wire: string;
  readonly #rules: readonly (readonly string[])[];

  constructor(name: string) {
    this.name = name;
    this.#wire = `${name}-0`.slice(-15);
    const mark = ['-m', 'comment', '--comment', name];
    this.#rules = [
      ['-t', 'nat', 'POSTROUTING', '-s', `${theirs}/32`, '!', '-o', this.#wire, ...mark, '-j', 'MASQUERADE'],
      ['-t', 'filter', 'FORWARD', '-i', this.#wire, '-s', `${theirs}/32`, ...mark, '-j', 'ACCEPT'],
      ['-t', 'filter', 'FORWARD', '-o', this.#wire, '-d', `${theirs}/32`, ...mark, '-j', 'ACCEPT'],
    ];
  }

  async make(): Promise<void> {
    const inside = ['-n', this.name];
    await ip('netns', 'add', this.name);
    await ip('link', 'add', this.#wire, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.name);
    await ip('address', 'add', `${ours}/30`, 'dev', this.#wire);
    await ip('link', 'set', this.#wire, 'up');
    await ip(...inside, 'address', 'add', `${theirs}/30`, 'dev', 'eth0');
    await ip(...inside, 'link', 'set', 'lo', 'up');
    await ip(...inside, 'link', 'set', 'eth0', 'up');
    await ip(...inside, 'route', 'add', 'default', 'via', ours);
    for (const rule of this.#rules) await iptables('-I', rule);
  }

  /** Whatever of it there is: the wire goes with the namespace. */
  async remove(): Promise<void> {
    for (const rule of this.#rules) await iptables('-D', rule).catch(() => undefined);
    await ip('netns', 'delete', this.name).catch(() => undefined);
  }
}

async function ip(...words: string[]): Promise<void> {
  await execa('ip', words);
}

/** `-t TABLE CHAIN …` with the command before the chain, first in it: an engine's own chains may drop what they do not know. */
async function iptables(
  command: '-I' | '-D',
  [flag = '', table = '', chain = '', ...rest]: readonly string[],
): Promise<void> {
  await execa('iptables', ['--wait', '5', flag, table, command, chain, ...rest]);
}
