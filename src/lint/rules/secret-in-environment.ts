import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';

const secretName = /(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY)$/i;

/** Values that are switches or paths, whatever the variable is called. */
const harmless = /^(?:|yes|no|true|false|on|off|\d|\/.*)$/i;

/** A secret that `docker inspect` shows. */
export const secretInEnvironment: Rule = {
  id: 'secret-in-environment',
  severity: 'warning',
  looksAt: 'passwords, tokens and keys in environment variables',
  reason:
    'Variables are shown by docker inspect, handed to every child process and printed by crash reports.',
  mend: 'use secrets: with a file, and the variable that ends in _FILE where the image has one',
  source: 'Docker documentation, Manage secrets securely in Docker Compose',
  *check({ services }) {
    for (const service of services)
      for (const [name, { text, at }] of service.environment.values)
        if (secretName.test(name) && !name.startsWith('ALLOW_') && !harmless.test(text))
          yield foundAt(service, at, `${name} is in the environment`);
  },
};
