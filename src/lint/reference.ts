import { ignoreComment } from './judge-ignores.ts';
import type { Rule, Severity } from './rule.ts';
import { rules } from './rules/index.ts';

/** What can be said of a rule without running it. */
export type RuleCard = Omit<Rule, 'check'>;

/** Every rule, the one about comments included, the worst first and then by name. */
export function ruleCards(): readonly RuleCard[] {
  const order: readonly Severity[] = ['error', 'warning', 'note'];
  return [...rules, ignoreComment]
    .map(({ id, severity, looksAt, reason, mend, source }) => ({
      id,
      severity,
      looksAt,
      reason,
      mend,
      source,
    }))
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || (a.id < b.id ? -1 : 1));
}

/** For `holdfast lint --rules`: severity, name and reason of each. */
export function renderRules(): readonly string[] {
  const cards = ruleCards();
  return [
    ...cards.flatMap(({ id, severity, reason }) => [`${severity.padEnd(7)} ${id}`, `        ${reason}`]),
    '',
    `${cards.length} rules`,
  ];
}

const meaning: Readonly<Record<Severity, string>> = {
  error: 'Errors: something is lost, or nothing fails over',
  warning: 'Warnings: slower or more fragile than it has to be',
  note: 'Notes: worth knowing',
};

/** docs/lint.md, from the rules themselves. */
export function lintReference(): string {
  const sections = (['error', 'warning', 'note'] as const).map((severity) => {
    const cards = ruleCards().filter((card) => card.severity === severity);
    return `## ${meaning[severity]}\n\n${cards.map(card).join('\n')}`;
  });
  return `${introduction}\n${sections.join('\n')}`;
}

function card({ id, looksAt, reason, mend, source }: RuleCard): string {
  return `### ${id}\n\nLooks at ${looksAt}.\n\n${reason}\n\nInstead: ${mend}.\n\n<sub>${source}</sub>\n`;
}

const introduction = `# holdfast lint

<!-- Generated from src/lint/rules; \`npx vitest run --project unit -u\` writes it anew. -->

\`holdfast lint [compose.yaml ...]\` reads a Compose project of anybody's and says what will not survive the loss of a node.
Nothing is started and no engine is needed. Several files are one project, the later over the earlier, as with
\`docker compose -f a -f b\`; without a name it takes the files that \`docker compose\` would take in the directory.

| option | |
| --- | --- |
| \`--only RULE\` | this rule only; may be given again, or several with commas |
| \`--ignore RULE\` | all rules but this; may be given again, or several with commas |
| \`--strict\` | warnings count as errors for the exit code |
| \`--json\` | findings as data |
| \`--rules\` | this list |

Exit code: 0 no errors, 1 errors (with \`--strict\` warnings as well), 2 bad usage or a file that Compose could not read either.

A comment silences one rule on the line it stands behind, or on the line or the whole service below it. It must say why:

\`\`\`yaml
services:
  # holdfast-lint: ignore sentinel-count the other two run on the machines b and c
  sentinel:
\`\`\`

What it reads: services with anchors, merge keys, \`extends\` and \`include\` inside the directory, variables from the shell, \`.env\`
and defaults, \`env_file\`, and the configuration files mounted from the directory (redis.conf, sentinel.conf, server.properties,
nginx.conf, haproxy.cfg). What a variable without value decides, what lies in an image built elsewhere or in a volume, it does
not know, and says nothing about it: no finding is no proof. What a start script writes is read only where it stands in the
Compose file. A proof is what drills are for.
`;
