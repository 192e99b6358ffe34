import { isKnown, type Scalar } from '../yaml/value.ts';
import type { Service } from './service.ts';

/** The cluster id that a Kafka image's variables name, when it is known. */
export function clusterIdOf({ environment }: Service): Scalar | undefined {
  const id = ['CLUSTER_ID', 'KAFKA_CLUSTER_ID', 'KAFKA_KRAFT_CLUSTER_ID']
    .map((name) => environment.values.get(name))
    .find((value) => value !== undefined);
  return id !== undefined && isKnown(id.text) ? id : undefined;
}
