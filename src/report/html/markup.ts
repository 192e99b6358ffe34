/**
 * Text that is markup already. Only `markup` makes it, and `markup` escapes every value that is not itself markup: a name
 * or an error text with tags in it shows as text, whoever forgets about it.
 */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | undefined | readonly Content[];

/**
 * A piece of a page, as a tagged template: markup`<p>${anything}</p>`. Not named `html`: formatters then move blanks
 * about in it, and blanks are text.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(strings.map((text, index) => text + render(values[index])).join(''));
}

function render(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(render).join('');
  return escape(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Also for attributes in quotes. Control characters, and marks that turn the direction of what follows, become visible:
 * they could make a text show as another one.
 */
function escape(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
      character === '\n' ? character : '\ufffd',
    );
}
