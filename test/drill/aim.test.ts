import { describe, expect, test } from 'vitest';
import { parseStrikes } from '../../src/drill/aim.ts';
import type { Target } from '../../src/drill/target.ts';

const common = { about: 'x', among: [], loads: ['redis'], find: () => Promise.resolve([]) };
const targets: readonly Target[] = [
  { ...common, name: 'redis.primary' },
  { ...common, name: 'redis.replica', count: 2 },
  { ...common, name: 'kafka.leader', argument: 'topic/partition' },
  { ...common, name: 'web', count: 2, without: ['disconnect'] },
];

function read(...words: string[]) {
  return parseStrikes(words, targets).map(({ name, blows }) => ({
    name,
    blows: blows.map((together) =>
      together.map(({ target, pick, fault }) => [target.name, pick, fault.name]),
    ),
  }));
}

describe('a drill is read', () => {
  test.each([
    ['redis.primary:kill', [[['redis.primary', {}, 'kill']]]],
    ['redis.replica.2:pause', [[['redis.replica', { number: 2 }, 'pause']]]],
    ['kafka.leader(orders/0):stop', [[['kafka.leader', { argument: 'orders/0' }, 'stop']]]],
    ['web.1:crash', [[['web', { number: 1 }, 'crash']]]],
    [
      'redis.primary:kill+kafka.leader:kill',
      [
        [
          ['redis.primary', {}, 'kill'],
          ['kafka.leader', {}, 'kill'],
        ],
      ],
    ],
    [
      'redis.primary:kill~redis.primary:pause',
      [[['redis.primary', {}, 'kill']], [['redis.primary', {}, 'pause']]],
    ],
  ])('%s', (name, blows) => {
    expect(read(name)).toEqual([{ name, blows }]);
  });
});

describe('what cannot be read is refused, with the nearest name', () => {
  test.each([
    ['redis.primary', '"redis.primary" is no TARGET:FAULT'],
    ['redis.primery:kill', 'there is no target "redis.primery"'],
    ['redis.primary:kil', 'there is no fault "kil"'],
    ['redis.replica.3:kill', 'there is no redis.replica.3: redis.replica.1 to .2'],
    ['redis.primary.1:kill', 'there is no redis.primary.1'],
    ['redis.primary(x):kill', 'redis.primary takes nothing in brackets'],
    ['web:disconnect', 'there is no fault "disconnect"'],
    ['redis.primary:kill+', '"" is no TARGET:FAULT'],
    ['$(reboot):kill', '"$(reboot):kill" is no TARGET:FAULT'],
  ])('%s', (word, message) => {
    const complaint = expect.objectContaining({
      message: expect.stringContaining(message) as string,
    }) as object;
    expect(() => read(word)).toThrow(
      expect.objectContaining({ code: 'usage', diagnostics: [complaint] }) as Error,
    );
  });

  test('all of it at once', () => {
    expect(() => read('a:kill', 'redis.primary:kill', 'redis.primary:b')).toThrow(
      expect.objectContaining({ message: '2 drills cannot be read' }) as Error,
    );
  });

  test('a slip of the finger gets a name', () => {
    expect(() => read('redis.primary:puase')).toThrow(
      expect.objectContaining({
        diagnostics: [expect.objectContaining({ hint: 'did you mean pause?' })],
      }) as Error,
    );
  });
});
