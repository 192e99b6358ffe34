import type { Scalar } from '../yaml/value.ts';
import type { Service } from './service.ts';
import { programOf } from './words.ts';

/** What a service is in a stack, as far as its image, command and variables tell. */
export type Role = 'kafka' | 'zookeeper' | 'redis' | 'sentinel' | 'nginx' | 'haproxy' | 'job' | 'other';

/** Images by the last part of their name; a prefix such as `cp-` or a company's own is common. */
const images: readonly (readonly [Role, RegExp])[] = [
  ['kafka', /^(?:[\w.]+-)*kafka(?:-native)?$|^cp-(?:server|enterprise-kafka)$|^confluent-local$/],
  ['zookeeper', /zookeeper$/],
  ['sentinel', /^(?:[\w.]+-)*(?:redis|valkey)-sentinel$/],
  ['redis', /^(?:[\w.]+-)*(?:redis|valkey)(?:-stack(?:-server)?|-alpine)?$/],
  ['nginx', /^(?:[\w.]+-)*nginx(?:-unprivileged)?$|^openresty$/],
  ['haproxy', /haproxy(?:-alpine)?$/],
];

/** Programs by which a command shows its role, whatever the image is called. */
const servers: readonly (readonly [Role, RegExp])[] = [
  ['sentinel', /^(?:redis|valkey)-sentinel/],
  ['redis', /^(?:redis|valkey)-(?:server|node)/],
  ['kafka', /^kafka-server-start|^kafka\.Kafka$|^start-kafka|^kafka-broker$/],
  ['zookeeper', /^zookeeper-server-start|^zkServer/],
  ['nginx', /^nginx(?:-debug)?$|^openresty$/],
  ['haproxy', /^haproxy$/],
];

/** Programs that do something else with such an image: tools, checks, waiting. */
const tools =
  /^(?:kafka-(?!server|broker$|node)|redis-(?:cli|benchmark|check)|valkey-(?:cli|benchmark|check)|kafkactl$|sleep$|tail$|true$|echo$|cub$|zookeeper-shell|cat$|curl$|nc$)/;

/** The role of a service; `job` for what is meant to end. `finished` are the services that others wait for to end. */
export function roleOf(service: Service, finished: ReadonlySet<string>): Role {
  if (finished.has(service.name)) return 'job';
  const started = startedBy(service);
  if (started !== undefined) return started;
  const programs = service.words.map(({ text }) => programOf(text));
  const byImage = images.find(([, name]) => name.test(service.image?.name ?? ''))?.[0];
  const calls = programs.some((program) => tools.test(program)) && !startsImage(service);
  const hasOwnWay = calls || (service.hasEntrypoint && service.built);
  if (byImage !== undefined && !hasOwnWay) return byImage;
  if (service.restart?.text === 'no' && service.words.length > 0) return 'job';
  return byImage === undefined && !hasOwnWay ? byVariables(service) : 'other';
}

function startedBy({ words }: Service): Role | undefined {
  const programs = words.filter((_word, index) => isCommand(words, index)).map(({ text }) => programOf(text));
  const found = servers.find(([, name]) => programs.some((program) => name.test(program)))?.[0];
  return found === 'redis' && words.some(({ text }) => text === '--sentinel') ? 'sentinel' : found;
}

/** Whether a script ends in what its image would have done by itself (the apache, Confluent and bitnami images). */
export function startsImage({ words }: Service): boolean {
  return words.some(({ text }) => /\/(?:confluent|kafka)\/docker\/run$|\/scripts\/\w+\/run\.sh$/.test(text));
}

/** Words behind which a program is named; anywhere else the same word may be a host or a file. */
const before = /^(?:;|exec|--|then|do|else|!|-[a-z]*c|.*\.sh|.*\/tini|tini|dumb-init|env|nohup)$/;

/** Whether the word at `index` is a program that is run. */
export function isCommand(words: readonly Scalar[], index: number): boolean {
  const text = words[index]?.text ?? '';
  const previous = words[index - 1]?.text;
  const twoBack = programOf(words[index - 2]?.text ?? '');
  if (text === 'kafka.Kafka' || previous === undefined || before.test(previous)) return true;
  return ['gosu', 'su-exec', 'runuser', '-u'].includes(twoBack);
}

const kafkaVariables = ['PROCESS_ROLES', 'ADVERTISED_LISTENERS'].flatMap((name) => [
  `KAFKA_${name}`,
  `KAFKA_CFG_${name}`,
]);

/** An image of one's own, or one that only a variable knows; no tool around Kafka has these two. */
function byVariables({ environment }: Service): Role {
  return kafkaVariables.some((name) => environment.values.has(name)) ? 'kafka' : 'other';
}

/** The services that somebody waits for to end. */
export function finishedServices(services: readonly Service[]): ReadonlySet<string> {
  return new Set(
    services.flatMap(({ dependencies }) =>
      dependencies
        .filter(({ condition }) => condition === 'service_completed_successfully')
        .map(({ service }) => service),
    ),
  );
}
