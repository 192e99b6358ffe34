import { posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleOf } from '../../support/bundle.ts';
import { acceptedIn, differing, isAccepted, nothingElse, type Written } from './accepted.ts';
import { checkedByHaproxy, checkedByNginx } from './checked.ts';
import { bundleRoot, meantBy, understoodByCompose, type UnderstoodProject } from './compose.ts';
import { imageOf } from './container.ts';
import { readByJava } from './kafka.ts';
import { readByRedis, readBySentinel } from './redis.ts';
import { anyTexts, seed, textsLike } from './texts.ts';

const names = /^[a-z][a-z0-9-]{0,30}$/;
const paths = /^(\/[A-Za-z0-9._~-]{1,12}){1,4}\/?$/;
const hosts = /^[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,3}$/;
const images = /^([a-z0-9.-]{1,9}\/)?[a-z0-9_.-]{1,9}(:[A-Za-z0-9_.-]{1,9})?$/;

/**
 * Any text in any field of the spec is either refused by the parser (exit code 2, with its place) or arrives as it was
 * meant at the program that reads the file it ends up in. The programs are the real ones.
 */
describe(`any text (seed ${String(seed)})`, () => {
  describe('as docker compose config reads it', () => {
    it('environment values', async () => {
      const values = acceptedIn(anyTexts(300), (value) => appWith({ environment: { V: value } }), 100);
      const environment = numbered('V', values, (value) => value);
      const { services } = await composeOf(appWith({ environment }));
      const read = services['web-1']?.environment ?? {};
      expect(differing(values, (_, index) => read[`V${String(index)}`])).toEqual([]);
    });

    it('environment names', async () => {
      const texts = [...anyTexts(100), ...textsLike(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 100)];
      const taken = acceptedIn(texts, (name) => appWith({ environment: { [name]: 'x' } }), 80);
      const environment = Object.fromEntries(taken.map((name) => [name, name]));
      const { services } = await composeOf(appWith({ environment }));
      expect(differing(taken, (name) => services['web-1']?.environment?.[name])).toEqual([]);
    });

    it('build directories, Dockerfiles and image references', async () => {
      const directories = acceptedIn(anyTexts(200), (build) => appWith({ image: undefined, build }), 60);
      const references = acceptedIn(
        [...anyTexts(100), ...textsLike(images, 200)],
        (image) => appWith({ image }),
        40,
      );
      const services = await composeOfApps({
        ...numbered('b', directories, (path) => ({ build: path, dockerfile: path })),
        ...numbered('i', references, (image) => ({ image })),
      });
      const meant = (path: string) => ({ context: posix.resolve(bundleRoot, path), dockerfile: path });
      expect(differing(directories, (_, n) => services[`b${String(n)}-1`]?.build, meant)).toEqual([]);
      expect(differing(references, (_, n) => services[`i${String(n)}-1`]?.image)).toEqual([]);
    });

    it('names of the stack and of apps, in every name, label, command, port, volume and file', async () => {
      const spec = (name: string): Written => ({ name, host: '8GiB', apps: { [name]: { image: 'a' } } });
      for (const name of acceptedIn([...anyTexts(0), ...textsLike(names, 8)], spec)) {
        const bundle = bundleOf(JSON.stringify(spec(name)));
        const read = await understoodByCompose(bundle);
        expect(read.name).toBe(name);
        expect(read).toMatchObject(meantBy(bundle));
      }
    });
  });

  describe('as nginx -t reads it', () => {
    let nginx: string;
    beforeAll(async () => {
      nginx = await imageOf('nginx');
    });

    it('server names, paths and names of apps', async () => {
      const taken = [
        ...acceptedIn([...anyTexts(100), ...textsLike(hosts, 100)], serverName).map(serverName),
        ...acceptedIn([...anyTexts(100), ...textsLike(paths, 100)], appAt).map(appAt),
        ...acceptedIn([...anyTexts(100), ...textsLike(names, 50)], appNamed).map(appNamed),
      ];
      expect([...(await checkedByNginx(nginx, nginxFiles(taken)))]).toEqual([]);
    });

    it('values of a directive that takes any word', async () => {
      const words = /^[A-Za-z0-9._:,=*+@%/-]{1,30}$/;
      const spec = (charset: string) => httpOf({ charset });
      const taken = acceptedIn([...anyTexts(300), ...textsLike(words, 100)], spec, 60);
      const oneWord = taken.filter((text) => !text.includes(' '));
      expect([...(await checkedByNginx(nginx, nginxFiles(oneWord.map(spec))))]).toEqual([]);
    });

    it('any directive: what nginx does not take, it names, and nothing else', async () => {
      const pairs = anyTexts(300).map((text) => [directiveFor(text), text] as const);
      const taken = pairs.filter(([name, text]) => isAccepted(httpOf({ [name]: text })));
      expect(taken.length).toBeGreaterThan(60);
      const complaints = await checkedByNginx(
        nginx,
        nginxFiles(taken.map(([name, text]) => httpOf({ [name]: text }))),
      );
      const strange = taken.filter(([name], n) => complaints.get(String(n))?.includes(`"${name}"`) === false);
      expect(strange).toEqual([]);
    });
  });

  describe('as the stores read it', () => {
    it('Redis: values of directives that take any text', async () => {
      const redis = await imageOf('redis');
      const spec = (text: string) => redisOf({ config: { 'syslog-ident': text } });
      const taken = acceptedIn(anyTexts(40), spec, 40);
      const files = filesOf(taken.map(spec), 'stack/config/redis/redis.conf');
      const read = await readByRedis(redis, files, 'syslog-ident');
      expect(differing(taken, (_, n) => read.get(String(n)))).toEqual([]);
    });

    it('Redis: lists of words', async () => {
      const redis = await imageOf('redis');
      const texts = ['', '900 1', '900 1 300 10', ' 60  1000 '];
      const files = filesOf(
        texts.map((save) => redisOf({ config: { save } })),
        'stack/config/redis/redis.conf',
      );
      const read = await readByRedis(redis, files, 'save');
      const meant = (text: string) => text.trim().replaceAll(/ +/g, ' ');
      expect(differing(texts, (_, n) => read.get(String(n)), meant)).toEqual([]);
    });

    it('Sentinel: the name it watches, and its settings', async () => {
      const redis = await imageOf('redis');
      const taken = acceptedIn([...anyTexts(100), ...textsLike(names, 10)], (name) => ({ name }));
      const files = filesOf(
        taken.map((name) => ({ ...redisOf({}), name })),
        'stack/config/redis/sentinel.conf',
      );
      const started = new Map(
        [...files].map(([file, text]) => [file, `${monitor(taken[Number(file)] ?? '')}${text}`]),
      );
      const read = await readBySentinel(redis, started);
      expect(
        differing(
          taken,
          (_, n) => read.get(String(n)),
          (name) => `${name} 1500 10000`,
        ),
      ).toEqual([]);
    });

    it('HAProxy: every size and place of a tier', async () => {
      const specs = [1, 2, 3, 9].flatMap((nodes) =>
        (['fast', 'balanced', 'relaxed'] as const).map((failover) => ({
          ...redisOf({ nodes, ports: { nodes: 1024 + nodes } }),
          failover,
        })),
      );
      const files = filesOf(specs, 'stack/config/redis/haproxy.cfg');
      expect([...(await checkedByHaproxy(await imageOf('haproxy'), files))]).toEqual([]);
    });

    it('Kafka: values and names of broker settings, as java.util.Properties', async () => {
      const values = acceptedIn(anyTexts(300), (text) => kafkaOf({ config: { x: text } }), 100);
      const short = values.filter((text) => text.length <= 80);
      const settings = [...anyTexts(100), ...textsLike(/^[a-z][a-z0-9.-]{0,40}$/, 60)];
      const taken = acceptedIn(settings, (name) => kafkaOf({ config: { [name]: 'x' } }), 50);
      const config = {
        ...Object.fromEntries(taken.map((name) => [name, name])),
        ...numbered('value', short, (text) => text),
      };
      const [text = ''] = filesOf([kafkaOf({ config })], 'stack/config/kafka/kafka-1.properties').values();
      const read = await readByJava(await imageOf('kafka'), text);
      expect(differing(short, (_, n) => read.get(`value${String(n)}`))).toEqual([]);
      expect(differing(taken, (name) => read.get(name))).toEqual([]);
      expect(read.get('unclean.leader.election.enable')).toBe('false');
    });

    it('Kafka: topics and their settings, word by word', () => {
      const values = acceptedIn(anyTexts(300), (text) => topicOf('orders', { 'retention.ms': text }), 60);
      const topics = acceptedIn(
        [...anyTexts(100), ...textsLike(/^[A-Za-z0-9._-]{1,60}$/, 60)],
        (t) => topicOf(t, {}),
        60,
      );
      const lines = [
        ...values.map((text) => topicOf('orders', { 'retention.ms': text })),
        ...topics.map((topic) => topicOf(topic, {})),
      ].map((spec) => [...filesOf([spec], 'stack/config/kafka/topics').values()].join('').split('\n')[1]);
      expect(lines).toEqual([
        ...values.map((text) => `orders partitions=1 retention.ms=${text}`),
        ...topics.map((topic) => `${topic} partitions=1`),
      ]);
    });
  });
});

/** Apps in one stack with one container each; there are fixed addresses for 142. */
const mostApps = 140;

function appWith(app: Written): Written {
  return { ...nothingElse, name: 'shop', backup: true, apps: { web: { image: 'a', replicas: 1, ...app } } };
}

const serverName = (text: string): Written => ({ ...nothingElse, name: 'shop', nginx: { serverName: text } });
const appAt = (path: string): Written => ({ ...appWith({ path }), nginx: true });
const appNamed = (name: string): Written => ({
  ...appWith({}),
  nginx: true,
  apps: { [name]: { image: 'a' } },
});
const httpOf = (http: Written): Written => ({ ...nothingElse, name: 'shop', nginx: { http } });
const redisOf = (redis: Written): Written => ({ ...nothingElse, name: 'shop', redis });
const kafkaOf = (kafka: Written): Written => ({ ...nothingElse, name: 'shop', kafka });
const topicOf = (topic: string, config: Written): Written =>
  kafkaOf({ topics: { [topic]: { partitions: 1, config } } });

/** What the start script puts in front of Sentinel's settings. */
function monitor(name: string): string {
  return `sentinel monitor ${name} 10.0.0.11 6381 2\n`;
}

/** A word of the text where there is one that may be a directive's name, else one that nginx knows. */
function directiveFor(text: string): string {
  return /[a-z][a-z0-9_]*/.exec(text)?.[0] ?? 'proxy_hide_header';
}

/** One file of the bundle of each spec, by the spec's number. */
function filesOf(specs: readonly Written[], path: string): ReadonlyMap<string, string> {
  const textOf = (spec: Written) => {
    const { files } = bundleOf(JSON.stringify({ host: '64GiB', ...spec }));
    return Buffer.from(files.find((file) => file.path === path)?.content ?? '').toString();
  };
  return new Map(specs.map((spec, index) => [String(index), textOf(spec)]));
}

function nginxFiles(specs: readonly Written[]): ReadonlyMap<string, string> {
  return filesOf(specs, 'stack/config/nginx/nginx.conf');
}

/** `{ b0: …, b1: … }` of a list. */
function numbered<Value>(
  prefix: string,
  texts: readonly string[],
  value: (text: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(texts.map((text, index) => [`${prefix}${String(index)}`, value(text)]));
}

function composeOf(spec: Written): Promise<UnderstoodProject> {
  return understoodByCompose(bundleOf(JSON.stringify({ host: '512GiB', ...spec })));
}

async function composeOfApps(
  apps: Readonly<Record<string, Written>>,
): Promise<UnderstoodProject['services']> {
  const small = Object.entries(apps).map(
    ([name, app], index) =>
      [name, { replicas: 1, memory: '16MiB', path: `/${String(index)}`, ...app }] as const,
  );
  const batches = Array.from({ length: Math.ceil(small.length / mostApps) }, (_, n) =>
    small.slice(n * mostApps, (n + 1) * mostApps),
  );
  const projects = await Promise.all(
    batches.map((batch) => composeOf({ ...appWith({}), apps: Object.fromEntries(batch) })),
  );
  return Object.fromEntries(projects.flatMap(({ services }) => Object.entries(services)));
}
