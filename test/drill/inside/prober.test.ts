import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Operation } from '../../../src/drill/history.ts';
import { openInside } from '../../../src/drill/inside/open.ts';
import { StackError } from '../../../src/errors.ts';
import { FakeEngine, wellContainers } from '../../support/fake-engine.ts';
import { programInside, type ProgramInside } from '../../support/program-inside.ts';
import { plan } from '../limits/runs.ts';

const containers = new Map(
  [...wellContainers(plan)].map(([name, one]) => [name, { ...one, image: `sha256:${name}` }]),
);
const open: { close?: () => Promise<void> } = {};

afterEach(async () => {
  await open.close?.();
});

/** A prober of which the program is this one; the container's image is that of `backup`. */
async function opened(program: ProgramInside, withNode: readonly string[] = ['backup']) {
  const engine = new FakeEngine({ containers, companion: program.companion });
  const context = { plan, engine, secret: () => '', signal: new AbortController().signal };
  const began = performance.now();
  const now = (): number => performance.now() - began;
  const occasion = { word: 'd3f1', now, program: '' };
  const inside = await openInside([{ pressures: [], withNode }], context, occasion);
  open.close = inside.close;
  return { engine, now, ...inside };
}

async function webServer(delay = 0) {
  const server = createServer((_request, response) => {
    setTimeout(() => response.end('ok'), delay);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

function order(port: number, interval = 20) {
  const settings = { front: { host: '127.0.0.1', port }, path: '/healthz' };
  return { id: 'http/inside/web', kind: 'http', interval, settings };
}

describe('a prober', () => {
  test('writes down in the time of the history what it saw on a clock of its own', async () => {
    const { port, server } = await webServer(30);
    const prober = await opened(programInside({ ahead: 1_000_000, late: 1 }));
    expect(prober.engine.calls).toEqual([`companion ${plan.name}-prober-d3f1 of sha256:backup`]);
    const seen: (Operation & { readonly written: number })[] = [];
    const from = prober.now();
    const probe = prober.inside!.begin(order(port), false, (operation) => {
      seen.push({ ...operation, end: operation.end!, written: prober.now() });
    });
    await vi.waitUntil(() => seen.length >= 5, 5000);
    await probe.stop();
    const until = prober.now();
    expect(seen.map(({ outcome }) => outcome)).toEqual(seen.map(() => 'ok'));
    for (const { at, end, written } of seen) {
      expect(at).toBeGreaterThan(from - 5);
      expect(end - at).toBeGreaterThan(29);
      expect(Math.abs(written - end)).toBeLessThan(200);
      expect(end).toBeLessThan(until + 5);
    }
    expect(seen.map(({ value }) => value)).toEqual(seen.map((_, index) => index + 1));
    server.close();
  });

  test('keeps to its schedule while nothing answers: what waited counts from when it should have begun', async () => {
    const { port, server } = await webServer(300);
    const prober = await opened(programInside());
    const seen: Operation[] = [];
    const probe = prober.inside!.begin(order(port, 25), false, (one) => seen.push({ ...one, end: one.end! }));
    await sleep(500);
    await probe.stop();
    // At a pace that waited for answers there would be two.
    expect(seen.length).toBeGreaterThan(12);
    const gaps = seen.slice(1).map(({ at }, index) => at - seen[index]!.at);
    for (const gap of gaps) expect(gap).toBeCloseTo(25, 3);
    server.close();
  });

  test('is eased as a load is', async () => {
    const { port, server } = await webServer();
    const prober = await opened(programInside());
    const seen: Operation[] = [];
    const probe = prober.inside!.begin(order(port), true, (one) => seen.push({ ...one, end: one.end! }));
    await sleep(450);
    expect(seen.length).toBeLessThan(5);
    probe.ease(false);
    await vi.waitUntil(() => seen.length > 15, 5000);
    await probe.stop();
    server.close();
  });

  test('is removed when the drill is over, and tells what it took', async () => {
    const program = programInside();
    const { close, verdict, settled } = await opened(program);
    settled();
    expect(verdict()).toMatchObject({ good: true, counted: true });
    expect(verdict().seen).toMatch(
      /^by a container of backup's image; times known to [\d.]+ ms, longest stall [\d.]+ ms, [\d.]+ % of a CPU, \d+ MiB$/,
    );
    expect(program.removed()).toBe(false);
    await close();
    expect(program.removed()).toBe(true);
  });

  test('that ends too early is told of, and keeps nobody waiting', async () => {
    const program = programInside();
    const { inside, verdict } = await opened(program);
    const probe = inside!.begin(order(1), false, () => undefined);
    program.end('Error: out of memory');
    await probe.stop();
    expect(verdict().seen).toMatch(/ended after [\d.]+ s: Error: out of memory$/);
    expect(verdict().good).toBe(true);
  });
});

describe('a drill goes on without, and says so', () => {
  test('where no image with Node is in the stack', async () => {
    const { inside, verdict, engine } = await opened(programInside(), []);
    expect(inside).toBeUndefined();
    expect(verdict().seen).toMatch(/^none: no service of this stack has an image of ours with Node/);
    expect(engine.calls).toEqual([]);
  });

  test('where the engine does not start it', async () => {
    const program = {
      ...programInside(),
      companion: () => {
        throw new StackError('engine', 'the engine refused: no such network');
      },
    };
    const { inside, verdict } = await opened(program);
    expect(inside).toBeUndefined();
    expect(verdict().seen).toBe('none: the engine refused: no such network');
  });

  test('where the program does not run', async () => {
    const program = programInside();
    program.end('it ended with 127');
    const { inside, verdict } = await opened(program);
    expect(inside).toBeUndefined();
    expect(verdict().seen).toBe('none: the program does not run: it ended with 127');
    expect(program.removed()).toBe(true);
  });
});

test('an interrupted drill starts none', async () => {
  const engine = new FakeEngine({ containers, companion: programInside().companion });
  const interrupted = AbortSignal.abort(new StackError('interrupted', 'interrupted'));
  const context = { plan, engine, secret: () => '', signal: interrupted };
  const occasion = { word: 'w', now: () => 0, program: '' };
  await expect(
    openInside([{ pressures: [], withNode: ['backup'] }], context, occasion),
  ).rejects.toMatchObject({ code: 'interrupted' });
});
