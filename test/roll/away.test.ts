import { expect, test } from 'vitest';
import { mostAway, type Turn } from '../support/away.ts';

const turn = (text: string): Turn => {
  const [what, service = ''] = text.split(' ');
  return { service, what: what === '-' ? 'ended' : 'back' };
};

test.each([
  [['- redis-1', '+ redis-1', '- redis-2', '+ redis-2'], { redis: 1 }],
  [['- redis-1', '- redis-2', '+ redis-1', '+ redis-2'], { redis: 2 }],
  [['- redis-1', '- kafka-1', '+ redis-1', '- kafka-2', '- kafka-3'], { redis: 1, kafka: 3 }],
  [['- web-1', '- web-spare-1'], { web: 2 }],
  [['+ redis-1'], { redis: 0 }],
])('%j', (turns, most) => {
  expect(mostAway(turns.map(turn))).toEqual(most);
});
