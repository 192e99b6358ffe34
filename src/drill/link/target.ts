import { everywhere } from '../faults/index.ts';
import type { Target } from '../target.ts';
import { linkFaults } from './faults.ts';

/**
 * The way from this machine's clients to a tier, as a target without a service: `redis.link`.
 *
 * @param to what clients go to, for people: `Redis`
 * @param load name of the workload whose clients go there
 * @param hello what any server of the tier answers, whoever asks
 */
export function linkTarget(name: string, to: string, load: string, hello: Buffer): Target {
  return {
    name,
    about: `the way from this machine's clients to ${to}, through proxies of the drill's own`,
    among: [],
    loads: [load],
    link: load,
    own: linkFaults(load, hello),
    without: everywhere.map(({ name: fault }) => fault),
    find: () => Promise.resolve([]),
  };
}
