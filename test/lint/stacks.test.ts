import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/lint/report.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { lintFiles } from './support.ts';

const stacks = 'test/lint/fixtures/stacks';

describe('whole stacks, with the mistakes of public examples in words of our own', () => {
  it.each(readdirSync(stacks))('%s', async (name) => {
    const result = lintFiles([`${stacks}/${name}/compose.yaml`]);
    await expect(`${renderReport(result).join('\n')}\n`).toMatchFileSnapshot(
      `./fixtures/stacks/${name}/expected.txt`,
    );
  });

  it.each([
    [
      'zookeeper-kafka-trio',
      ['kafka-replication-factor', 'zookeeper-ensemble-size', 'kafka-heap-over-limit', 'kafka-node-id'],
    ],
    [
      'kraft-trio-localhost',
      ['kafka-advertised-localhost', 'kafka-quorum-size', 'kafka-min-insync-too-high', 'kafka-data-in-tmp'],
    ],
    [
      'sentinel-by-names',
      [
        'sentinel-config-not-writable',
        'sentinel-names',
        'sentinel-quorum-low',
        'sentinel-auth',
        'shared-data-volume',
      ],
    ],
    [
      'redis-without-persistence',
      ['redis-persistence-off', 'redis-maxmemory-room', 'redis-config-unused', 'store-open-to-all'],
    ],
    [
      'nginx-one-upstream',
      ['nginx-single-server', 'nginx-name-resolved-once', 'nginx-timeouts', 'nginx-retry-unsafe'],
    ],
  ])('%s: its worst mistakes are found', (name, worst) => {
    const found = new Set(lintFiles([`${stacks}/${name}/compose.yaml`]).findings.map(({ rule }) => rule));
    expect(worst.filter((rule) => !found.has(rule))).toEqual([]);
  });

  it('finds nothing at all in a good one', () => {
    expect(lintFiles([`${stacks}/good/compose.yaml`])).toMatchObject({
      findings: [],
      notes: [],
      services: 12,
    });
  });
});

it('the README’s example is what lint says of the Sentinels by names', () => {
  const shown =
    /\$ holdfast lint\n([^]*?)\.\.\.\n/.exec(readFileSync('README.md', 'utf8'))?.[1]?.split('\n') ?? [];
  const said = readFileSync(`${stacks}/sentinel-by-names/expected.txt`, 'utf8').replaceAll(
    `${stacks}/sentinel-by-names/`,
    '',
  );
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((line) => !said.includes(line))).toEqual([]);
});

it('the README counts the rules', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(`${rules.length} rules on Kafka`);
});
