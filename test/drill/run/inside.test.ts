import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StreamFacts } from '../../../src/drill/history.ts';
import type { Load, LoadContext } from '../../../src/drill/workload.ts';
import { StackError } from '../../../src/errors.ts';
import { programInside } from '../../support/program-inside.ts';
import { quickly, Stage } from './stage.ts';
import { kill } from '../../../src/drill/faults/kill.ts';

const server = createServer((_request, response) => response.end('ok'));

beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const facts: StreamFacts = {
  id: 'redis/inside',
  tier: 'redis',
  client: 'fake',
  title: 'GET from inside',
  kind: 'request',
  view: 'inside',
  promise: 'counted',
  judged: false,
  keyed: false,
  interval: 10,
};

/** A stage whose load has its server asked from inside as well, by a program on a clock that is an hour ahead. */
function staged(fail = false) {
  const program = programInside({ ahead: 3_600_000 });
  const stage = new Stage({}, { companion: program.companion });
  for (const [name, one] of stage.containers) stage.containers.set(name, { ...one, image: 'sha256:1' });
  const start = async (context: LoadContext): Promise<Load> => {
    const front = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    const order = { id: facts.id, kind: 'http', interval: 10, settings: { front, path: '/' } };
    const probe = context.inside!.begin(order, false, context.recorder.stream(facts));
    if (fail) throw new StackError('no', 'a client cannot begin');
    const load = await stage.workload.start(context);
    return {
      ...load,
      stop: async () => {
        await Promise.all([probe.stop(), load.stop()]);
      },
    };
  };
  const workload = { ...stage.workload, start };
  return { stage, program, part: { workload, withNode: ['backup'] } };
}

test('what is probed from inside is a stream beside the others, with gaps in the same time', async () => {
  const { stage, program, part } = staged();
  const name = 'redis.primary:quick-kill';
  const { history, ends } = await stage.run([name], { faults: [quickly(kill)], part });
  const inside = history.streams.find(({ id }) => id === facts.id);
  expect(inside?.operations.length).toBeGreaterThan(5);
  for (const { at, end } of inside!.operations) {
    expect(at).toBeGreaterThan(-5);
    expect(end).toBeLessThan(history.length + 5);
  }
  expect(ends.find(({ claim }) => claim.includes('inside'))?.seen).toMatch(
    /^by a container of backup's image/,
  );
  expect(program.removed()).toBe(true);
});

test('it is gone whatever becomes of the drill', async () => {
  const { stage, program, part } = staged(true);
  await expect(stage.run([], { part })).rejects.toThrow('a client cannot begin');
  expect(program.removed()).toBe(true);
});

test('what an earlier drill left is removed before anything begins', async () => {
  const stage = new Stage({}, { companions: 2 });
  await stage.run([]);
  expect(stage.engine.calls[0]).toBe('remove companions of shop');
});
