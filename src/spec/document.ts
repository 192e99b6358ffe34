import { parseDocument } from 'yaml';
import type { Document, YAMLError } from 'yaml';
import { escapeText } from './diagnose.ts';
import { finding, refuse } from './findings.ts';
import type { Finding } from './findings.ts';

/**
 * Text to a YAML 1.2 document, nothing resolved that a spec has no use for: no tags, no merge keys, no second
 * document, no directives (`%YAML 1.1` would bring back `yes` as true and `1:30` as 90). Duplicate keys are found
 * later, by us: the library compares every pair of keys, which a large map turns into minutes.
 * @throws {@link StackError} `usage` with every syntax error
 */
export function readDocument(text: string, file: string): Document.Parsed {
  const document = parse(text, file);
  const findings = [
    ...findDirectives(text),
    ...[...document.errors, ...document.warnings]
      .filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
      .map(explain),
  ];
  refuse(findings, text, file);
  return document;
}

function parse(text: string, file: string): Document.Parsed {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      strict: true,
      stringKeys: true,
      uniqueKeys: false,
      merge: false,
      resolveKnownTags: false,
      prettyErrors: false,
      // Not `silent`: with it the library takes the first of several documents without a word.
      logLevel: 'error',
    });
  } catch {
    // The parser recurses: whatever exhausts it is the text's doing, and the text is at fault, not we.
    refuse([finding(0, 'is nested too deeply to be read')], text, file);
    throw new Error('unreachable');
  }
}

function findDirectives(text: string): readonly Finding[] {
  return [...text.matchAll(/^%.*/gm)].map(({ index }) =>
    finding(index, 'a YAML directive (%) is not allowed', 'remove the line'),
  );
}

const ownWords: Readonly<Record<string, string>> = {
  RESOURCE_EXHAUSTION: 'is nested too deeply to be read',
  MULTIPLE_DOCS: 'a second YAML document starts here: one file holds one spec',
  TAB_AS_INDENT: 'a tab indents this line: YAML indents with spaces only',
  NON_STRING_KEY: 'a key must be plain text',
  MULTIPLE_ANCHORS: 'anchors (&) and aliases (*) are not allowed',
  MULTIPLE_TAGS: 'tags (!) are not allowed',
};

function explain(error: YAMLError): Finding {
  const text = /^Missing closing .quote/.test(error.message) ? unclosed : ownWords[error.code];
  return finding(error.pos[0], text ?? `is not valid YAML: ${withoutQuotations(error.message)}`);
}

const unclosed = 'a quote that was opened before is closed nowhere';

/** The library quotes what it stumbled over, which may be a password. */
function withoutQuotations(message: string): string {
  return escapeText(message.slice(0, 200).replaceAll(/"[^"]{4,}"?/g, '"…"')).replace(/[.:]$/, '');
}
