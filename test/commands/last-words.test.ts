import { expect, test } from 'vitest';
import { withLastWords } from '../../src/commands/last-words.ts';
import { StackError } from '../../src/errors.ts';
import { planOf } from '../support/bundle.ts';
import { FakeEngine, wellContainers } from '../support/fake-engine.ts';

const plan = planOf('name: shop');
const failure = new StackError('engine', 'docker compose up failed (exit 1)', { hint: 'look' });
const options = { directory: '.' };

test('a service that ended badly says why, in its own words', async () => {
  const engine = new FakeEngine({
    containers: ended('kafka-topics', 2),
    compose: (_command, { onLine }) => {
      onLine?.('refused: orders has 4 partitions, the spec says 3');
      onLine?.('');
      return '';
    },
  });
  const told = await withLastWords(failure, engine, plan, options);
  expect(told).toMatchObject({
    code: 'engine',
    message: 'docker compose up failed (exit 1)',
    hint: 'look',
    diagnostics: [
      { place: 'kafka-topics', message: 'ended with 2' },
      { place: 'kafka-topics', message: 'refused: orders has 4 partitions, the spec says 3' },
    ],
  });
  expect(engine.calls).toEqual(['compose logs --no-log-prefix --tail 4 kafka-topics']);
});

test('a log that cannot be read hides nothing', async () => {
  const engine = new FakeEngine({
    containers: ended('kafka-topics', 2),
    compose: () => {
      throw new Error('no log driver');
    },
  });
  expect(await withLastWords(failure, engine, plan, options)).toMatchObject({
    diagnostics: [{ place: 'kafka-topics', message: 'ended with 2' }],
  });
});

test.each([
  ['nothing ended badly', new FakeEngine({ containers: wellContainers(plan) }), failure],
  ['the engine is gone', new FakeEngine({ failure: new Error('gone') }), failure],
  ['the user interrupted', new FakeEngine(), new StackError('interrupted', 'interrupted')],
])('when %s the failure stays as it is', async (_what, engine, error) => {
  expect(await withLastWords(error, engine, plan, options)).toBe(error);
});

function ended(service: string, exitCode: number) {
  const containers = wellContainers(plan);
  containers.set(service, { ...containers.get(service)!, state: 'exited', exitCode });
  return containers;
}
