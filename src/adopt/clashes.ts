import { LineCounter, isMap, isScalar, parseDocument } from 'yaml';
import type { Scalar } from 'yaml';
import type { Diagnostic } from '../errors.ts';
import type { ComposeText } from './find.ts';

const sections = ['services', 'networks', 'volumes', 'secrets', 'configs'] as const;
type Section = (typeof sections)[number];

/**
 * Names that both the user's files and the stack define, each at its place. Compose refuses to start such a pair,
 * with a message that names neither file. A compose.override.yaml is not asked about: a service of the stack's in
 * it is merged, which is how users are meant to change one. Pure.
 */
export function clashes(existing: readonly ComposeText[], stackCompose: string): Diagnostic[] {
  const ours = namesIn(stackCompose);
  return existing.flatMap(({ path, text }) => {
    const lines = new LineCounter();
    return keysIn(text, lines).flatMap(([section, key]) => {
      const name = String(key.value);
      if (!ours.has(`${section}.${name}`)) return [];
      const { line, col } = lines.linePos(key.range?.[0] ?? 0);
      return [
        {
          place: `${path}:${String(line)}:${String(col)}`,
          message: `${section}.${name} is defined here and by the stack`,
          hint: `Give yours another name${section === 'services' ? ', or move it to compose.override.yaml if it is meant to change the stack’s' : ''}.`,
        },
      ];
    });
  });
}

function namesIn(text: string): ReadonlySet<string> {
  return new Set(keysIn(text, new LineCounter()).map(([section, key]) => `${section}.${String(key.value)}`));
}

function keysIn(text: string, lineCounter: LineCounter): [Section, Scalar][] {
  const document = parseDocument(text, { lineCounter, stringKeys: true });
  return sections.flatMap((section) => {
    const map = document.get(section, true);
    if (!isMap(map)) return [];
    return map.items.flatMap(({ key }) => (isScalar(key) ? [[section, key] as [Section, Scalar]] : []));
  });
}
