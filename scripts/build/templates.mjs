import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';

const target = 'src/bundle/templates.generated.ts';

/**
 * Precompiles templates/**\/*.hbs, so that a generate never loads Handlebars' compiler. A template's name is its path
 * below templates/ without `.hbs`. Written only when it differs: editors and test watchers would start over.
 */
export async function precompileTemplates(root) {
  const names = await templateNames(join(root, 'templates'));
  const entries = [];
  for (const name of names) {
    const text = await readFile(join(root, 'templates', `${name}.hbs`), 'utf8');
    // What is rendered is configuration, not HTML; an unknown helper is a typo and fails here.
    const code = Handlebars.precompile(text, { strict: true, noEscape: true, knownHelpersOnly: true });
    entries.push(`  ${JSON.stringify(name)}: ${code} as TemplateSpecification,`);
  }
  await writeIfChanged(join(root, target), moduleText(names, entries));
}

async function templateNames(folder) {
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => file.replaceAll('\\', '/').slice(0, -'.hbs'.length))
    .sort();
}

function moduleText(names, entries) {
  return `// @ts-nocheck -- made by scripts/build.mjs from templates/, do not edit
export type TemplateName =
${names.map((name) => `  | ${JSON.stringify(name)}`).join('\n')};

export const templates: Record<TemplateName, TemplateSpecification> = {
${entries.join('\n')}
};
`;
}

async function writeIfChanged(path, text) {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before !== text) await writeFile(path, text);
}
