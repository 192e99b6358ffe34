import { expect, it } from 'vitest';
import { renderReport } from '../../src/lint/report.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { lintText } from './support.ts';

const trio = `services:
  a: &redis { image: redis, restart: always, mem_limit: 1g, logging: { driver: local } }
  b: *redis
  c: *redis
  d: *redis
  e: *redis
`;

it('tells the same thing once, with every service it holds for', () => {
  const lines = renderReport(lintText(trio, {}, { rules: rulesNamed('image-latest', 'no-health-check') }));
  expect(lines).toEqual([
    'compose.yaml:2:3 warning no-health-check: a, b, c, d and 1 more: no health check',
    '    add a healthcheck that asks the service itself, cheaply, with start_period and start_interval',
    'compose.yaml:2:22 warning image-latest: a, b, c, d and 1 more: redis is whatever version is the latest',
    '    name a version, best with its digest',
    '',
    '0 errors, 2 warnings, 0 notes in 5 services (5 redis)',
  ]);
});

it('never lets a file speak to the terminal', () => {
  const text = 'services:\n  "a\\e[31m":\n    image: "redis\\u202e"\n';
  const shown = renderReport(lintText(text)).join('\n');
  expect(shown).toContain('a\\u001b[31m');
  for (const sign of ['\u001b', '\u202e']) expect(shown).not.toContain(sign);
});

it('never shows a password', () => {
  const text =
    'services:\n  a:\n    image: redis:7\n    command: redis-server --requirepass hunter2\n    environment: { MY_SECRET: hunter2 }\n    healthcheck: { test: [CMD, redis-cli, -a, hunter2, ping] }\n';
  const result = lintText(text);
  expect(result.findings.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['password-on-command-line', 'secret-in-environment']),
  );
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

function rulesNamed(...ids: string[]) {
  return rules.filter(({ id }) => ids.includes(id));
}
