import { setTimeout as sleep } from 'node:timers/promises';
import type { Tier } from '../redis/tier.ts';

/** Something that happens to a tier, and what mends it. */
export interface Fault {
  readonly name: string;
  /** Whether writing can go on before it is mended. */
  readonly survivable: boolean;
  /** Resolves with how to mend it. */
  readonly inject: (tier: Tier, primary: string) => Promise<() => Promise<void>>;
}

/** ms that a fault lasts which writing cannot go on in: longer than a failover takes. */
const hopeless = 4000;

/** In the order in which they come. */
export const faults: readonly Fault[] = [
  {
    name: 'kill',
    survivable: true,
    inject: async (tier, primary) => {
      await tier.kill(primary);
      return () => tier.start(primary);
    },
  },
  {
    name: 'stop',
    survivable: true,
    inject: async (tier, primary) => {
      await tier.stop(primary);
      return () => tier.start(primary);
    },
  },
  {
    name: 'pause',
    survivable: true,
    inject: async (tier, primary) => {
      await tier.pause(primary);
      return () => tier.unpause(primary);
    },
  },
  {
    name: 'disconnect',
    survivable: true,
    inject: async (tier, primary) => {
      await tier.disconnect(primary);
      return () => tier.connect(primary);
    },
  },
  {
    name: 'kill a Sentinel',
    survivable: true,
    inject: async (tier) => {
      const sentinel = tier.sentinels[Math.floor(Math.random() * 3)]!;
      await tier.kill(sentinel);
      return () => tier.start(sentinel);
    },
  },
  {
    name: 'kill two nodes',
    survivable: false,
    inject: async (tier, primary) => {
      const fallen = [primary, tier.nodes.find((node) => node !== primary)!];
      await tier.kill(...fallen);
      await sleep(hopeless);
      return () => tier.start(...fallen);
    },
  },
];
