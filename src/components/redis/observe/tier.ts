import type { Answer } from '../../../observe/observation.ts';
import type { Member } from '../layout.ts';
import type { NodeView, PrimaryView, SentinelView } from './parse.ts';

/** One member of the tier with what it answered. */
export interface Asked<View> {
  readonly member: Member;
  readonly answer: Answer<View>;
}

export interface RedisTier {
  readonly nodes: readonly Asked<NodeView>[];
  readonly sentinels: readonly Asked<SentinelView>[];
  /** Sentinels that must agree, by the spec. */
  readonly quorum: number;
  /** After this silence a replica no longer counts for the primary's writes, s. */
  readonly maxLagSeconds: number;
}

/** A node that says that it is primary. */
export interface Primary {
  readonly member: Member;
  readonly view: PrimaryView;
}

/** A member's place in the stack, as it stands in the data. */
export interface Place {
  readonly service: string;
  readonly address: string;
  readonly port: number;
}

export function placeOf({ name, address, port }: Member): Place {
  return { service: name, address, port };
}

export function textOf({ service, address, port }: Place): string {
  return `${service} (${address}:${String(port)})`;
}

/** The service at an address; the address itself when the spec has no such node, which is worth seeing. */
export function nameOf({ nodes }: RedisTier, address: string | undefined): string | undefined {
  return nodes.find(({ member }) => member.address === address)?.member.name ?? address;
}
