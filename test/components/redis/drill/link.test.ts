import { afterEach, describe, expect, test } from 'vitest';
import { ourClient, set } from '../../../../src/components/redis/drill/workload/ours.ts';
import { byLink, placeOf, type Place } from '../../../../src/components/redis/drill/workload/place.ts';
import { ioredisSettings, nodeRedisSettings } from '../../../../src/components/redis/drill/workload/stock.ts';
import { redisSchema } from '../../../../src/components/redis/schema.ts';
import { Link } from '../../../../src/drill/link/link.ts';
import { planOf } from '../../../support/bundle.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { greeting, FakeRedis } from '../../../support/fake-redis.ts';
import { FakeSentinel } from '../../../support/fake-sentinels.ts';

const plan = planOf('name: shop');
const signal = new AbortController().signal;
const direct = placeOf(redisSchema.parse({}), {
  plan,
  engine: new FakeEngine(),
  secret: () => 'secret',
  signal,
});
const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

function newLink(): Link {
  const link = new Link();
  open.push({ [Symbol.asyncDispose]: () => link.close() });
  return link;
}

describe('the place by a link', () => {
  test('is the place itself without one', async () => {
    expect(await byLink(direct, undefined)).toBe(direct);
  });

  test('has a way of its own to each node and Sentinel, whatever client takes it', async () => {
    const link = newLink();
    const place = await byLink(direct, link);
    const ways = await link.endpoints();
    expect(ways).toHaveLength(6);
    expect(Object.keys(place.addressMap)).toEqual(Object.keys(direct.addressMap));
    expect(new Set(Object.values(place.addressMap))).toEqual(new Set(ways));
    const { sentinels, natMap } = ioredisSettings(place);
    const { sentinelRootNodes, nodeAddressMap } = nodeRedisSettings(place);
    for (const used of [sentinels, Object.values(natMap), sentinelRootNodes, Object.values(nodeAddressMap)])
      for (const endpoint of used) expect(ways).toContainEqual(endpoint);
    const nameOfAll = ({ addressMap, nameOf }: Place): string[] => Object.values(addressMap).map(nameOf);
    expect(nameOfAll(place)).toEqual(nameOfAll(direct));
    expect(place.nameOf({ host: 'elsewhere', port: 1 })).toBe('elsewhere:1');
  });
});

test('our client goes by the link to Sentinels and nodes, and is back once it is healed', async () => {
  const node = await FakeRedis.listening(([command]) =>
    command === 'HELLO' ? greeting : command === 'ROLE' ? '*3\r\n$6\r\nmaster\r\n:1\r\n*0\r\n' : undefined,
  );
  // As in the stack: what a Sentinel tells is reached nowhere but by the map.
  const told = { host: '10.255.255.1', port: 6381 };
  const sentinel = await FakeSentinel.saying({ primary: told, epoch: 1, quorum: 1 }, 'a');
  open.push(node, sentinel);
  const link = newLink();
  const place = await byLink(
    {
      ...direct,
      sentinels: [sentinel.at],
      addressMap: { [`${told.host}:${String(told.port)}`]: node.endpoint },
    },
    link,
  );
  const client = ourClient(place);
  open.push({ [Symbol.asyncDispose]: () => client.close(0) });
  expect(await set(client, 'primary', 'a', 1)).toEqual({ outcome: 'ok' });
  await link.become('cut');
  expect((await set(client, 'primary', 'a', 2)).outcome).not.toBe('ok');
  await link.become('pass');
  const healed = performance.now();
  while ((await set(client, 'primary', 'a', 3)).outcome !== 'ok');
  expect(performance.now() - healed).toBeLessThan(3000);
});
