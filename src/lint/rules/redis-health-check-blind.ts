import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import { programOf } from '../facts/words.ts';

/** A check that passes on an error. */
export const redisHealthCheckBlind: Rule = {
  id: 'redis-health-check-blind',
  severity: 'note',
  looksAt: 'redis-cli ping without -e and without a look at the answer',
  reason:
    'redis-cli exits with 0 when the server answers with an error: NOAUTH, LOADING and MISCONF all count as healthy.',
  mend: 'write redis-cli -e ping, or pipe the answer into grep -q PONG',
  source: 'Redis documentation, redis-cli: exit status; redis-cli.c: -e',
  *check({ redis, sentinels }) {
    for (const { service } of [...redis, ...sentinels]) {
      const words = service.healthTest ?? [];
      const cli = words.find(({ text }) => /^(?:redis|valkey)-cli$/.test(programOf(text)));
      const texts = words.map(({ text }) => text);
      const looks = texts.some((text) => text === '-e' || /grep|PONG|\[|test|=/.test(text));
      if (cli !== undefined && texts.some((text) => text.toLowerCase() === 'ping') && !looks)
        yield foundAt(service, cli.at, 'the health check passes on an error reply too');
    }
  },
};
