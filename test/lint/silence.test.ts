import { describe, expect, it } from 'vitest';
import { lintText } from './support.ts';

const rulesOf = (text: string): readonly string[] =>
  lintText(text).findings.map(({ rule, place }) => `${place.line} ${rule}`);
const latest = (comment: string, behind = ''): string =>
  `services:\n  a:\n${comment}    image: redis:latest${behind}\n`;

describe('a comment silences one rule', () => {
  it.each([
    ['above the line', latest('    # holdfast-lint: ignore image-latest a test stack\n')],
    [
      'above, with others between',
      latest('    # holdfast-lint: ignore image-latest a test stack\n    # more\n'),
    ],
    ['behind the line', latest('', ' # holdfast-lint: ignore image-latest a test stack')],
    [
      'above the service',
      `services:\n  # holdfast-lint: ignore image-latest a test stack\n  a:\n    image: redis:latest\n`,
    ],
    [
      'behind the service’s key',
      `services:\n  a: # holdfast-lint: ignore image-latest a test stack\n    image: redis:latest\n`,
    ],
  ])('%s', (_where, text) => {
    expect(rulesOf(text).join()).not.toContain('image-latest');
    expect(rulesOf(text).join()).toContain('no-health-check');
    expect(lintText(text).silenced).toBe(1);
  });

  it('of one service and not of the next', () => {
    const text =
      'services:\n  # holdfast-lint: ignore no-health-check checked outside\n  a: { image: redis:7 }\n  b: { image: redis:7 }\n';
    const found = lintText(text).findings.find(({ rule }) => rule === 'no-health-check');
    expect(found?.services).toEqual(['b']);
  });

  it('in a configuration file as well', () => {
    const compose =
      'services:\n  nginx:\n    image: nginx:1.28\n    volumes: ["./n.conf:/etc/nginx/nginx.conf"]\n';
    const conf = (comment: string): string => `http {\n${comment}  resolver 127.0.0.11;\n}\n`;
    const found = (text: string): boolean =>
      lintText(compose, { 'n.conf': text }).findings.some(({ rule }) => rule === 'nginx-resolver-valid');
    expect(found(conf(''))).toBe(true);
    expect(
      found(conf('  # holdfast-lint: ignore nginx-resolver-valid nothing is ever made anew here\n')),
    ).toBe(false);
  });

  it('not two lines above', () => {
    expect(rulesOf(latest('    # holdfast-lint: ignore image-latest too far\n\n')).join()).toContain(
      'image-latest',
    );
  });
});

describe('a comment that silences nothing is told', () => {
  it.each([
    ['without a reason', 'ignore image-latest', /gives no reason to ignore image-latest/],
    ['of an unknown rule', 'ignore image-lastest because', /there is no rule image-lastest/],
    ['without a rule', 'ignore', /names no rule/],
  ])('%s', (_what, words, message) => {
    const { findings } = lintText(latest(`    # holdfast-lint: ${words}\n`));
    expect(findings.map(({ rule }) => rule)).toContain('image-latest');
    const told = findings.find(({ rule }) => rule === 'ignore-comment');
    expect(told?.message).toMatch(message);
    expect(told?.place).toEqual({ file: 'compose.yaml', line: 3, column: 5 });
  });

  it('with the nearest rule', () => {
    const { findings } = lintText(latest('    # holdfast-lint: ignore image-lastest because\n'));
    expect(findings.find(({ rule }) => rule === 'ignore-comment')?.mend).toBe('did you mean image-latest?');
  });
});
