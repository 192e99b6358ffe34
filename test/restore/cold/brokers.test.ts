import { expect, test } from 'vitest';
import { StackError } from '../../../src/errors.ts';
import { withoutBrokers } from '../../../src/restore/cold/brokers.ts';
import { planOf } from '../../support/bundle.ts';
import { FakeEngine } from '../../support/fake-engine.ts';

const plan = planOf('name: shop\n');
const brokers = ['kafka-1', 'kafka-2', 'kafka-3'];
const started = brokers.map((service) => `start ${service}`);

test('all are stopped, the controller last, and started again when the work is done', async () => {
  const engine = new FakeEngine();
  const said: string[] = [];
  const work = async (): Promise<string> => {
    engine.calls.push('work');
    return Promise.resolve('done');
  };
  expect(await withoutBrokers(brokers, ['kafka-1'], { engine, plan }, (text) => said.push(text), work)).toBe(
    'done',
  );
  expect(engine.calls).toEqual(['stop kafka-2', 'stop kafka-3', 'stop kafka-1', 'work', ...started]);
  expect(said).toEqual(['stopping 3 brokers', 'starting 3 brokers']);
});

test('they are started when the work fails', async () => {
  const engine = new FakeEngine();
  const failed = new StackError('no', 'the disk is full');
  const work = (): Promise<never> => Promise.reject(failed);
  await expect(withoutBrokers(brokers, [], { engine, plan }, () => undefined, work)).rejects.toBe(failed);
  expect(engine.calls.slice(-3)).toEqual(started);
});

test('and when one cannot be stopped: no work is done then', async () => {
  const engine = new FakeEngine();
  const { hurt } = engine;
  engine.hurt = {
    ...hurt,
    stop: (stack, service) =>
      service === 'kafka-2'
        ? Promise.reject(new StackError('engine', 'no answer'))
        : hurt.stop(stack, service),
  };
  const work = (): Promise<never> => Promise.reject(new Error('worked'));
  await expect(withoutBrokers(brokers, [], { engine, plan }, () => undefined, work)).rejects.toThrow(
    'no answer',
  );
  expect(engine.calls).toEqual(['stop kafka-1', 'stop kafka-3', ...started]);
});

test('one that does not start keeps no other from it', async () => {
  const engine = new FakeEngine();
  const { hurt } = engine;
  engine.hurt = {
    ...hurt,
    start: (stack, service) =>
      service === 'kafka-1' ? Promise.reject(new StackError('engine', 'no')) : hurt.start(stack, service),
  };
  const work = (): Promise<void> => Promise.resolve();
  await expect(withoutBrokers(brokers, [], { engine, plan }, () => undefined, work)).rejects.toThrow('no');
  expect(engine.calls.slice(-2)).toEqual(['start kafka-2', 'start kafka-3']);
});
