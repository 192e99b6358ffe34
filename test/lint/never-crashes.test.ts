import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, it, vi } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { renderReport } from '../../src/lint/report.ts';
import { filesFrom, lintFiles } from './support.ts';

vi.setConfig({ testTimeout: 120_000 });

const folder = 'test/lint/fixtures';
const texts = Object.fromEntries(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'expected.txt')
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .map((path) => [path, readFileSync(path, 'utf8')]),
);
const composeFiles = Object.keys(texts).filter((path) => path.endsWith('.yaml'));

/** Pieces that mean something to YAML, Compose, Nginx, Redis or a properties file. */
const pieces = fc.oneof(
  fc.constantFrom(
    ...[
      '\n',
      '  ',
      ':',
      '-',
      '[',
      '{',
      '}',
      ']',
      '"',
      "'",
      '#',
      '&a ',
      '*a',
      '<<: *a',
      '!reset ',
      '|',
      '>-',
      '---\n',
      '${',
      '${A:-',
      '}}',
      '$',
      '\t',
      '\\',
      ';',
      ',',
      '=',
      '@',
      '//',
      '\0',
      '\r\n',
      '\uFFFC',
      '🦊',
      '__proto__: 1',
      'null',
      '~',
      'sh -c "',
      '-c',
      '--',
      'services:',
    ],
  ),
  fc.string({ maxLength: 8 }),
);

/** Cuts a piece out of a text, puts one in, or moves a line. */
function mutate(text: string, edits: readonly (readonly [number, number, string])[]): string {
  return edits.reduce((now, [at, cut, piece]) => {
    const from = at % (now.length + 1);
    return now.slice(0, from) + piece + now.slice(from + cut);
  }, text);
}

/** Ends in a result or in an error about the files; anything else is a bug. */
function survives(path: string, files: Record<string, string>): void {
  try {
    renderReport(lintFiles([path], { files: filesFrom(files) }));
  } catch (error) {
    if (!(error instanceof StackError && error.code === 'usage')) throw error;
  }
}

describe('no text makes lint crash', () => {
  const edits = fc.array(fc.tuple(fc.nat(20_000), fc.nat(30), pieces), { minLength: 1, maxLength: 6 });

  it('a Compose file of the fixtures, changed at random', () => {
    fc.assert(
      fc.property(fc.constantFrom(...composeFiles), edits, (path, changes) => {
        survives(path, { ...texts, [path]: mutate(texts[path] ?? '', changes) });
      }),
      { numRuns: 700 },
    );
  });

  it('a configuration file of the fixtures, changed at random', () => {
    const configs = Object.keys(texts).filter((path) => !path.endsWith('.yaml'));
    fc.assert(
      fc.property(fc.constantFrom(...configs), edits, (path, changes) => {
        const changed = { ...texts, [path]: mutate(texts[path] ?? '', changes) };
        const directory = path.slice(0, path.lastIndexOf('/'));
        for (const compose of composeFiles.filter((file) =>
          directory.startsWith(file.slice(0, file.lastIndexOf('/'))),
        ))
          survives(compose, changed);
      }),
      { numRuns: 150 },
    );
  });

  it('text that is nothing in particular', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (words) => {
        survives('compose.yaml', { 'compose.yaml': words.join('') });
      }),
      { numRuns: 500 },
    );
  });

  it('any value in any place of a service', () => {
    const keys = [
      'image',
      'command',
      'entrypoint',
      'environment',
      'env_file',
      'volumes',
      'healthcheck',
      'deploy',
      'mem_limit',
      'restart',
      'logging',
      'depends_on',
      'networks',
      'ports',
      'configs',
      'secrets',
      'tmpfs',
      'extends',
      'scale',
      'build',
      'labels',
    ];
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(
          'redis:7',
          'apache/kafka',
          'nginx',
          'redis-server',
          '--sentinel',
          'KAFKA_LOG_DIRS=/tmp',
          'sh',
          '-c',
          './a:/b',
          '1g',
          'service',
          '6379:6379',
          'CMD-SHELL',
        ),
        fc.constantFrom(null, true, 1, -1, 1.5),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            'test',
            'source',
            'target',
            'file',
            'service',
            'driver',
            'options',
            'resources',
            'limits',
            'memory',
            'replicas',
            'condition',
            'type',
            'a',
          ),
          tie('any'),
          { maxKeys: 3 },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 8 }), value, (service, other) => {
        survives('compose.yaml', {
          'compose.yaml': JSON.stringify({ services: { a: service, service: other } }),
        });
      }),
      { numRuns: 700 },
    );
  });
});
