import type { Roller } from '../../component.ts';
import type { ControllerState } from './observe/controller.ts';
import type { KafkaSettings } from './schema.ts';

/**
 * The active controller goes last, and hands that role over before it is stopped: there is one election, and none while
 * a broker is away. Brokers hand their partitions over by themselves when they are stopped (controlled.shutdown.enable).
 */
export const rollKafka: Roller<KafkaSettings> = (settings) => ({
  waitsFor: 'in-sync replicas',
  last: ({ data }) => {
    const controller = data['controller'] as ControllerState | null | undefined;
    return controller ? [controller.service] : [];
  },
  ...(settings.nodes === 1
    ? { alone: 'has a single broker, which has nobody to hand over to; kafka.nodes: 3 gives it two more' }
    : {
        handOver: async (service, context) => {
          const { handOver } = await import('./switchover/hand-over.ts');
          await handOver(service, settings, context);
        },
      }),
});
