import { StackError } from '../../errors.ts';
import type { DrillContext } from '../drill.ts';
import type { Fault, Wound } from '../fault.ts';
import type { Link } from './link.ts';
import { probe, type Met } from './probe.ts';
import { standardLag, type Condition } from './road.ts';

/** How a client is to see each of them. */
interface Trouble extends Pick<Fault, 'about' | 'hold'> {
  readonly name: Exclude<Condition, 'pass'>;
  readonly command: string;
  /** What showed it, in words; undefined when this is no such link. */
  readonly shows: (met: readonly Met[], link: Link) => string | undefined;
}

/** For an answer of a link that passes or lags, and for none of one that stalls, ms. */
const patience = 1000;

const lagText = `${String(standardLag.delay)} ms +- ${String(standardLag.jitter)} ms`;

const troubles: readonly Trouble[] = [
  {
    name: 'lag',
    about: `every chunk between clients and tier comes ${lagText} later, each way`,
    hold: 8000,
    command: `the proxies in this process pass on each chunk ${lagText} later`,
    shows: (met, { leastRoundTrip }) => {
      const first = firstByte(met);
      return first !== undefined && first >= leastRoundTrip ? firstByteText(met) : undefined;
    },
  },
  {
    name: 'stall',
    about: 'nothing passes between clients and tier, and connections stay open, as on a dead link',
    // Longer than the time after which any of the clients takes a silent server for gone.
    hold: 8000,
    command: 'the proxies in this process accept connections and pass on nothing',
    shows: all(
      'silence',
      (count) => `no byte within ${String(patience / 1000)} s by any of ${count}, all open`,
    ),
  },
  {
    name: 'cut',
    about: 'connections between clients and tier are reset, new ones refused',
    hold: 4000,
    command: 'the proxies in this process reset every connection and listen no more',
    shows: all('refused', (count) => `connections refused by all of ${count}`),
  },
];

/**
 * What can be done to the way between the clients of a workload and their tier. No container is touched: the tier is well
 * all the while, and only its clients do not know.
 *
 * @param load name of the workload
 * @param hello what any server of the tier answers, whoever asks
 */
export function linkFaults(load: string, hello: Buffer): readonly Fault[] {
  return troubles.map(({ name, about, hold, command, shows }): Fault => ({
    name,
    about,
    harm: 'disruptive',
    hold,
    commands: () => [`${command}; nothing is asked of the engine`],
    prepare: async (_services, context) => {
      const link = linkOf(load, context);
      const before = link === undefined ? [] : await ask(link, hello);
      return { words: { load, before: firstByteText(before) } };
    },
    inflict: async (wound, context) => {
      await linkIn(wound, context)?.become(name);
    },
    bite: async (wound, context) => {
      const link = linkIn(wound, context);
      const met = link === undefined ? [] : await ask(link, hello);
      if (link === undefined || met.length === 0)
        throw new StackError('no', `no client goes by a link: there is no load on ${load}`);
      const shown = shows(met, link);
      if (shown === undefined)
        throw new StackError('no', `the link to ${load} shows ${met.map(textOf).join(', ')}`);
      return `${shown} (before: ${wound.words?.['before'] ?? 'unknown'})`;
    },
    // Of a drill that was killed there is no link any more: its proxies died with it.
    heal: async (wound, context) => {
      await linkIn(wound, context)?.become('pass');
    },
  }));
}

/** By its wound and not by what made the fault: whoever heals finds a fault by its name alone, and each link has the same. */
function linkIn({ words }: Wound, context: DrillContext): Link | undefined {
  return linkOf(words?.['load'] ?? '', context);
}

function linkOf(load: string, { links }: DrillContext): Link | undefined {
  return links?.get(load);
}

async function ask(link: Link, hello: Buffer): Promise<readonly Met[]> {
  return Promise.all((await link.endpoints()).map((endpoint) => probe(endpoint, hello, patience)));
}

function all(kind: Met['kind'], text: (count: string) => string): Trouble['shows'] {
  return (met) =>
    met.every((one) => one.kind === kind)
      ? text(`${String(met.length)} ${met.length === 1 ? 'endpoint' : 'endpoints'}`)
      : undefined;
}

/** The earliest of any endpoint, ms: one whose server is down answers nothing, and that is not the link's doing. */
function firstByte(met: readonly Met[]): number | undefined {
  const afters = met.flatMap((one) => (one.kind === 'answer' ? [one.after] : []));
  return afters.length === 0 ? undefined : Math.min(...afters);
}

function firstByteText(met: readonly Met[]): string {
  const first = firstByte(met);
  return first === undefined ? 'no answer' : `first byte after ${first.toFixed(0)} ms`;
}

function textOf(met: Met): string {
  if (met.kind === 'answer') return firstByteText([met]);
  return met.kind === 'broken' ? met.why : met.kind;
}
