import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directiveArguments, refusal } from '../../../src/components/redis/directives.ts';

describe('refusal', () => {
  test.each([
    'appendonly',
    'maxmemory',
    'min-replicas-to-write',
    'replica-priority',
    'min-slaves-to-write',
    'cluster-enabled',
    'aclfile',
  ])('%s rests under a guarantee', (name) => {
    expect(refusal(name, 'yes')).toBeTypeOf('string');
  });

  test('lets tuning through, and refuses only the value that harms', () => {
    expect(refusal('notify-keyspace-events', 'KEA')).toBeUndefined();
    expect(refusal('appendfsync', 'always')).toBeUndefined();
    expect(refusal('appendfsync', 'no')).toMatch(/lost/);
    expect(refusal('constructor', 'x')).toBeUndefined();
  });
});

describe('directiveArguments', () => {
  test('quotes each word of a list, and any other value as one', () => {
    expect(directiveArguments('save', '900 1 300 10')).toBe('"900" "1" "300" "10"');
    expect(directiveArguments('proc-title-template', '{title} {listen-addr}')).toBe(
      '"{title} {listen-addr}"',
    );
    expect(directiveArguments('io-threads', true)).toBe('"yes"');
    expect(directiveArguments('save', '')).toBe('""');
  });

  test('gives back every value when read as Redis reads it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,40}$/), (word) => {
        expect(readQuoted(directiveArguments('syslog-ident', word))).toBe(word);
      }),
    );
  });
});

/** One quoted word as sdssplitargs reads it; a quote inside must be escaped, and nothing may follow the last one. */
function readQuoted(text: string): string {
  expect(text).toMatch(/^"(?:[^"\\]|\\["\\])*"$/);
  return text.slice(1, -1).replace(/\\(["\\])/g, '$1');
}
