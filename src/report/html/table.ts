import { markup, type Content, type Markup } from './markup.ts';

export interface Column {
  readonly head: Content;
  /** `number`: right-aligned figures. `wide`: takes the room that is left, and a line of its own on a phone. */
  readonly kind?: 'text' | 'number' | 'wide';
  /** What stands before the value on a phone, where there are no columns; nothing when empty. */
  readonly short?: string;
}

/**
 * A table that becomes a list of cards on a phone. The roles are written down because browsers forget them as soon as
 * a table is laid out as something else.
 */
export function cardTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
): Markup {
  return markup`<table class="cards" role="table">
<caption class="unseen">${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(({ head, kind }) => markup`<th role="columnheader" scope="col" class="${kind ?? 'text'}">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => markup`<tr role="row">${row.map((content, index) => cell(columns[index], content))}</tr>\n`)}</tbody>
</table>`;
}

function cell(column: Column | undefined, content: Content): Markup {
  return markup`<td role="cell" class="${column?.kind ?? 'text'}" data-label="${column?.short ?? ''}">${content}</td>`;
}

/** A table that keeps its columns and is scrolled in its own box where it is too wide; the keyboard reaches that box. */
export function wideTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
): Markup {
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="unseen">${caption}</caption>
<thead><tr>${columns.map(({ head, kind }) => markup`<th scope="col" class="${kind ?? 'text'}">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map((content, index) => markup`<td class="${columns[index]?.kind ?? 'text'}">${content}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

/** Terms and what belongs to them. */
export function facts(pairs: readonly (readonly [Content, Content])[]): Markup {
  return markup`<dl class="facts">${pairs.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}
