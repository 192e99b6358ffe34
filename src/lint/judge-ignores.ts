import { nearestName } from '../spec/diagnose.ts';
import type { Sighting } from './finding.ts';
import type { Rule } from './rule.ts';
import type { Ignore } from './silence.ts';

/** The rule about the comments themselves; it cannot be silenced. */
export const ignoreComment: Omit<Rule, 'check'> = {
  id: 'ignore-comment',
  severity: 'warning',
  looksAt: 'comments `# holdfast-lint: ignore RULE reason`',
  reason:
    'Whoever reads the file later must learn why a warning was waved away; a comment without reason or with an unknown rule silences nothing.',
  mend: 'write `# holdfast-lint: ignore RULE reason`',
  source: 'docs/lint.md',
};

/** Comments that silence nothing, as sightings of {@link ignoreComment}. */
export function judgeIgnores(ignores: readonly Ignore[], known: ReadonlySet<string>): readonly Sighting[] {
  return ignores.flatMap(({ rule, reason, at }) => {
    const found = { at, service: '' };
    if (!known.has(rule)) {
      const meant = nearestName(rule, known);
      const message = rule === '' ? 'names no rule' : `there is no rule ${rule.slice(0, 60)}`;
      return [
        {
          rule: ignoreComment,
          found: { ...found, message, ...(meant === undefined ? {} : { mend: `did you mean ${meant}?` }) },
        },
      ];
    }
    return reason === ''
      ? [{ rule: ignoreComment, found: { ...found, message: `gives no reason to ignore ${rule}` } }]
      : [];
  });
}
