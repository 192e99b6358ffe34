import { StackError, type Diagnostic } from '../errors.ts';
import { escapeText, nearestName } from '../spec/diagnose.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules/index.ts';

/**
 * The rules to apply.
 *
 * @param only these and no others; all when there is none
 * @throws StackError `usage` with every name that is no rule
 */
export function chooseRules(
  only: readonly string[],
  ignore: readonly string[],
): { readonly rules: readonly Rule[]; readonly known: ReadonlySet<string> } {
  const known = new Set(rules.map(({ id }) => id));
  const unknown = [...only, ...ignore].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new StackError(
      'usage',
      unknown.length === 1 ? 'a rule was named that there is not' : 'rules were named that there are not',
      {
        hint: 'holdfast lint --rules lists all of them',
        diagnostics: unknown.map((name) => diagnose(name, known)),
      },
    );
  }
  const chosen = rules.filter(({ id }) => (only.length === 0 || only.includes(id)) && !ignore.includes(id));
  return { rules: chosen, known };
}

function diagnose(name: string, known: ReadonlySet<string>): Diagnostic {
  const meant = nearestName(name, known);
  return {
    message: escapeText(name.slice(0, 80)),
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
  };
}
