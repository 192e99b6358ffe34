import { describe, expect, test } from 'vitest';
import { kafkaTargets } from '../../../src/components/kafka/drill/targets.ts';
import { kafkaSchema } from '../../../src/components/kafka/schema.ts';
import { nginxTargets } from '../../../src/components/nginx/drill/target.ts';
import { redisTargets } from '../../../src/components/redis/drill/targets.ts';
import { redisSchema } from '../../../src/components/redis/schema.ts';
import { parseStrikes } from '../../../src/drill/aim.ts';
import { linksFor } from '../../../src/drill/link/links.ts';
import { listed, rehearsed } from '../../../src/drill/rehearse.ts';

const targets = [
  ...redisTargets(redisSchema.parse({})),
  ...kafkaTargets(kafkaSchema.parse({})),
  ...nginxTargets(),
];
const loadsOf = (...names: string[]): string[] => [...linksFor(parseStrikes(names, targets)).keys()];

describe('a link', () => {
  test.each(['redis.link', 'kafka.link', 'nginx.link'])('%s takes its own faults and no others', (name) => {
    expect(listed(targets).targets.find(({ target }) => target === name)).toMatchObject({
      among: [],
      faults: ['lag', 'stall', 'cut'],
    });
    for (const wrong of [
      `${name}:kill`,
      `${name}:isolate`,
      `${name}:slow`,
      `${name}.1:lag`,
      `${name}(x):lag`,
    ])
      expect(() => parseStrikes([wrong], targets)).toThrow('a drill cannot be read');
  });

  test('no service takes its faults', () => {
    for (const wrong of ['redis.primary:lag', 'kafka.broker:stall', 'nginx:cut'])
      expect(() => parseStrikes([wrong], targets)).toThrow('a drill cannot be read');
  });

  test('is put up for those clients whose way is hurt, also among others, and for nobody else', () => {
    expect(loadsOf('redis.primary:kill', 'nginx:reload')).toEqual([]);
    expect(loadsOf('redis.link:lag', 'redis.link:cut')).toEqual(['redis']);
    expect(loadsOf('redis.primary:kill~nginx.link:stall', 'redis.primary:kill+kafka.link:lag')).toEqual([
      'http',
      'kafka',
    ]);
  });
});

test('--dry-run says what is done where', () => {
  const lines = parseStrikes(['redis.link:lag', 'redis.primary:slow'], targets).flatMap(rehearsed);
  expect(lines).toEqual([
    'redis.link:lag',
    "  the way from this machine's clients to Redis and its Sentinels, through proxies of the drill's own: every chunk between clients and tier comes 200 ms +- 50 ms later, each way (disruptive)",
    '    the proxies in this process pass on each chunk 200 ms +- 50 ms later; nothing is asked of the engine',
    'redis.primary:slow',
    "  one or more of redis-1, redis-2, redis-3: what it sends comes 50 ms +- 10 ms late, and 1 % of it not at all; needs netem in the kernel of the engine's host (disruptive)",
    '    in the network of SERVICE: tc qdisc replace dev CARD root netem delay 50ms 10ms loss 1%',
    '    in the network of SERVICE: tc qdisc del dev CARD root',
  ]);
});

test('--list tells what a fault needs', () => {
  const { faults } = listed(targets);
  expect(faults.filter(({ needs }) => needs !== undefined).map(({ fault }) => fault)).toEqual([
    'slow',
    'full',
  ]);
});
