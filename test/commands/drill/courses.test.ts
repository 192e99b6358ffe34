import { describe, expect, test } from 'vitest';
import { calmCourse, courseOf, type CourseRequest } from '../../../src/commands/drill/courses.ts';
import { limitsFor } from '../../../src/commands/drill/run.ts';
import type { Target } from '../../../src/drill/target.ts';

const request: CourseRequest = {
  words: [],
  set: undefined,
  runs: 1,
  random: undefined,
  seed: 1,
  minutes: 10,
};

const target = (name: string, load: string): Target => ({
  name,
  about: name,
  among: [name],
  loads: [load],
  find: () => Promise.resolve([name]),
});
const targets = [target('redis.primary', 'redis'), target('kafka.leader', 'kafka')];

/** Names of the first few. */
function first(course: ReturnType<typeof courseOf>, count: number): readonly string[] {
  const names: string[] = [];
  for (const { name } of course.order) if (names.push(name) === count) break;
  return names;
}

describe('drills by name', () => {
  test('are run one after another, then all of them again, under the load of those that are hurt', () => {
    const names = ['redis.primary:kill', 'redis.primary:pause'];
    const course = courseOf({ ...request, words: names, runs: 2 }, targets);
    expect(first(course, 9)).toEqual([...names, ...names]);
    expect([...course.loads]).toEqual(['redis']);
    expect(limitsFor(course, { calm: undefined }).calm).toBe(2000);
  });
});

describe('drills at random', () => {
  const course = courseOf({ ...request, random: 30 }, targets);

  test('begin no new one after their time, and are the same again', () => {
    expect(course.until).toBe(30 * 60_000);
    expect(first(course, 20)).toEqual(first(courseOf({ ...request, random: 30 }, targets), 20));
    expect([...course.loads]).toEqual(['redis', 'kafka']);
  });

  test('have 20 s of load between them unless somebody says otherwise', () => {
    expect(limitsFor(course, { calm: undefined }).calm).toBe(20_000);
    expect(limitsFor(course, { calm: 60 }).calm).toBe(60_000);
  });
});

describe('calm', () => {
  test('is the load of every tier for so long, and hurts nothing', () => {
    const course = calmCourse(request, ['redis', 'http']);
    expect(course).toMatchObject({ strikes: [], alone: 600_000 });
    expect([...course.order]).toEqual([]);
    expect([...course.loads]).toEqual(['redis', 'http']);
  });
});
