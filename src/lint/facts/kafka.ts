import { mountedConfigs } from '../configs/config-file.ts';
import { parseProperties } from '../configs/properties.ts';
import type { Loaded } from '../load.ts';
import { isKnown, type Scalar } from '../yaml/value.ts';
import { startsImage } from './roles.ts';
import { parseBytes, parseCount } from './sizes.ts';
import type { Amount, Service } from './service.ts';

/** One Kafka node with its settings by their names in server.properties. */
export interface KafkaNode {
  readonly service: Service;
  readonly settings: ReadonlyMap<string, Scalar>;
  /** Everything that is set is known: what is absent has Kafka's default (or the image's). */
  readonly whole: boolean;
  readonly isBroker: boolean;
  readonly isController: boolean;
  /** Takes its quorum from ZooKeeper, as Kafka did before 4.0. */
  readonly usesZooKeeper: boolean;
  /** `-Xmx` where it is said. */
  readonly heap: Amount | undefined;
}

/** What images do with `KAFKA_*` variables that are not settings of the broker. */
const notSettings =
  /^(?:HEAP_OPTS|OPTS|JMX_\w+|JVM_PERFORMANCE_OPTS|GC_LOG_OPTS|LOG4J_\w+|VERSION|HOME|CLUSTER_ID|KRAFT_CLUSTER_ID|ENABLE_KRAFT)$/;

/** Reads what a Kafka service is told, by variables, by a mounted properties file and by `--override`. */
export function readKafka(service: Service, loaded: Loaded): KafkaNode {
  const files = mountedConfigs(service, /\.properties$/, loaded)
    .map(parseProperties)
    .filter(isOfABroker);
  const settings = new Map<string, Scalar>(files.length === 1 ? files[0] : []);
  for (const [name, value] of settingsByVariable(service)) settings.set(name, value);
  for (const [name, value] of overrides(service.words)) settings.set(name, value);
  const roles = settings.get('process.roles');
  return {
    service,
    settings,
    whole:
      files.length === 1 ||
      (files.length === 0 && !service.built && service.environment.whole && !ownScript(service)),
    isBroker: roles === undefined || !isKnown(roles.text) || roles.text.includes('broker'),
    isController: roles?.text.includes('controller') ?? false,
    usesZooKeeper: settings.has('zookeeper.connect'),
    heap: heapOf(service),
  };
}

function isOfABroker(settings: ReadonlyMap<string, Scalar>): boolean {
  return ['process.roles', 'broker.id', 'zookeeper.connect'].some((name) => settings.has(name));
}

/** `KAFKA_LOG_DIRS` is `log.dirs`; the bitnami images put `CFG_` before it. */
function settingsByVariable({ environment, image }: Service): readonly (readonly [string, Scalar])[] {
  const bitnami = image?.repository.startsWith('bitnami') === true;
  return [...environment.values].flatMap(([variable, value]) => {
    const [, own = ''] = /^KAFKA_(?:CFG_)?([A-Z0-9_]+)$/.exec(variable) ?? [];
    if (own === '' || notSettings.test(own)) return [];
    if (bitnami && !variable.startsWith('KAFKA_CFG_') && own !== 'BROKER_ID') return [];
    const name = own
      .replaceAll(/_{3}/g, '-')
      .replaceAll(/__/g, '\0')
      .replaceAll('_', '.')
      .replaceAll('\0', '_');
    return [[name.toLowerCase(), value] as const];
  });
}

function* overrides(words: readonly Scalar[]): Generator<readonly [string, Scalar]> {
  for (const [index, word] of words.entries()) {
    if (words[index - 1]?.text !== '--override') continue;
    const equals = word.text.indexOf('=');
    if (equals > 0) yield [word.text.slice(0, equals), { ...word, text: word.text.slice(equals + 1) }];
  }
}

/** A command that is not the image's own may write settings we do not see. */
function ownScript(service: Service): boolean {
  const { words } = service;
  return words.length > 0 && !startsImage(service) && words.every(({ text }) => text !== '--override');
}

/** The JVM's largest heap: `KAFKA_HEAP_OPTS`, else what Kafka's start script takes (kafka-server-start.sh: 1 GiB). */
function heapOf({ environment, words }: Service): Amount | undefined {
  const said = ['KAFKA_HEAP_OPTS', 'KAFKA_OPTS', 'KAFKA_JVM_PERFORMANCE_OPTS', 'JAVA_OPTS', 'KAFKA_JAVA_OPTS']
    .map((name) => environment.values.get(name))
    .concat(words)
    .filter((scalar) => scalar !== undefined);
  for (const { text, at } of said) {
    const value = parseBytes(/(?:^|[\s"'=])-Xmx(\d+[kmgKMG]?)(?=$|[\s"'])/.exec(text)?.[1] ?? '');
    if (value !== undefined) return { value, at };
  }
  return undefined;
}

/** A setting as a whole number, with its place; undefined when it is absent, unknown or none. */
export function countOf({ settings }: KafkaNode, name: string): Amount | undefined {
  const scalar = settings.get(name);
  const value = parseCount(scalar?.text);
  return scalar === undefined || value === undefined ? undefined : { value, at: scalar.at };
}

/** Entries of a comma-separated setting. */
export function listOf({ settings }: KafkaNode, name: string): readonly string[] {
  const text = settings.get(name)?.text ?? '';
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Hosts and ports of the quorum's voters, from either way to name them. */
export function votersOf(node: KafkaNode): readonly string[] {
  const named = listOf(node, 'controller.quorum.voters').map((voter) => voter.replace(/^[^@]*@/, ''));
  return named.length > 0 ? named : listOf(node, 'controller.quorum.bootstrap.servers');
}
