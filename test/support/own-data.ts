import type { Redis } from 'ioredis';
import { expect } from 'vitest';
import type { TestStack } from './stack.ts';

/** Writes what a drill must leave alone. */
export async function writeOwn(redis: Redis): Promise<void> {
  await redis.set('test:own', 'mine');
}

export async function expectOwn(redis: Redis): Promise<void> {
  expect(await redis.get('test:own')).toBe('mine');
}

/** The user's own is there, and of a drill neither a key nor a topic nor a group. */
export async function expectOnlyOwn(stack: TestStack, redis: Redis): Promise<void> {
  await expectOwn(redis);
  expect(await redis.keys('holdfast:drill:*')).toEqual([]);
  const admin = (await stack.kafka()).kafka.admin();
  await admin.connect();
  try {
    const topics = await admin.listTopics();
    expect(topics.filter((topic) => topic.startsWith('holdfast.drill.'))).toEqual([]);
    const { groups } = await admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.startsWith('holdfast.drill.'))).toEqual([]);
  } finally {
    await admin.disconnect();
  }
}
