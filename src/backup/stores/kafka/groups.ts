import type { Request } from '../../../components/kafka/observe/requests.ts';
import { Writer, type Reader } from '../../../components/kafka/observe/wire.ts';
import type { AclSaved } from '../../manifest.ts';

/** ListGroups 16, version 2: those that the asked broker coordinates. */
export const listGroups: Request<readonly string[]> = {
  key: 16,
  version: 2,
  flexible: false,
  body: Buffer.alloc(0),
  read: (reader) => {
    reader.int32();
    refuse(reader.int16(), 'groups');
    return reader.array(() => {
      const group = reader.string();
      reader.string();
      return group;
    });
  },
};

/** Where a group is in one partition. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** OffsetFetch 9, version 5, of all partitions that a group has a position in; asked of its coordinator. */
export function positionsOf(group: string): Request<readonly Position[]> {
  return {
    key: 9,
    version: 5,
    flexible: false,
    body: new Writer().string(group).int32(-1).bytes(),
    read: readPositions,
  };
}

function readPositions(reader: Reader): readonly Position[] {
  reader.int32();
  const positions = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => {
      const partition = reader.int32();
      const offset = reader.int64();
      reader.int32();
      reader.string();
      reader.int16();
      return { topic, partition, offset };
    });
  });
  refuse(reader.int16(), "a group's positions");
  return positions.flat().filter(({ offset }) => offset >= 0);
}

/** SECURITY_DISABLED: the cluster has no authorizer, so there is none. */
const noAuthorizer = 54;
const any = 1;

/** DescribeAcls 29, version 1: all of them. */
export const describeAcls: Request<readonly AclSaved[]> = {
  key: 29,
  version: 1,
  flexible: false,
  // Any resource, name, pattern, principal, host, operation and permission.
  body: new Writer().int8(any).int16(-1).int8(any).int16(-1).int16(-1).int8(any).int8(any).bytes(),
  read: readAcls,
};

function readAcls(reader: Reader): readonly AclSaved[] {
  reader.int32();
  const error = reader.int16();
  reader.string();
  if (error === noAuthorizer) return [];
  refuse(error, 'ACLs');
  return reader
    .array(() => {
      const resourceType = reader.int8();
      const resourceName = reader.string();
      const patternType = reader.int8();
      return reader.array(() => {
        const principal = reader.string();
        const host = reader.string();
        const operation = reader.int8();
        return {
          resourceType,
          resourceName,
          patternType,
          principal,
          host,
          operation,
          permission: reader.int8(),
        };
      });
    })
    .flat();
}

function refuse(error: number, what: string): void {
  if (error !== 0) throw new Error(`Kafka's error ${String(error)} when asked for ${what}`);
}
