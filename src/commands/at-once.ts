import type { FileChange } from '../bundle/write/diff.ts';

const composePath = 'stack/compose.yaml';
const basePath = 'stack/base.yaml';

/**
 * What plain `docker compose up` would do to a stack that runs: recreate all that has changed, several nodes of a tier
 * at the same time. Known from the files alone, by their text: no engine is asked, nothing is parsed.
 */
export function warnAtOnce(changes: readonly FileChange[]): readonly string[] {
  const replaced = (path: string) => changes.find((one) => one.path === path && one.kind === 'replace');
  const compose = replaced(composePath);
  const all = replaced(basePath) !== undefined;
  if (all)
    return ['', `If the stack runs: plain docker compose up would recreate all of it at once; ${better}`];
  if (compose?.before === undefined || compose.after === undefined) return [];
  const before = servicesOf(compose.before);
  const changed = [...servicesOf(compose.after.content)].filter(
    ([name, text]) => before.has(name) && before.get(name) !== text,
  );
  const groups = groupByComponent(changed).filter((names) => names.length > 1);
  if (groups.length === 0) return [];
  const names = groups.map((group) => group.join(', ')).join('; ');
  return ['', `If the stack runs: plain docker compose up would recreate at once ${names}; ${better}`];
}

const better = 'holdfast up restarts one node of a tier at a time.';

/** Of our own print: a service begins at two blanks, and everything deeper is part of it. */
function servicesOf(content: Uint8Array | string): Map<string, string> {
  const text = Buffer.from(content).toString();
  const section = /^services:\n([\s\S]*?)(?=^\S)/m.exec(`${text}\n#`)?.[1] ?? '';
  const blocks = section.split(/^ {2}(?=[\w-]+:$)/m).slice(1);
  return new Map(
    blocks.map((block) => {
      const lines = block.split('\n').filter((line) => line.startsWith('    '));
      return [block.slice(0, block.indexOf(':')), lines.join('\n')];
    }),
  );
}

/** One-shots end anyway: they are nobody's loss. */
function groupByComponent(services: readonly (readonly [string, string])[]): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const [name, text] of services) {
    if (/^ {6}service: once$/m.test(text)) continue;
    const component = /^ {6}holdfast\.component: (\S+)$/m.exec(text)?.[1] ?? '';
    groups.set(component, [...(groups.get(component) ?? []), name]);
  }
  return [...groups.values()];
}
