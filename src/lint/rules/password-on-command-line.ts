import type { Service } from '../facts/service.ts';
import { foundAt } from '../found.ts';
import type { Rule } from '../rule.ts';
import type { Scalar } from '../yaml/value.ts';

/** Options that are followed by a password. */
const options = /^(?:--requirepass|--masterauth|--pass|--password|-a)$/;

/** A password for everybody who may list processes. */
export const passwordOnCommandLine: Rule = {
  id: 'password-on-command-line',
  severity: 'warning',
  looksAt: 'passwords as arguments of a command or of a health check',
  reason:
    'Arguments are seen by whoever may list processes or inspect the container, and stay in shell histories and logs.',
  mend: 'put it into a file: a secret, read by the configuration or by the start script',
  source: 'Docker documentation, Manage secrets securely in Docker Compose',
  *check({ services }) {
    for (const service of services)
      for (const at of passwordsIn(service))
        yield foundAt(service, at.at, 'a password stands on the command line');
  },
};

/** Only where Redis is meant: `-a` is an option of many programs. */
function passwordsIn({ words, healthTest = [] }: Service): readonly Scalar[] {
  return [words, healthTest].flatMap((line) => {
    if (!line.some(({ text }) => /(?:redis|valkey)-|^--requirepass/.test(text))) return [];
    return line.filter((word, index) => {
      const before = line[index - 1]?.text ?? '';
      // What the shell inside the container puts in comes from its environment, see secret-in-environment.
      const literal = word.text !== '' && !word.text.startsWith('$') && !word.text.startsWith('-');
      return (options.test(before) && literal) || /^--(?:requirepass|masterauth)\s+[^$\s]/.test(word.text);
    });
  });
}
