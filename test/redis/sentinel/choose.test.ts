import { expect, test } from 'vitest';
import { ReplyError, type Reply } from '../../../src/redis/index.ts';
import { answerOf, type SentinelAnswer } from '../../../src/redis/sentinel/answer.ts';
import { choose } from '../../../src/redis/sentinel/choose.ts';

const at = (port: number) => ({ host: '10.0.0.1', port });

function says(id: string, port: number, epoch: number, quorum = 2): SentinelAnswer {
  return { id, primary: at(port), epoch, promoting: false, quorum, peers: [] };
}

test('the highest epoch wins, however many say otherwise', () => {
  const answers = [says('a', 1, 4), says('b', 1, 4), says('c', 2, 5)];
  expect(choose(answers, 0)).toEqual({ endpoint: at(2), epoch: 5, byQuorum: false, promoting: false });
});

test('a quorum of the newest is certain', () => {
  expect(choose([says('a', 1, 4), says('b', 2, 5), says('c', 2, 5)], 4)).toMatchObject({ byQuorum: true });
});

test('one Sentinel reached by two addresses has one voice', () => {
  expect(choose([says('a', 2, 5), says('a', 2, 5)], 0)).toMatchObject({ byQuorum: false });
});

test('news older than what was acted on are no news, unless a quorum has them', () => {
  expect(choose([says('a', 1, 4)], 5)).toBeUndefined();
  expect(choose([says('a', 1, 4), says('b', 1, 4)], 5)).toMatchObject({ endpoint: at(1), epoch: 4 });
});

test('nobody said anything', () => {
  expect(choose([], 0)).toBeUndefined();
});

test('the same epoch with two names: the one that more say', () => {
  const answers = [says('a', 1, 4), says('b', 2, 4), says('c', 2, 4)];
  expect(choose(answers, 0)).toMatchObject({ endpoint: at(2), byQuorum: true });
});

const fields = new Map([
  ['ip', '10.0.0.1'],
  ['port', '1'],
  ['config-epoch', '7'],
  ['quorum', '2'],
]);

test('a failover that has promoted but is not published counts as newer', () => {
  const told = [fields, ['10.0.0.1', '2'], [], 'me'];
  expect(answerOf(told, 'x')).toMatchObject({ id: 'me', primary: at(2), epoch: 8 });
  expect(answerOf([fields, ['10.0.0.1', '1'], [], 'me'], 'x')).toMatchObject({ primary: at(1), epoch: 7 });
});

test('whom the leader of a failover has chosen counts as newer, and is waited for', () => {
  const failing = new Map([...fields, ['flags', 'master,o_down,failover_in_progress']]);
  const replica = (port: string, flags: string) =>
    new Map([
      ['ip', '10.0.0.1'],
      ['port', port],
      ['flags', flags],
    ]);
  const replicas = [replica('2', 'slave'), replica('3', 'slave,promoted')];
  const told = (master: Reply, all: Reply) => answerOf([master, ['10.0.0.1', '1'], [], 'me', all], 'x');
  expect(told(failing, replicas)).toMatchObject({ primary: at(3), epoch: 8, promoting: true });
  // Before it has chosen, and on every other Sentinel.
  expect(told(failing, replicas.slice(0, 1))).toMatchObject({ primary: at(1), epoch: 7, promoting: false });
  expect(told(fields, replicas)).toMatchObject({ primary: at(1), epoch: 7, promoting: false });
  expect(told(failing, new ReplyError('NOPERM no'))).toMatchObject({ primary: at(1), promoting: false });
});

test('reads RESP2 lists, and does without what it may not ask', () => {
  const list = [...fields].flat();
  const peer = ['ip', '10.0.0.9', 'port', '26379', 'runid', 'p'];
  expect(answerOf([list, null, [peer, ['ip', '?']], null], 'x')).toEqual({
    id: 'x',
    primary: at(1),
    epoch: 7,
    promoting: false,
    quorum: 2,
    peers: [{ id: 'p', endpoint: { host: '10.0.0.9', port: 26379 } }],
  });
  expect(() => answerOf([null, null, null, null], 'x')).toThrow('names no primary');
});
