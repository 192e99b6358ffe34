import { expect, test } from 'vitest';
import { handOver } from '../../../src/components/kafka/switchover/hand-over.ts';
import { endQuorumEpoch, successorsOf } from '../../../src/components/kafka/switchover/resign.ts';
import type { Quorum } from '../../../src/components/kafka/observe/requests.ts';
import { Reader } from '../../../src/components/kafka/observe/wire.ts';
import { kafkaSchema } from '../../../src/components/kafka/schema.ts';
import type { ProofContext } from '../../../src/proof/proof.ts';
import { planOf } from '../../support/bundle.ts';

function quorum(leader: number, epoch: number): Quorum {
  const voter = (node: number, endOffset: number) => ({ node, endOffset, caughtUpAt: 0 });
  return { leader, epoch, voters: [voter(1, 100), voter(2, 90), voter(3, 99)] };
}

/** A quorum that elects when both of the others were told. */
function voters(options: { readonly deaf?: boolean } = {}) {
  let now = quorum(1, 7);
  const told: { readonly service: string; readonly request: string }[] = [];
  const engine = {
    exec: (_stack: string, service: string, _command: readonly string[], request = '') => {
      told.push({ service, request });
      if (told.length === 2 && options.deaf !== true) now = quorum(3, 8);
      return Promise.resolve({ exitCode: 0, stdout: '', stderr: '' });
    },
  };
  const plan = planOf('name: shop\n');
  const context = { plan, engine, secret: () => '', signal: new AbortController().signal };
  return { context: context as unknown as ProofContext, told, look: () => Promise.resolve(now) };
}

const settings = kafkaSchema.parse({});

test('the request names leader, epoch and successors, those first that have most of the log', () => {
  expect(successorsOf(quorum(1, 7))).toEqual([3, 2]);
  const reader = new Reader(endQuorumEpoch(quorum(1, 7), [3, 2]));
  expect(reader.int32()).toBe(endQuorumEpoch(quorum(1, 7), [3, 2]).length - 4);
  expect([reader.int16(), reader.int16(), reader.int32(), reader.string()]).toEqual([54, 0, 1, 'holdfast']);
  expect([reader.int16(), reader.int32(), reader.string(), reader.int32(), reader.int32()]).toEqual([
    -1,
    1,
    '__cluster_metadata',
    1,
    0,
  ]);
  expect([reader.int32(), reader.int32(), reader.array(() => reader.int32())]).toEqual([1, 7, [3, 2]]);
});

test('both other voters are told, and another controller is waited for', async () => {
  const { context, told, look } = voters();
  await handOver('kafka-1', settings, context, look);
  expect(told.map(({ service }) => service).sort()).toEqual(['kafka-2', 'kafka-3']);
  expect(new Set(told.map(({ request }) => request)).size).toBe(1);
});

test('who is not the controller has nothing to hand over', async () => {
  const { context, told, look } = voters();
  await handOver('kafka-2', settings, context, look);
  expect(told).toEqual([]);
});

test('when nobody else is elected they are told again, and in the end it stays as it is', async () => {
  const { context, told, look } = voters({ deaf: true });
  await handOver('kafka-1', settings, context, look);
  expect(told.length).toBeGreaterThan(4);
}, 20_000);
