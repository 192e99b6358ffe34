import type { Plan } from '../plan/plan.ts';
import { busy } from './faults/busy.ts';
import { everywhere } from './faults/index.ts';
import { freeze } from './faults/freeze.ts';
import type { Target } from './target.ts';

/** What is nobody's own: the stack as a whole and the machine under it. `loads` are all workloads there are. */
export function wholeTargets(plan: Plan, loads: readonly string[]): readonly Target[] {
  const services = [...plan.services.values()].filter(({ kind }) => kind === 'long').map(({ name }) => name);
  const find = (): Promise<readonly string[]> => Promise.resolve(services);
  return [
    {
      name: 'stack',
      about: 'every service at once',
      among: services,
      loads,
      own: [freeze],
      without: everywhere.map(({ name }) => name).filter((name) => name !== 'kill'),
      find,
    },
    {
      name: 'host',
      about: 'the machine that everything runs on',
      among: [],
      loads,
      own: [busy],
      without: everywhere.map(({ name }) => name),
      find: () => Promise.resolve([]),
    },
  ];
}
