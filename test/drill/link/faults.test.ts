import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Wound } from '../../../src/drill/fault.ts';
import { linkFaults } from '../../../src/drill/link/faults.ts';
import { Link } from '../../../src/drill/link/link.ts';
import { FakeEngine } from '../../support/fake-engine.ts';
import { plan } from '../limits/runs.ts';
import { collect, echo, TestServer } from './server.ts';

const hello = Buffer.from('PING\r\n');
const faults = linkFaults('redis', hello);
const open: { link?: Link; servers: TestServer[] } = { servers: [] };

afterEach(async () => {
  await open.link?.close();
  await Promise.all(open.servers.splice(0).map((server) => server[Symbol.asyncDispose]()));
});

/** The way of redis' clients to servers that serve so. */
async function scene(...serve: ((socket: Socket) => void)[]) {
  const link = (open.link = new Link({ delay: 60, jitter: 10 }));
  for (const one of serve) {
    const server = await TestServer.listening(one);
    open.servers.push(server);
    await link.through(server.endpoint);
  }
  const links = new Map([['redis', link]]);
  const engine = new FakeEngine();
  return {
    link,
    engine,
    context: { plan, engine, secret: () => '', signal: new AbortController().signal, links },
  };
}

test.each([
  ['lag', /^first byte after 1\d\d ms \(before: first byte after \d+ ms\)$/],
  ['stall', /^no byte within 1 s by any of 2 endpoints, all open \(before: first byte after \d+ ms\)$/],
  ['cut', /^connections refused by all of 2 endpoints \(before: first byte after \d+ ms\)$/],
])('%s is seen by a client that goes there, and is healed', async (name, evidence) => {
  const { engine, context } = await scene(echo, echo);
  const fault = faults.find((one) => one.name === name)!;
  const wound: Wound = { fault: name, services: [], ...(await fault.prepare?.([], context)) };
  await expect(fault.bite(wound, context)).rejects.toMatchObject({
    code: 'no',
    message: expect.stringMatching(/^the link to redis shows first byte after \d+ ms, first byte/) as string,
  });
  await fault.inflict(wound, context);
  expect(await fault.bite(wound, context)).toMatch(evidence);
  // Whoever heals takes the first fault of this name, which may be that of another link.
  const other = linkFaults('kafka', hello).find((one) => one.name === name)!;
  const kept = JSON.parse(JSON.stringify(wound)) as Wound;
  for (let time = 0; time < 2; time += 1) await other.heal(kept, context);
  await expect(fault.bite(wound, context)).rejects.toMatchObject({ code: 'no' });
  expect(engine.calls).toEqual([]);
});

test('one fault is not taken for another', async () => {
  const { link, context } = await scene(echo);
  for (const condition of ['lag', 'stall', 'cut'] as const) {
    await link.become(condition);
    for (const fault of faults) {
      const bite = fault.bite({ fault: fault.name, services: [], words: { load: 'redis' } }, context);
      if (fault.name === condition) await bite;
      else await expect(bite).rejects.toMatchObject({ code: 'no' });
    }
  }
});

test('a server that is away is no lag, nor does it hide one', async () => {
  const silent = await scene(collect);
  const [lag] = faults;
  const wound = { fault: 'lag', services: [], words: { load: 'redis' } };
  await silent.link.become('lag');
  await expect(lag!.bite(wound, silent.context)).rejects.toThrow('the link to redis shows silence');
  await silent.link.close();
  const mixed = await scene(collect, echo);
  await mixed.link.become('lag');
  expect(await lag!.bite(wound, mixed.context)).toMatch(/^first byte after 1/);
});

test('a way that no client goes shows nothing, and one that is no more needs no healing', async () => {
  const { context } = await scene();
  const [lag] = faults;
  const wound = { fault: 'lag', services: [], words: { load: 'redis' } };
  await expect(lag!.bite(wound, context)).rejects.toThrow('there is no load on redis');
  const { engine, secret, signal } = context;
  await lag!.heal(wound, { plan, engine, secret, signal });
});
