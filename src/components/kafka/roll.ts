import type { Roller } from '../../component.ts';
import type { ControllerState } from './observe/controller.ts';
import type { KafkaSettings } from './schema.ts';

/**
 * The active controller goes last: each restart of it is an election, and this way there is one. Brokers hand their
 * partitions over by themselves when they are stopped (controlled.shutdown.enable).
 */
export const rollKafka: Roller<KafkaSettings> = () => ({
  waitsFor: 'in-sync replicas',
  last: ({ data }) => {
    const controller = data['controller'] as ControllerState | null | undefined;
    return controller ? [controller.service] : [];
  },
});
