import type { Component } from '../component.ts';
import { fullForm } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { sections } from './schema.ts';
import type { Section } from './schema.ts';

/** docs/spec.md: every key with its default and meaning, from the schema that validates it. */
export function specReference(components: readonly Component[]): string {
  const all = sections(components).map(describeSection);
  return `# stack.yaml\n\nGenerated from the schema. \`name: shop\` alone is a complete spec.\n\n${all.join('\n')}`;
}

function describeSection(section: Section): string {
  const full = fullForm(section);
  const notes = [
    ...(section.shorthand === undefined ? [] : [`A bare value is \`${section.shorthand}\`.`]),
    ...(section.optional ? ['`false` leaves it out.'] : []),
    ...(full.default === undefined ? [] : [`Default: ${code(full.default)}.`]),
  ];
  const about = [section.summary, ...notes].join('\n\n');
  const rows = tableRows(full, '');
  const table = rows.length === 0 ? '' : `\n| key | default | what |\n|---|---|---|\n${rows.join('\n')}\n`;
  return `## ${section.key}\n\n${about}\n${table}`;
}

function tableRows(json: JsonSchema, prefix: string): readonly string[] {
  const own = Object.entries(json.properties ?? {}).flatMap(([key, value]) =>
    rowsOf(`${prefix}${key}`, value),
  );
  return [...own, ...rowsBelow(json, prefix)];
}

function rowsBelow(json: JsonSchema, prefix: string): readonly string[] {
  const each = json.additionalProperties;
  return typeof each === 'object' && each.properties !== undefined ? tableRows(each, `${prefix}NAME.`) : [];
}

function rowsOf(key: string, json: JsonSchema | boolean): readonly string[] {
  if (typeof json === 'boolean') return [];
  const cells = [
    code(key, true),
    json.default === undefined ? '' : code(json.default),
    json.description ?? '',
  ];
  return [
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
    ...tableRows(json, `${key}.`),
  ];
}

function code(value: unknown, bare = false): string {
  return `\`${bare ? String(value) : typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
