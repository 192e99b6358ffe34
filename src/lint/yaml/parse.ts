import { isNode, LineCounter, parseAllDocuments } from 'yaml';
import type { Document, YAMLError } from 'yaml';
import { StackError, type Diagnostic } from '../../errors.ts';
import { escapeText, formatPlace } from '../../spec/diagnose.ts';
import { isBounded } from './bound.ts';
import { convert } from './convert.ts';
import type { Variables } from './interpolate.ts';
import type { Mapping } from './value.ts';

/**
 * A Compose file's documents as values with places, variables put in. Read as leniently as Compose itself: anchors,
 * merge keys and unknown tags are welcome. Every scalar stays the text that was written.
 *
 * @throws StackError `usage` with each place that is not YAML, or when a document is no mapping
 */
export function parseYaml(text: string, file: string, variables: Variables): readonly Mapping[] {
  const lines = new LineCounter();
  const documents = parseTolerantly(text, file, lines);
  const errors = documents.flatMap(({ errors }) => errors);
  if (errors.length > 0) throw notYaml(file, errors.slice(0, 20).map(toDiagnostic(file, lines)));
  return documents.flatMap(({ contents }) => {
    if (!isNode(contents)) return [];
    const value = convert(contents, { file, lines, variables });
    if (!isBounded(value))
      throw notYaml(file, [
        { place: formatPlace(file, 1, 1), message: 'grows without end when its aliases are followed' },
      ]);
    if (value.kind === 'map') return [value];
    if (value.kind === 'scalar' && value.empty) return [];
    throw notYaml(file, [
      { place: formatPlace(file, 1, 1), message: 'a mapping with services: is expected' },
    ]);
  });
}

function parseTolerantly(text: string, file: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  try {
    const documents = parseAllDocuments(text, {
      lineCounter,
      schema: 'failsafe',
      strict: false,
      // The library compares every pair of keys, which a large map turns into minutes.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    return Array.isArray(documents) ? documents : [];
  } catch {
    // The parser recurses: what exhausts it is the text's doing.
    throw notYaml(file, [{ place: formatPlace(file, 1, 1), message: 'is nested too deeply to be read' }]);
  }
}

function toDiagnostic(file: string, lines: LineCounter) {
  return ({ pos, message }: YAMLError): Diagnostic => {
    const { line, col } = lines.linePos(pos[0]);
    // The library quotes what it stumbled over, which may be a password.
    const words = message.split('\n', 1)[0]?.replaceAll(/"[^"]{4,}"?/g, '"…"') ?? '';
    return { place: formatPlace(file, line, col), message: escapeText(words.slice(0, 200)) };
  };
}

/** A file that Compose could not read either. */
function notYaml(file: string, diagnostics: readonly Diagnostic[]): StackError {
  return new StackError('usage', `${escapeText(file)} is no Compose file that can be read`, { diagnostics });
}
