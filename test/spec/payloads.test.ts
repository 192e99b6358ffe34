import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { StackError } from '../../src/errors.ts';
import { bundleOf, specOf } from '../support/bundle.ts';
import { payloads } from './payloads.ts';

vi.setConfig({ testTimeout: 30_000 });

/** A spec with a text in one place; JSON is YAML, so that the text arrives as it is. */
type Field = (text: string) => object;

/** One component by itself (and the backup volume, which every bundle may have): quick to render. */
const only = (change: object) => ({
  name: 'shop',
  ...{ nginx: false, apps: false, kafka: false, redis: false },
  ...change,
});
const app = (change: object) => only({ apps: { web: { image: 'a', ...change } } });

/** Fields with a grammar of their own: nothing of all that fits it. */
const strict: Record<string, Field> = {
  name: (text) => ({ name: `${text}_` }),
  'host.memory': (text) => only({ host: text }),
  failover: (text) => only({ failover: text }),
  'nginx.port': (text) => only({ nginx: text }),
  'nginx.serverName': (text) => only({ nginx: { serverName: `${text}.` } }),
  'nginx.http, the name': (text) => only({ nginx: { http: { [`${text} `]: 1 } } }),
  'apps, the name': (text) => only({ apps: { [`${text}_`]: { image: 'a' } } }),
  'apps.web.path': (text) => app({ path: text }),
  'apps.web.memory': (text) => app({ memory: text }),
  'apps.web.environment, the name': (text) => app({ environment: { [`${text}=`]: 'x' } }),
  'kafka.topics, the name': (text) => only({ kafka: { topics: { [`${text} `]: 1 } } }),
  'kafka.config, the name': (text) => only({ kafka: { config: { [`${text}=`]: 1 } } }),
  'redis.config, the name': (text) => only({ redis: { config: { [`${text} x`]: 1 } } }),
  'redis.engine': (text) => only({ redis: { engine: text } }),
  'redis.downAfter': (text) => only({ redis: { downAfter: text } }),
};

const environment: Field = (text) => app({ environment: { TEXT: text } });
const nginx: Field = (text) => only({ nginx: { http: { gzip_types: text } } });
const kafka: Field = (text) => only({ kafka: { config: { 'log.retention.ms': text } } });
const redis: Field = (text) => only({ redis: { config: { 'proc-title-template': text } } });

/** Fields that take what can be made harmless. */
const free: Record<string, Field> = {
  'apps.web.image': (image) => app({ image }),
  'apps.web.build': (build) => app({ image: undefined, build }),
  'apps.web.dockerfile': (dockerfile) => app({ image: undefined, build: '.', dockerfile }),
  'apps.web.environment': environment,
  'nginx.http': nginx,
  'kafka.config': kafka,
  'kafka.topics.config': (text) => only({ kafka: { topics: { a: { config: { 'retention.ms': text } } } } }),
  'redis.config': redis,
  images: (text) => only({ redis: true, images: { redis: text } }),
};

/** Whether it is taken; refused it must be as a user may expect, with its place. */
function isTaken(spec: object): boolean {
  try {
    specOf(JSON.stringify(spec));
    return true;
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== 'usage') throw error;
    expect(error.diagnostics.length).toBeGreaterThan(0);
    for (const { place } of error.diagnostics) expect(place).toMatch(/^stack\.yaml:1:\d+$/);
    return false;
  }
}

const taken = (specWith: Field) => payloads.filter(([, text]) => isTaken(specWith(text)));
const rendered = (spec: object) => bundleOf(JSON.stringify(spec));

/** Every text file with its lines; image contexts are copied and hold nothing of the spec. */
function linesOf({ files }: Bundle): Map<string, string[]> {
  const texts = files.filter(({ path }) => !path.startsWith('stack/images/'));
  return new Map(
    texts.map(({ path, content }) => [
      path,
      Buffer.from(content)
        .toString()
        .split(/\r\n|[\n\r\u0085\u2028\u2029]/),
    ]),
  );
}

/** The lines by which two bundles differ. A text that opened a line would shift all that follow. */
function changedLines(before: Bundle, after: Bundle): string[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  expect([...now.keys()]).toEqual([...old.keys()]);
  return [...now].flatMap(([path, lines]) => {
    const others = old.get(path) ?? [];
    expect(lines.length, path).toBe(others.length);
    return lines.filter((line, index) => line !== others[index]).map((line) => `${path}: ${line}`);
  });
}

test.each(Object.entries(strict))('%s refuses them all', (_field, specWith) => {
  expect(taken(specWith)).toEqual([]);
});

test.each(Object.entries(free))('%s refuses each, or keeps it on its one line', (_field, specWith) => {
  const harmless = rendered(specWith('harmless'));
  for (const [weakness, text] of taken(specWith)) {
    const changed = changedLines(harmless, rendered(specWith(text)));
    expect(changed.length, weakness).toBeGreaterThan(0);
  }
});

function textOf({ files }: Bundle, path: string): string {
  return Buffer.from(files.find((file) => file.path === path)?.content ?? '').toString();
}

describe('what is kept arrives as it was written', () => {
  test('in compose.yaml, as YAML of either version, once Compose has read `$$` as `$`', () => {
    const texts = taken(environment).map(([, text]) => text);
    expect(texts.length).toBeGreaterThan(30);
    const variables = Object.fromEntries(texts.map((text, index) => [`TEXT_${String(index)}`, text]));
    const compose = textOf(rendered(app({ environment: variables })), 'stack/compose.yaml');
    for (const version of ['1.1', '1.2'] as const) {
      const { services } = parse(compose, { version }) as {
        services: Record<string, { environment: Record<string, unknown> }>;
      };
      for (const [name, text] of Object.entries(variables)) {
        const value = String(services['web-1']?.environment[name]);
        expect(value.replaceAll('$$', '$')).toBe(text);
        // An odd number of dollars in a row would be read as a variable.
        expect(value.replaceAll('$$', '')).not.toContain('$');
      }
    }
  });

  test('in redis.conf, as sdssplitargs reads it', () => {
    const texts = taken(redis);
    expect(texts.length).toBeGreaterThan(25);
    for (const [, text] of texts) {
      const config = textOf(rendered(redis(text)), 'stack/config/redis/redis.conf');
      const line = /^proc-title-template (.*)$/m.exec(config)?.[1] ?? '';
      expect(line, text).toMatch(/^"(?:[^"\\]|\\["\\])*"$/);
      expect(line.slice(1, -1).replace(/\\(["\\])/g, '$1')).toBe(text);
    }
  });

  test('in server.properties, as java.util.Properties reads it', () => {
    const texts = taken(kafka);
    expect(texts.length).toBeGreaterThan(25);
    for (const [, text] of texts) {
      const properties = readProperties(
        textOf(rendered(kafka(text)), 'stack/config/kafka/kafka-1.properties'),
      );
      expect(properties.get('log.retention.ms')).toBe(text);
      expect(properties.get('log.dirs')).toBe('/data/kafka-1');
    }
  });

  test('in nginx.conf, where only plain words are', () => {
    const texts = taken(nginx).map(([, text]) => text);
    expect(texts).toContain('2024-01-01');
    for (const text of texts) {
      const config = textOf(rendered(nginx(text)), 'stack/config/nginx/nginx.conf');
      expect(config.split('\n')).toContain(`  gzip_types ${text};`);
      expect(text).not.toMatch(/[;{}"'\\#$`]|^$/);
    }
  });
});

/** As its documentation describes `load`: logical lines, then key and value, then escapes. */
function readProperties(text: string): Map<string, string> {
  const logical = text.replace(/(?<=(?:^|[^\\])(?:\\\\)*)\\\n[ \t\f]*/g, '').split('\n');
  const entries = logical
    .map((line) => line.replace(/^[ \t\f]+/, ''))
    .filter((line) => line !== '' && !/^[#!]/.test(line))
    .map((line): [string, string] => {
      const [, key = '', value = ''] = /^((?:[^\\=: \t\f]|\\.)*)[ \t\f]*[=:]?[ \t\f]*(.*)$/.exec(line) ?? [];
      return [unescape(key), unescape(value)];
    });
  return new Map(entries);
}

function unescape(text: string): string {
  const named: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f' };
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_all, code: string | undefined, plain: string) =>
    code === undefined ? (named[plain] ?? plain) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
