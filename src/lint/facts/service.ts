import type { Loaded } from '../load.ts';
import type { Place } from '../place.ts';
import { asMap } from '../yaml/merge.ts';
import { dig, entriesOf, entryOf, scalarAt, scalarsIn, type Entry, type Scalar } from '../yaml/value.ts';
import { environmentOf, type Environment } from './environment.ts';
import { parseImage, type Image } from './image.ts';
import { mountsOf, type Mount } from './mounts.ts';
import { portsOf, type Port } from './ports.ts';
import { parseBytes, parseCount } from './sizes.ts';
import { wordsOf } from './words.ts';

/** What another service must have reached before this one starts. */
export interface Dependency {
  readonly service: string;
  readonly condition: string;
  readonly at: Place;
}

/** A number with the text and place it was read from. */
export interface Amount {
  readonly value: number;
  readonly at: Place;
}

/** One service of a Compose project, as the rules want to see it. */
export interface Service {
  readonly name: string;
  /** Its key in the first file that has it. */
  readonly at: Place;
  /** Its key in every file that says something about it. */
  readonly places: readonly Place[];
  /** The mapping itself, for whatever only one rule asks. */
  readonly body: Entry['value'];
  readonly image: Image | undefined;
  readonly imageAt: Scalar | undefined;
  /** Built here: what its image does by itself is not known. */
  readonly built: boolean;
  /** Entrypoint and command in one, as words. */
  readonly words: readonly Scalar[];
  readonly hasEntrypoint: boolean;
  readonly environment: Environment;
  readonly mounts: readonly Mount[];
  readonly ports: readonly Port[];
  /** Words of the health check's test; undefined when there is none. */
  readonly healthTest: readonly Scalar[] | undefined;
  readonly memoryLimit: Amount | undefined;
  readonly restart: Scalar | undefined;
  readonly dependencies: readonly Dependency[];
  /** Other names its containers are reached by: container_name, hostname, network aliases, fixed addresses. */
  readonly otherNames: readonly string[];
  /** An address of its own that stays when the container is made anew. */
  readonly hasFixedAddress: boolean;
  /** How many containers of it run. */
  readonly instances: number;
}

/** All services of a project in the order of the file. */
export function readServices(loaded: Loaded): readonly Service[] {
  return entriesOf(dig(loaded.model, 'services')).flatMap(([name, entry]) =>
    entry.value.kind === 'map' ? [readService(name, entry, loaded)] : [],
  );
}

function readService(name: string, { places, value: body }: Entry, loaded: Loaded): Service {
  const imageAt = scalarAt(body, 'image');
  return {
    name,
    at: places[0],
    places,
    body,
    image: imageAt === undefined ? undefined : parseImage(imageAt.text),
    imageAt,
    built: dig(body, 'build') !== undefined,
    words: wordsOf(dig(body, 'entrypoint'), dig(body, 'command')),
    hasEntrypoint: wordsOf(dig(body, 'entrypoint')).length > 0,
    environment: environmentOf(body, loaded),
    mounts: mountsOf(body, loaded.model),
    ports: portsOf(dig(body, 'ports')),
    healthTest: healthTestOf(body),
    memoryLimit: memoryLimitOf(body),
    restart: scalarAt(body, 'restart') ?? scalarAt(body, 'deploy', 'restart_policy', 'condition'),
    dependencies: dependenciesOf(body),
    otherNames: otherNamesOf(body),
    hasFixedAddress: networksOf(body).some((network) => scalarAt(network, 'ipv4_address') !== undefined),
    instances: parseCount((scalarAt(body, 'deploy', 'replicas') ?? scalarAt(body, 'scale'))?.text) ?? 1,
  };
}

/** `disable: true` and `test: NONE` are no health check. */
function healthTestOf(body: Entry['value']): readonly Scalar[] | undefined {
  const check = dig(body, 'healthcheck');
  if (check === undefined || scalarAt(check, 'disable')?.text === 'true') return undefined;
  const words = wordsOf(dig(check, 'test'));
  const [first] = scalarsIn(dig(check, 'test'));
  if (first === undefined || first.text === 'NONE') return undefined;
  return first.text === 'CMD-SHELL' ? words.slice(1).flatMap((word) => wordsOf(word)) : words;
}

function memoryLimitOf(body: Entry['value']): Amount | undefined {
  const scalar = scalarAt(body, 'mem_limit') ?? scalarAt(body, 'deploy', 'resources', 'limits', 'memory');
  const value = scalar === undefined ? undefined : parseBytes(scalar.text);
  return scalar === undefined || value === undefined || value === 0 ? undefined : { value, at: scalar.at };
}

function dependenciesOf(body: Entry['value']): readonly Dependency[] {
  const said = entryOf(body, 'depends_on')?.value;
  return entriesOf(said === undefined ? undefined : asMap(said)).map(([service, { places, value }]) => ({
    service,
    condition: scalarAt(value, 'condition')?.text ?? 'service_started',
    at: places.at(-1) ?? places[0],
  }));
}

function otherNamesOf(body: Entry['value']): readonly string[] {
  const single = ['container_name', 'hostname'].flatMap((key) => scalarsIn(dig(body, key)));
  const onNetworks = networksOf(body).flatMap((network) => [
    ...scalarsIn(dig(network, 'aliases')),
    ...scalarsIn(dig(network, 'ipv4_address')),
  ]);
  return [...single, ...onNetworks].map(({ text }) => text);
}

function networksOf(body: Entry['value']): readonly Entry['value'][] {
  return entriesOf(dig(body, 'networks')).map(([, { value }]) => value);
}
