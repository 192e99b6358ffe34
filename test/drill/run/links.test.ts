import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseStrikes } from '../../../src/drill/aim.ts';
import type { Link } from '../../../src/drill/link/link.ts';
import type { Endpoint } from '../../../src/drill/link/proxy.ts';
import { linkTarget } from '../../../src/drill/link/target.ts';
import type { Fault } from '../../../src/drill/fault.ts';
import { runSession } from '../../../src/drill/run/session.ts';
import { StackError } from '../../../src/errors.ts';
import { echo, TestServer } from '../link/server.ts';
import { quickly, Stage } from './stage.ts';

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.listening(echo);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const usual = linkTarget('redis.link', 'Redis', 'redis', Buffer.from('PING\r\n'));
const target = { ...usual, own: (usual.own ?? []).map(quickly) };

/** A drill on a stage whose load goes to the server, by a link where it gets one. */
function drill(names: readonly string[], stage = new Stage(), more: { fault?: Partial<Fault> } = {}) {
  const own = stage.target;
  const targets = [{ ...own, own: [{ ...target.own[0]!, name: 'odd', ...more.fault }] }, target];
  const seen: { link?: Link | undefined; way?: Endpoint } = {};
  const session = runSession(
    {
      strikes: parseStrikes(names, targets),
      named: parseStrikes(names, targets),
      loads: new Set(['redis']),
      warmUp: 10,
      pace: 1,
      word: 'w',
    },
    [
      {
        pressures: [],
        targets,
        workload: {
          ...stage.workload,
          start: async (context) => {
            seen.link = context.link;
            seen.way = (await context.link?.through(server.endpoint)) ?? server.endpoint;
            return stage.workload.start(context);
          },
        },
      },
    ],
    stage.context,
    {
      observers: [],
      faults: target.own,
      wounds: stage.wounds,
      progress: (_title, work) => work(() => undefined),
      limits: { before: 50, bite: 3000, back: 300, whole: 200, calm: 20 },
    },
  );
  return { session, seen, stage };
}

test.each(['lag', 'stall', 'cut'])(
  'redis.link:quick-%s bites, is healed and leaves nothing',
  async (name) => {
    const { session, seen, stage } = drill([`redis.link:quick-${name}`]);
    const { history } = await session;
    const [incident] = history.incidents;
    expect([incident?.invalid, incident?.illness, incident?.services]).toEqual([undefined, undefined, []]);
    expect(incident?.evidence).toMatch(/\(before: first byte after \d+ ms\)$/);
    expect(history.notes.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      `fault quick-${name} this machine`,
      'heal this machine',
      expect.stringMatching(/^whole after/),
    ]);
    expect(stage.engine.calls).toEqual([]);
    expect(stage.kept).toEqual([
      [
        {
          fault: `quick-${name}`,
          services: [],
          words: { load: 'redis', before: expect.any(String) as string },
        },
      ],
      [],
    ]);
    expect(seen.way?.port).not.toBe(server.endpoint.port);
    expect(await knock(seen.way!)).toBe('ECONNREFUSED');
  },
);

test('a drill that hurts no link sends its clients directly', async () => {
  const { session, seen } = drill([]);
  await session;
  expect([seen.link, seen.way]).toEqual([undefined, server.endpoint]);
});

test('a link is closed also when the drill breaks off in the middle of a fault', async () => {
  const stage = new Stage();
  const { session, seen } = drill(['redis.link:quick-stall'], stage);
  const broken = expect(session).rejects.toMatchObject({ code: 'interrupted' });
  setTimeout(() => {
    stage.signal.abort(new StackError('interrupted', 'interrupted'));
  }, 200);
  await broken;
  expect(stage.wounds.open()).toEqual([]);
  expect(await knock(seen.way!)).toBe('ECONNREFUSED');
});

test('what a fault needs is looked for before any load begins', async () => {
  const checked: string[] = [];
  const needs = {
    what: 'luck',
    check: (services: readonly string[]) => {
      checked.push(...services);
      return Promise.reject(new StackError('no', 'there is none'));
    },
  };
  const { session, stage } = drill(['redis.primary:odd', 'redis.primary:odd'], new Stage(), {
    fault: { needs },
  });
  await expect(session).rejects.toMatchObject({ code: 'no', message: 'there is none' });
  expect([checked, stage.load]).toEqual([['redis-1'], []]);
});

/** `open`, or why not. */
function knock(endpoint: Endpoint): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ ...endpoint });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? '');
    });
    socket.on('connect', () => {
      socket.destroy();
      resolve('open');
    });
  });
}
