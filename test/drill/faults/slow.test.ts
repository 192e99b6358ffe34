import { describe, expect, test } from 'vitest';
import { netemIn, slow } from '../../../src/drill/faults/slow.ts';
import type { ExecResult } from '../../../src/engine/engine.ts';
import { FakeEngine, wellContainers } from '../../support/fake-engine.ts';
import { plan } from '../limits/runs.ts';

/** As iproute2 6.15 says it where the kernel has no netem. */
const unknown: ExecResult = { exitCode: 2, stdout: '', stderr: 'Error: Specified qdisc kind is unknown.\n' };
const usual = 'qdisc noqueue 0: dev lo root refcnt 2 \nqdisc noqueue 0: dev eth0 root refcnt 2 \n';
const slowed =
  'qdisc noqueue 0: dev lo root refcnt 2 \nqdisc netem 8001: dev eth0 root refcnt 13 limit 1000 delay 50ms  10ms loss 1%\n';

/** An engine in whose networks each script has this outcome. */
function contextOf(answer: (script: string) => Partial<ExecResult>) {
  const containers = new Map(wellContainers(plan));
  const engine = new FakeEngine({ containers });
  const asked: string[] = [];
  engine.hurt = {
    ...engine.hurt,
    inNetworkOf: (_stack, service, script) => {
      asked.push(`${service}: ${script}`);
      return Promise.resolve({ exitCode: 0, stdout: '', stderr: '', ...answer(script) });
    },
  };
  return { asked, containers, plan, engine, secret: () => '', signal: new AbortController().signal };
}

const wound = { fault: 'slow', services: ['redis-1', 'redis-2'] };

describe('where the kernel has netem', () => {
  test('it is set on every card of each service, shown and taken away', async () => {
    const context = contextOf((script) => (script === 'tc qdisc show' ? { stdout: slowed } : {}));
    await slow.needs?.check(['redis-1', 'redis-2'], context);
    await slow.inflict(wound, context);
    expect(await slow.bite(wound, context)).toBe(
      'redis-1 sends with delay 50ms 10ms loss 1%, redis-2 sends with delay 50ms 10ms loss 1%',
    );
    await slow.heal(wound, context);
    const [tried, one, two, , , healed] = context.asked;
    expect(tried).toBe('redis-1: tc qdisc replace dev lo root netem delay 0ms && tc qdisc del dev lo root');
    expect([one, two]).toEqual([
      expect.stringMatching(/^redis-1: for card in .* root netem delay 50ms 10ms loss 1% \|\| exit; done$/),
      expect.stringMatching(/^redis-2: for card in /),
    ]);
    expect(healed).toMatch(/\*netem\*\) tc qdisc del dev "\$card" root/);
  });

  test('a service that has stopped has nothing to be healed', async () => {
    const context = contextOf(() => ({}));
    const container = context.containers.get('redis-1')!;
    context.containers.set('redis-1', { ...container, state: 'exited' });
    await slow.heal(wound, context);
    expect(context.asked).toHaveLength(1);
    expect(context.asked[0]).toMatch(/^redis-2: /);
  });

  test('what another reason keeps from being healed is told, so that it is tried again', async () => {
    const context = contextOf(() => ({
      exitCode: 2,
      stderr: 'RTNETLINK answers: Operation not permitted\n',
    }));
    await expect(slow.heal(wound, context)).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringContaining('RTNETLINK answers: Operation not permitted') as string,
    });
  });
});

describe('where the kernel has none', () => {
  test.each(['check', 'inflict'])('%s says so, and what would help', async (when) => {
    const context = contextOf(() => unknown);
    const asked = when === 'check' ? slow.needs!.check(['redis-1'], context) : slow.inflict(wound, context);
    await expect(asked).rejects.toMatchObject({
      code: 'no',
      message: "slow needs netem in the kernel of the engine's host, which has none",
      hint: expect.stringContaining('modprobe sch_netem') as string,
    });
  });

  test('nothing is seen', async () => {
    const context = contextOf(() => ({ stdout: usual }));
    await expect(slow.bite(wound, context)).rejects.toMatchObject({
      code: 'no',
      message: 'redis-1 sends without delay',
    });
  });
});

test.each([
  [usual, undefined],
  [slowed, 'delay 50ms 10ms loss 1%'],
  [
    'qdisc netem 8001: root refcnt 2 limit 1000 delay 50.0ms  10.0ms loss 1% seed 42',
    'delay 50.0ms 10.0ms loss 1% seed 42',
  ],
  ['qdisc netem 8001: dev eth0 root refcnt 2 limit 1000\n', undefined],
  ['', undefined],
])('%j is %j', (text, seen) => {
  expect(netemIn(text)).toBe(seen);
});
