import { StackError } from '../../errors.ts';
import type { DrillContext } from '../drill.ts';
import type { Fault, Wound } from '../fault.ts';
import { forAll } from './all.ts';

/** Of the limit. Beyond it the kernel kills; up to it, it takes back what it can. */
const share = 0.95;
const bitten = 0.85;
const mark = 'holdfast-squeeze';
const mebibyte = 1024 * 1024;

/**
 * Its memory is used up by somebody else inside its limit, as by an operator's tool in the container. The page cache has
 * to go; the service has to stay.
 */
export const squeeze: Fault = {
  name: 'squeeze',
  about: 'a process inside fills its memory to 95 % of the limit',
  harm: 'disruptive',
  hold: 8000,
  commands: (service) => [`docker exec ${service} sh -c 'head -c REST /dev/zero | tail'`],
  inflict: async (wound, { engine, plan }) => {
    const used = await engine.memory(plan.name);
    await forAll(wound, async (service) => {
      const limit = plan.services.get(service)?.memoryMiB ?? 0;
      const rest = Math.floor((limit * share - (used.get(service) ?? 0)) * mebibyte);
      if (rest <= 0) return;
      // tail keeps a line without an end in memory, and cannot get rid of it while nobody reads.
      const hoard = `head -c ${String(rest)} /dev/zero | tail | sleep 120`;
      await engine.exec(plan.name, service, ['sh', '-c', `sh -c '${hoard}' ${mark} >/dev/null 2>&1 &`]);
    });
  },
  bite: fullMemory,
  heal: async (wound, { engine, plan }) => {
    const containers = await engine.containers(plan.name);
    await forAll(wound, async (service) => {
      if (containers.get(service)?.state !== 'running') return;
      await engine.exec(plan.name, service, ['sh', '-c', letGo]);
    });
  },
};

/** The three of them, found by what they were started with: no tool for that is in every image. */
const letGo = `for one in /proc/[0-9]*; do
  words=$(tr '\\0' ' ' < "$one/cmdline" 2>/dev/null)
  case "$words" in "sh -c head -c "*${mark}*|"head -c "*" /dev/zero "|"tail "|"sleep 120 ") kill -9 "\${one#/proc/}" ;; esac
done; true`;

async function fullMemory({ services }: Wound, { engine, plan }: DrillContext): Promise<string> {
  const used = await engine.memory(plan.name);
  return services
    .map((service) => {
      const limit = plan.services.get(service)?.memoryMiB ?? 0;
      const now = used.get(service) ?? 0;
      if (now < bitten * limit)
        throw new StackError('no', `${service} has ${now.toFixed(0)} of ${String(limit)} MiB`);
      return `${service} has ${now.toFixed(0)} of ${String(limit)} MiB`;
    })
    .join(', ');
}
