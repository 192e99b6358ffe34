import { describe, expect, it, vi } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { loadProject } from '../../src/lint/load.ts';
import { readServices } from '../../src/lint/facts/service.ts';
import { filesFrom } from './support.ts';

const load = (
  texts: Record<string, string>,
  paths = ['compose.yaml'],
  variables: Record<string, string> = {},
) => loadProject(paths, filesFrom(texts), new Map(Object.entries(variables)));
const services = (...given: Parameters<typeof load>) => readServices(load(...given));

/** Without bounds these take minutes or all memory; a busy machine must not make the tests fail, ms. */
const patience = 20_000;
vi.setConfig({ testTimeout: 2 * patience });

/** What a text is refused with. */
function refusalOf(text: string): StackError {
  try {
    load({ 'compose.yaml': text });
  } catch (error) {
    if (error instanceof StackError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('a Compose project is read', () => {
  it('with anchors and merge keys, each value where it was written', () => {
    const [a, b] = services({
      'compose.yaml':
        'x-base: &base\n  mem_limit: 64m\n  restart: always\nservices:\n  a: { <<: *base, restart: "no" }\n  b:\n    <<: [*base]\n',
    });
    expect(a?.restart?.text).toBe('no');
    expect(b?.restart?.text).toBe('always');
    expect(b?.memoryLimit).toEqual({
      value: 64 * 2 ** 20,
      at: { file: 'compose.yaml', line: 2, column: 14 },
    });
  });

  it('with several files, the later over the earlier', () => {
    const [a] = services(
      {
        'base.yaml':
          'services:\n  a:\n    image: a:1\n    command: [one, two]\n    ports: ["1:1"]\n    environment: [A=1, B=2]\n',
        'over.yaml':
          'services:\n  a:\n    image: a:2\n    command: [three]\n    ports: ["2:2"]\n    environment: { B: 3 }\n    restart: always\n',
      },
      ['base.yaml', 'over.yaml'],
    );
    expect(a?.image?.tag).toBe('2');
    expect(a?.words.map(({ text }) => text)).toEqual(['three']);
    expect(a?.ports.map(({ target }) => target)).toEqual(['1', '2']);
    expect([...(a?.environment.values ?? [])].map(([name, { text }]) => `${name}=${text}`)).toEqual([
      'A=1',
      'B=3',
    ]);
    expect(a?.places).toEqual([
      { file: 'base.yaml', line: 2, column: 3 },
      { file: 'over.yaml', line: 2, column: 3 },
    ]);
  });

  it('with !reset and !override', () => {
    const [a] = services(
      {
        'base.yaml': 'services:\n  a: { ports: ["1:1"], restart: always }\n',
        'over.yaml': 'services:\n  a: { ports: !override ["2:2"], restart: !reset null }\n',
      },
      ['base.yaml', 'over.yaml'],
    );
    expect(a?.ports.map(({ target }) => target)).toEqual(['2']);
    expect(a?.restart).toBeUndefined();
  });

  it('with extends and include, paths from where they are written', () => {
    const texts = {
      'compose.yaml':
        'include: [parts/redis.yaml, { path: [parts/none.yaml] }]\nservices:\n  app: { extends: { file: parts/base.yaml, service: app }, image: b }\n',
      'parts/redis.yaml': 'services:\n  redis: { image: redis, env_file: redis.env }\n',
      'parts/redis.env': 'A=1\n# none\nexport B="two words" # gone\n',
      'parts/base.yaml': 'services:\n  app: { image: a, restart: always }\n',
    };
    const [redis, app] = services(texts);
    expect([redis?.name, app?.name, app?.restart?.text, app?.image?.name]).toEqual([
      'redis',
      'app',
      'always',
      'b',
    ]);
    expect(
      [...(redis?.environment.values ?? [])].map(
        ([name, { text, at }]) => `${name}=${text} ${at.file}:${at.line}`,
      ),
    ).toEqual(['A=1 parts/redis.env:1', 'B=two words parts/redis.env:3']);
    expect(load(texts).notes).toEqual(['include of parts/none.yaml is not followed']);
  });

  it('and nothing outside its directory', () => {
    const texts = {
      'a/compose.yaml':
        'include: [../secret.yaml, /etc/secret.yaml]\nservices:\n  app: { extends: { file: ../secret.yaml, service: x } }\n',
      'secret.yaml': 'services: { x: { image: x } }\n',
    };
    const loaded = load(texts, ['a/compose.yaml']);
    expect([...loaded.texts.keys()]).toEqual(['a/compose.yaml']);
    expect(loaded.notes).toHaveLength(3);
  });

  it('with circles cut', () => {
    const loaded = load({
      'compose.yaml':
        'include: [compose.yaml, b.yaml]\nservices:\n  a: { extends: b }\n  b: { extends: { service: a }, image: b }\n',
      'b.yaml': 'include: [compose.yaml]\n',
    });
    expect(readServices(loaded).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(loaded.notes.length).toBeGreaterThan(0);
  });

  it('with variables', () => {
    const text =
      'services:\n  a:\n    image: "${R:-redis}:${T-7}${NONE:+x}"\n    command: [$A, "$${A}", "${UNKNOWN}", "${E:-set}", "${E-set}"]\n';
    const [a] = services({ 'compose.yaml': text }, undefined, { A: 'one', E: '' });
    expect(a?.imageAt?.text).toBe('redis:7');
    expect(a?.words.map((word) => word.text)).toEqual(['one', '${A}', '\uFFFC', 'set', '']);
  });
});

describe('what Compose could not read either is refused with its place', () => {
  it.each([
    ['broken YAML', 'services:\n  a: [1\n  b: }', /compose\.yaml:3:/],
    ['a list', '- a\n- b\n', /compose\.yaml:1:1/],
    ['an alias to nothing', 'services:\n  a: *b\n', /compose\.yaml:2:6/],
    ['a circle of aliases', 'services: &a\n  b: *a\n', /compose\.yaml:2:6/],
    ['deep nesting', `a: ${'['.repeat(5000)}`, /compose\.yaml:1/],
    ['deep but valid nesting', `a: ${'['.repeat(200)}${']'.repeat(200)}`, /nested too deeply/],
  ])('%s', (_what, text, where) => {
    const error = refusalOf(text);
    expect(error.code).toBe('usage');
    expect(error.diagnostics.map(({ place, message }) => `${place ?? ''} ${message}`).join('\n')).toMatch(
      where,
    );
  });

  it('a billion laughs, at once', () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) => `l${index + 1}: &l${index + 1} [*l${index}, *l${index}, *l${index}]`,
    );
    const started = performance.now();
    expect(refusalOf(['l0: &l0 lol', ...lines].join('\n')).diagnostics[0]?.message).toMatch(
      /grows without end/,
    );
    expect(performance.now() - started).toBeLessThan(patience);
  });

  it.each([
    [
      'many merges of a large map',
      `x: &x { ${manyKeys(1500)} }\n${manyLines(2000, (n) => `y${n}: { <<: *x }`)}`,
    ],
    ['a map that no service has', `x: { ${manyKeys(5000)} }`],
    [
      'a chain of aliases',
      `a0: &a0 { b: 1 }\n${manyLines(1000, (n) => `a${n + 1}: &a${n + 1} { b: *a${n} }`)}`,
    ],
    [
      'a chain of aliases, from its end',
      `a: 1\na0: &a0 1\n${manyLines(8000, (n) => `a${n + 1}: &a${n + 1} [*a${n}]`)}\na: *a8000`,
    ],
  ])('%s, at once', (_what, text) => {
    const started = performance.now();
    expect(refusalOf(text).diagnostics[0]?.message).toMatch(/grows without end|more than 2000 keys/);
    expect(performance.now() - started).toBeLessThan(patience);
  });

  it('a missing file', () => {
    expect(() => load({}, ['none.yaml'])).toThrow(/none\.yaml cannot be read/);
  });

  it('never quoting what stands there', () => {
    const error = refusalOf('password: "hunter2-is-secret\n');
    expect(JSON.stringify([error.message, error.diagnostics])).not.toContain('hunter2');
  });

  it('but an empty file is an empty project', () => {
    expect(services({ 'compose.yaml': '' })).toEqual([]);
    expect(services({ 'compose.yaml': '# nothing\n' })).toEqual([]);
  });
});

function manyKeys(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}: 1`).join(', ');
}

function manyLines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}
