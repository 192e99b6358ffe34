import { describe, expect, it } from 'vitest';
import { parseImage } from '../../src/lint/facts/image.ts';
import { portsOf } from '../../src/lint/facts/ports.ts';
import { readStack, type Stack } from '../../src/lint/facts/stack.ts';
import { parseBytes, parseDuration } from '../../src/lint/facts/sizes.ts';
import { loadProject } from '../../src/lint/load.ts';
import { parseYaml } from '../../src/lint/yaml/parse.ts';
import { filesFrom } from './support.ts';

const stackOf = (services: object, beside: Readonly<Record<string, string>> = {}): Stack =>
  readStack(
    loadProject(
      ['compose.yaml'],
      filesFrom({ ...beside, 'compose.yaml': JSON.stringify({ services }) }),
      new Map(),
    ),
  );
const roleOf = (service: object): string => {
  const stack = stackOf({ it: service });
  return stack.role(stack.services[0]!);
};

describe('what a service is', () => {
  it.each([
    ['kafka', { image: 'registry.example.com/apache/kafka:4.1.0' }],
    ['kafka', { image: 'confluentinc/cp-kafka' }],
    ['kafka', { image: '${IMAGE}', environment: { KAFKA_PROCESS_ROLES: 'broker' } }],
    ['kafka', { image: 'own/broker', command: 'java -cp x kafka.Kafka /server.properties' }],
    ['kafka', { image: 'confluentinc/cp-kafka', command: 'sh -c "sleep 5; exec /etc/confluent/docker/run"' }],
    ['other', { image: 'confluentinc/cp-kafka-connect:7' }],
    [
      'other',
      { image: 'provectuslabs/kafka-ui', environment: { KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: 'kafka:9092' } },
    ],
    ['other', { image: 'apache/kafka', command: ['sh', '-c', 'kafka-topics.sh --create --topic a'] }],
    ['job', { image: 'apache/kafka', restart: 'no', command: '/opt/kafka/bin/kafka-topics.sh --list' }],
    ['zookeeper', { image: 'bitnami/zookeeper:3.9' }],
    ['redis', { image: 'valkey/valkey:8' }],
    ['redis', { image: 'redis/redis-stack-server' }],
    ['redis', { image: 'own', build: '.', command: 'gosu redis redis-server /redis.conf' }],
    ['other', { image: 'redis', command: 'redis-cli -h redis ping' }],
    ['other', { image: 'oliver006/redis_exporter' }],
    ['other', { image: 'app', command: 'wait-for redis-server:6379' }],
    ['sentinel', { image: 'redis', command: 'redis-sentinel /s.conf' }],
    ['sentinel', { image: 'redis', command: 'redis-server /s.conf --sentinel' }],
    [
      'sentinel',
      {
        image: 'redis',
        entrypoint: ['sh', '-c'],
        command: ['[ -f /s ] || cp /t /s\nexec redis-sentinel /s'],
      },
    ],
    ['sentinel', { image: 'bitnami/redis-sentinel:7' }],
    ['nginx', { image: 'nginxinc/nginx-unprivileged:1.28' }],
    ['other', { image: 'nginx/nginx-prometheus-exporter' }],
    ['other', { image: 'app', command: 'curl http://nginx' }],
    ['haproxy', { image: 'haproxy:3.2-alpine' }],
  ])('%s: %j', (role, service) => {
    expect(roleOf(service)).toBe(role);
  });

  it('a job when somebody waits for its end', () => {
    const stack = stackOf({
      a: { image: 'redis' },
      b: { image: 'b', depends_on: { a: { condition: 'service_completed_successfully' } } },
    });
    expect(stack.services.map((service) => stack.role(service))).toEqual(['job', 'other']);
  });
});

describe('what Kafka is told', () => {
  it('by variables, a properties file and --override, the later over the earlier', () => {
    const stack = stackOf(
      {
        kafka: {
          image: 'apache/kafka',
          command: '/opt/kafka/bin/kafka-server-start.sh /server.properties --override log.dirs=/c',
          environment: [
            'KAFKA_LOG_DIRS=/b',
            'KAFKA_CONTROLLER_QUORUM_VOTERS=1@a:1',
            'KAFKA_SASL___X__Y=1',
            'KAFKA_HEAP_OPTS=-Xmx1g',
          ],
          volumes: ['./server.properties:/server.properties'],
        },
      },
      {
        'server.properties':
          '# log.dirs=/none\nprocess.roles = broker,controller\nlog.dirs: /a\nlong=one,\\\n  two\n',
      },
    );
    const [node] = stack.kafka;
    expect(Object.fromEntries([...(node?.settings ?? [])].map(([name, { text }]) => [name, text]))).toEqual({
      'process.roles': 'broker,controller',
      'log.dirs': '/c',
      long: 'one,two',
      'controller.quorum.voters': '1@a:1',
      'sasl-x_y': '1',
    });
    expect(node?.settings.get('long')?.at).toEqual({ file: 'server.properties', line: 4, column: 1 });
    expect(node).toMatchObject({ whole: true, isBroker: true, isController: true, heap: { value: 2 ** 30 } });
  });

  it('two clusters are two', () => {
    const node = (voters: string) => ({
      image: 'apache/kafka',
      environment: { KAFKA_CONTROLLER_QUORUM_VOTERS: voters },
    });
    const stack = stackOf({ a: node('1@a:1,2@b:1'), c: node('1@c:1'), b: node('2@b:1') });
    expect(stack.clusters.map(({ nodes }) => nodes.map(({ service }) => service.name))).toEqual([
      ['a', 'b'],
      ['c'],
    ]);
  });
});

describe('what Redis is told', () => {
  const directives = (service: object, beside = {}) => {
    const node = stackOf({ it: service }, beside).redis[0];
    return [node?.whole, node?.directives.map(({ name, args }) => [name, ...args].join(' '))];
  };

  it.each([
    ['nothing', { image: 'redis' }, true, []],
    [
      'by its command',
      { image: 'redis', command: 'redis-server --save "" --SlaveOf a 1' },
      true,
      ['save ', 'replicaof a 1'],
    ],
    [
      'by options alone',
      { image: 'redis', command: ['--maxmemory 1gb', '--appendonly', 'yes'] },
      true,
      ['maxmemory 1gb', 'appendonly yes'],
    ],
    ['by a file that is not there', { image: 'redis', command: 'redis-server /x.conf' }, false, []],
    [
      'by a file and then the command',
      { image: 'redis', command: 'redis-server /r.conf --port 2', volumes: ['./r.conf:/r.conf'] },
      true,
      ['port 1', 'requirepass a b', 'port 2'],
    ],
    [
      'by a file of a folder',
      { image: 'redis', command: '/conf/r.conf', volumes: ['.:/conf:ro'] },
      true,
      ['port 1', 'requirepass a b'],
    ],
    ['by a variable', { image: 'redis', command: '${ARGUMENTS}' }, false, []],
    [
      'by a script',
      { image: 'redis', command: 'sh -c "sed -i s/a/b/ /r.conf; redis-server /r.conf"' },
      false,
      [],
    ],
    [
      'by bitnami’s variables',
      { image: 'bitnami/redis', environment: { REDIS_MASTER_HOST: 'a', REDIS_AOF_ENABLED: 'no' } },
      false,
      ['replicaof a', 'appendonly no'],
    ],
  ])('%s', (_how, service, whole, wanted) => {
    expect(directives(service, { 'r.conf': '# port 0\n port 1\nrequirepass "a b"\n' })).toEqual([
      whole,
      wanted,
    ]);
  });

  it('by a config whose text stands in the Compose file', () => {
    const text =
      'services:\n  r:\n    image: redis\n    command: redis-server /r.conf\n    configs: [{ source: r, target: /r.conf }]\nconfigs:\n  r:\n    content: |\n      # first\n      maxmemory 1gb\n';
    const { redis } = readStack(loadProject(['c.yaml'], filesFrom({ 'c.yaml': text }), new Map()));
    expect(redis[0]?.directives).toEqual([
      { name: 'maxmemory', args: ['1gb'], at: { file: 'c.yaml', line: 10, column: 1 }, fixed: false },
    ]);
  });
});

describe('small grammars', () => {
  it.each([
    ['redis', 'redis', undefined],
    ['redis:7.2-alpine', 'redis', '7.2-alpine'],
    ['registry.example.com/library/redis:7', 'redis', '7'],
    ['localhost:5000/team/kafka', 'team/kafka', undefined],
    ['registry.example.com/a/b/c:1@sha256:00', 'a/b/c', '1'],
  ])('image %s', (reference, repository, tag) => {
    expect(parseImage(reference)).toMatchObject({ repository, tag });
  });

  it.each([
    ['80', '80', undefined],
    ['8080:80', '80', undefined],
    ['8080:80/udp', '80', undefined],
    ['9090-9092:8080-8082', '8080', undefined],
    ['127.0.0.1:8080:80', '80', '127.0.0.1'],
    ['127.0.0.1::80', '80', '127.0.0.1'],
    ['[::1]:6379:6379', '6379', '::1'],
    ['0.0.0.0:6379:6379', '6379', '0.0.0.0'],
  ])('port %s', (text, target, hostIp) => {
    const [model] = parseYaml(`ports: ["${text}"]`, 'c.yaml', new Map());
    expect(portsOf(model?.entries.get('ports')?.value)).toMatchObject([{ target, hostIp }]);
  });

  it.each([
    ['512m', 512 * 2 ** 20],
    ['1.5G', 1.5 * 2 ** 30],
    ['64MiB', 64 * 2 ** 20],
    ['100kb', 102_400],
    ['1073741824', 2 ** 30],
    ['much', undefined],
    ['-1', undefined],
  ])('size %s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each([
    ['1m30s', 90_000],
    ['500ms', 500],
    ['10', 10_000],
    ['1.5h', 5_400_000],
    ['soon', undefined],
  ])('time %s', (text, milliseconds) => {
    expect(parseDuration(text, 1000)).toBe(milliseconds);
  });
});
