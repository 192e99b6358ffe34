import { expect, test } from 'vitest';
import { parseWorkers } from '../../../../src/components/nginx/drill/workers.ts';
import { reload } from '../../../../src/components/nginx/drill/reload.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { planOf } from '../plan.ts';

const wound = { fault: 'reload', services: ['nginx'] };

const processes = (workers: readonly number[], leaving: readonly number[] = []) =>
  [
    '1 /sbin/docker-init',
    '7 nginx: master process nginx -e stderr -c /etc/holdfast/nginx.conf -g daemon off;',
    ...workers.map((pid) => `${String(pid)} nginx: worker process`),
    ...leaving.map((pid) => `${String(pid)} nginx: worker process is shutting down`),
    '11 nginx: cache manager process',
  ].join('\n');

/** An engine whose nginx has these processes, from one look to the next; a reload moves nothing by itself. */
function contextOf(looks: string[], exitCode = 0) {
  const said = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });
  const engine = new FakeEngine({
    exec: (_service, [program]) =>
      program === 'bash' ? said(looks.shift() ?? '') : { exitCode, stdout: '', stderr: '[emerg] unknown' },
  });
  return { plan: planOf({}), engine, secret: () => '', signal: new AbortController().signal };
}

test('workers are those that take requests', () => {
  expect(parseWorkers(processes([9, 10], [8]))).toEqual([9, 10]);
});

test('it bites when no worker is an old one any more', async () => {
  const fault = reload();
  const context = contextOf([processes([9, 10]), processes([9, 20]), processes([20, 21], [9, 10])]);
  await fault.inflict(wound, context);
  expect(await fault.bite(wound, context)).toBe('workers 9, 10 gave way to 20, 21');
});

test('settings that nginx refuses are no reload', async () => {
  const context = contextOf([processes([9, 10])], 1);
  await expect(reload().inflict(wound, context)).rejects.toThrow('nginx refuses to reload: [emerg] unknown');
});
