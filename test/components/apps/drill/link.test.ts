import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { httpWorkload } from '../../../../src/components/apps/drill/workload.ts';
import { appsSchema } from '../../../../src/components/apps/schema.ts';
import { Link } from '../../../../src/drill/link/link.ts';
import { Recording } from '../../../../src/drill/run/recording.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { planOf } from '../../nginx/plan.ts';

const settings = appsSchema.parse({ shop: { image: 'a' } });
const open: { link: Link; server: Server } = { link: new Link(), server: createServer() };

beforeEach(async () => {
  open.link = new Link();
  open.server = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => open.server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await open.link.close();
  open.server.closeAllConnections();
  open.server.close();
});

/** Some load, cut in the middle if there is a link: outcomes by stream. */
async function load(link: Link | undefined) {
  const { port } = open.server.address() as AddressInfo;
  const plan = { ...planOf(settings), ports: new Map([['nginx', port]]) };
  const recorder = new Recording();
  const signal = new AbortController().signal;
  const context = {
    plan,
    engine: new FakeEngine(),
    secret: () => '',
    signal,
    recorder,
    word: 'w',
    pace: 1,
    eased: false,
    link,
  };
  const running = await httpWorkload(settings, plan)!.start(context);
  await later(300);
  await open.link.become('cut');
  await later(300);
  await open.link.become('pass');
  await later(300);
  await running.stop();
  return recorder
    .history()
    .streams.map(({ operations }) => new Set(operations.map(({ outcome }) => outcome)));
}

test('every client goes by the link where there is one', async () => {
  const streams = await load(open.link);
  expect(await open.link.endpoints()).toHaveLength(1);
  expect(streams).toEqual([new Set(['ok', 'fail']), new Set(['ok', 'fail'])]);
});

test('and directly where there is none', async () => {
  const streams = await load(undefined);
  expect(await open.link.endpoints()).toEqual([]);
  expect(streams).toEqual([new Set(['ok']), new Set(['ok'])]);
});

function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
