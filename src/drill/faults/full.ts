import { StackError, type Diagnostic } from '../../errors.ts';
import type { DrillContext } from '../drill.ts';
import type { Fault, Need, Wound } from '../fault.ts';
import { forAll } from './all.ts';
import { diskOf, type DataPlace, type Disk } from './disk.ts';

const file = '.holdfast-full';

/** KiB. A filesystem keeps some blocks back, and a service may give up a little of what it has. */
const asGoodAsFull = 256;

/** MiB. As much is written at most, and where the disk is one in memory, so much memory is taken. */
const largest = 1024;

/**
 * The disk is full, and everything else works: the cruel part is what a service still does, and says, that cannot write.
 * A disk that anybody else uses is never touched.
 */
export function full(dataOf: (service: string) => DataPlace): Fault {
  const need = smallDisks(dataOf);
  return {
    name: 'full',
    about: 'the disk of its data filled to the last block, until a file is removed from it',
    harm: 'disruptive',
    hold: 8000,
    needs: need,
    commands: (service) => [
      `docker run --rm --volumes-from ${service} ... head -c ${String(largest)}M /dev/zero >> DATA/${file}`,
      `docker run --rm --volumes-from ${service} ... rm DATA/${file}; docker start ${service} where it has stopped`,
    ],
    prepare: async (services, context) => {
      await need.check(services, context);
      return { words: Object.fromEntries(services.map((service) => [service, dataOf(service).path])) };
    },
    inflict: (wound, context) => forAll(wound, (service) => fill(service, placeIn(wound, service), context)),
    bite: hasNoRoom,
    heal,
  };
}

/** As it was when it was filled: a wound outlives the drill, and may be read by another release. */
function placeIn({ words }: Wound, service: string): string {
  const path = words?.[service];
  if (path === undefined) throw new StackError('no', `nobody noted where ${service} has its data`);
  return path;
}

/** More than once: what a service lets go of meanwhile (a rewritten log, a closed segment) is taken as well. */
async function fill(service: string, path: string, { engine, plan }: DrillContext): Promise<void> {
  const write = `head -c ${String(largest)}M /dev/zero >> '${path}/${file}' 2>/dev/null`;
  // Room beside what may be written: of a disk in memory it counts as the writer's.
  const memoryMiB = largest + 64;
  const script = `for round in 1 2 3; do ${write}; sleep 0.1; done; true`;
  const { exitCode, stderr } = await engine.hurt.inVolumesOf(plan.name, service, script, memoryMiB);
  if (exitCode !== 0)
    throw new StackError('engine', `the disk of ${service} could not be filled: ${stderr.trim()}`);
}

async function hasNoRoom(wound: Wound, context: DrillContext): Promise<string> {
  const seen = wound.services.map(async (service) => {
    const { freeKiB, totalKiB } = await diskOf(service, placeIn(wound, service), context);
    const room = `${service} has ${String(freeKiB)} KiB of ${mebibytes(totalKiB)} free`;
    if (freeKiB > asGoodAsFull) throw new StackError('no', room);
    return room;
  });
  return (await Promise.all(seen)).join(', ');
}

/**
 * What has stopped by itself is started. One that its restart policy brings back waits longer each time, for up to a
 * minute: that wait is cut short.
 */
async function heal(wound: Wound, { engine, plan }: DrillContext): Promise<void> {
  await forAll(wound, async (service) => {
    const script = `rm -f '${placeIn(wound, service)}/${file}'`;
    const { exitCode, stderr } = await engine.hurt.inVolumesOf(plan.name, service, script);
    if (exitCode !== 0)
      throw new StackError('engine', `${file} of ${service} is still there: ${stderr.trim()}`);
  });
  const containers = await engine.containers(plan.name);
  await forAll(wound, async (service) => {
    const state = containers.get(service)?.state;
    if (state === 'restarting') await engine.hurt.stop(plan.name, service);
    if (state !== 'running' && state !== 'paused') await engine.hurt.start(plan.name, service);
  });
}

function smallDisks(dataOf: (service: string) => DataPlace): Need {
  return {
    what: 'a small disk of its own under each data volume',
    check: async (services, context) => {
      const looks = services.map(async (service) => {
        const disk = await diskOf(service, dataOf(service).path, context);
        return objections(disk).map((message): Diagnostic => ({ place: service, message }));
      });
      const diagnostics = (await Promise.all(looks)).flat();
      if (diagnostics.length === 0) return;
      throw new StackError('no', 'full fills a disk, and these are not the services’ alone or not small', {
        diagnostics,
        hint: howToHaveThem(services, dataOf, context),
      });
    },
  };
}

function objections({ totalKiB, shared }: Disk): readonly string[] {
  const size =
    totalKiB / 1024 > largest ? [`${mebibytes(totalKiB)} are too large, at most ${String(largest)} MiB`] : [];
  return shared === undefined ? size : [shared];
}

function mebibytes(kibibytes: number): string {
  return `${(kibibytes / 1024).toFixed(0)} MiB`;
}

/**
 * The engine unmounts a volume with the last container that has it, and one in memory is then empty: so somebody who
 * never stops has them all, from before a formatter writes to them.
 */
function howToHaveThem(
  services: readonly string[],
  dataOf: (service: string) => DataPlace,
  { plan }: DrillContext,
): string {
  const components = new Set(services.map((service) => plan.services.get(service)?.component));
  const formatters = [...plan.services.values()].filter(
    ({ kind, role, component }) => kind === 'once' && role === 'format' && components.has(component),
  );
  const volumes = services.map((service) => dataOf(service).volume);
  const options = 'type: tmpfs, device: tmpfs, o: "size=128m,uid=10001,gid=10001,mode=0700"';
  return [
    `on a stack made for drills, whose data may go: this in compose.override.yaml beside compose.yaml, then holdfast down --volumes --yes ${plan.name} and holdfast up`,
    'services:',
    '  small-disks:',
    '    image: debian:trixie-slim',
    '    command: [sleep, infinity]',
    '    init: true',
    `    volumes: [${volumes.map((volume) => `"${volume}:/disks/${volume}"`).join(', ')}]`,
    ...formatters.map(
      ({ name }) => `  ${name}: { depends_on: { small-disks: { condition: service_started } } }`,
    ),
    'volumes:',
    ...volumes.map((volume) => `  ${volume}: { driver_opts: { ${options} } }`),
  ].join('\n');
}
