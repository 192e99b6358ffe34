import { describe, expect, test } from 'vitest';
import type { ColdSaved } from '../../../src/backup/cold/cold.ts';
import { StackError } from '../../../src/errors.ts';
import { assertFits, type ColdTarget } from '../../../src/restore/cold/fit.ts';

const saved: ColdSaved = {
  clusterId: 'AbCdEfGhIjKlMnOpQrStUw',
  kafkaVersion: '4.3.1',
  image: 'holdfast-kafka:1',
  stoppedAt: '2026-01-31T03:00:00.000Z',
  volumes: [1, 2, 3].map((node) => ({
    service: `kafka-${String(node)}`,
    node,
    files: 1,
    bytes: 1,
    allocatedBytes: 1,
    digest: '',
  })),
  ends: {},
};
const target: ColdTarget = {
  stack: 'shop',
  clusterId: saved.clusterId,
  brokers: ['kafka-1', 'kafka-2', 'kafka-3'],
  image: 'holdfast-kafka:2',
  kafkaVersion: '4.3.1',
};

function refusal(change: Partial<ColdTarget>, from: Partial<ColdSaved> = {}): readonly string[] {
  try {
    assertFits('x-cold', { ...saved, ...from }, { ...target, ...change });
    return [];
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    expect(error.code).toBe('no');
    expect(error.message).toContain('nothing was done');
    return error.diagnostics.map(({ place, message }) => `${place ?? ''}: ${message}`);
  }
}

describe('a cold backup fits', () => {
  test('the cluster it was taken of, also with another build of the image', () => {
    expect(refusal({})).toEqual([]);
  });

  test.each(['4.3.1', '4.3.2', '4.10.0', '5.0'])('a Kafka that is not older: %s', (kafkaVersion) => {
    expect(refusal({ kafkaVersion })).toEqual([]);
  });

  test('an image that does not show its version when it is the same image', () => {
    expect(refusal({ kafkaVersion: null, image: saved.image })).toEqual([]);
  });
});

describe('a cold backup is refused', () => {
  test('for another cluster', () => {
    expect(refusal({ clusterId: 'BBBBBBBBBBBBBBBBBBBBBB' })).toEqual([
      'cluster id: the backup is of another Kafka cluster, AbCdEfGhIjKlMnOpQrStUw; this one is BBBBBBBBBBBBBBBBBBBBBB',
    ]);
  });

  test.each(['4.3.0', '4.2.9', '3.9.1'])('for an older Kafka: %s', (kafkaVersion) => {
    expect(refusal({ kafkaVersion })).toEqual([
      `Kafka version: the files are of 4.3.1, the stack has ${kafkaVersion}`,
    ]);
  });

  test('for a version that cannot be told', () => {
    expect(refusal({ kafkaVersion: null })).toEqual([
      expect.stringMatching(/^Kafka version: cannot be told/),
    ]);
  });

  test('for other nodes, fewer or more', () => {
    expect(refusal({ brokers: ['kafka-1'] })).toEqual([
      'nodes: the backup has kafka-1, kafka-2, kafka-3; the stack has kafka-1',
    ]);
  });

  test('for volumes that had been exchanged', () => {
    const volumes = saved.volumes.map((volume) => ({ ...volume, node: 4 - volume.node }));
    expect(refusal({}, { volumes })).toEqual([
      'kafka-1: the backup has node 3 in its place',
      'kafka-3: the backup has node 1 in its place',
    ]);
  });

  test('all that does not fit is told at once', () => {
    expect(refusal({ clusterId: 'B', brokers: [], kafkaVersion: '1.0' })).toHaveLength(3);
  });
});
