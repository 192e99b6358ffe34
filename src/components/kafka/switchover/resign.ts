import { Writer } from '../observe/wire.ts';
import type { Quorum } from '../observe/requests.ts';

/**
 * EndQuorumEpoch 54, version 0: what a controller that is being shut down tells the other voters, so that they elect
 * another one at once and need not miss it first. The first of the successors stands for election without delay. Raft
 * decides as ever: whoever lacks a committed record is not elected, and a message that comes late, of an epoch that is
 * over, is refused.
 *
 * @returns the request as it goes over the connection to a voter's controller listener
 */
export function endQuorumEpoch({ leader, epoch }: Quorum, successors: readonly number[]): Buffer {
  const head = new Writer().int16(54).int16(0).int32(1).string('holdfast');
  const partition = head.int16(-1).int32(1).string('__cluster_metadata').int32(1).int32(0);
  partition.int32(leader).int32(epoch).int32(successors.length);
  for (const node of successors) partition.int32(node);
  const message = partition.bytes();
  return Buffer.concat([new Writer().int32(message.length).bytes(), message]);
}

/** The other voters, those first that have most of the metadata log. */
export function successorsOf({ leader, voters }: Quorum): readonly number[] {
  return voters
    .filter(({ node }) => node !== leader)
    .sort((a, b) => b.endOffset - a.endOffset || a.node - b.node)
    .map(({ node }) => node);
}
