import type { Answer } from '../../../observe/observation.ts';
import type { ClusterMetadata, Quorum } from './requests.ts';

/** One broker with what it answered to each of the two questions. */
export interface AskedBroker {
  readonly node: number;
  readonly service: string;
  readonly address: string;
  readonly quorum: Answer<Quorum>;
  readonly metadata: Answer<ClusterMetadata>;
}
