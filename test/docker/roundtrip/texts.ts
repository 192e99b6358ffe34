import fc from 'fast-check';

/** Fixed, so that a failure is the same everywhere; another one is tried with HOLDFAST_SEED. */
export const seed = Number(process.env['HOLDFAST_SEED'] ?? 20_260_713);

/** Each of these means something, or nothing good, in one of the languages a value ends up in. */
const fragments = [
  ...['', ' ', '  ', '\t', '\n', '\r', '\0', '\u007f', '\u0085', '\u00a0', '\u2028', '\u202e', '\u200b'],
  ...['\ufeff', '\ufffe', '\uffff', '\ud800', '\udc00', 'é', '日本', '😀', '\u{10ffff}', '\\u0041', '\\x41'],
  ...['$', '$$', '${HOME}', '${', '$(id)', '`id`', '%{ENV}', '{{x}}', '{{{x}}}', '{{#if x}}', '&amp;', '<a>'],
  ...['"', "'", '\\', '\\n', '\\"', '\\\\', ';', '{', '}', '[', ']', ',', '#', ' #', ': ', ':', '- ', '-'],
  ...[
    '?',
    '? ',
    '!',
    '!!str x',
    '&a',
    '*a',
    '|',
    '>',
    '%',
    '@',
    '`',
    '=',
    '<<',
    '---',
    '...',
    '~',
    '.',
    '..',
  ],
  ...['null', 'Null', 'true', 'yes', 'no', 'on', 'Off', 'y', 'N', '.inf', '-.INF', '.nan', '0', '1', '-1'],
  ...['1_000', '0b101', '0o17', '017', '0x1f', '0x_1f', '1e3', '1_0.5', '1:30', '190:20:30.15', '+1', '1.'],
  ...['2001-01-01', '2001-12-14t21:59:43.10-05:00', '__proto__', 'constructor', '../x', '/', '~/x', 'a', 'B'],
  ...[
    'web',
    'a b',
    'https://x',
    './git@x:y',
    'github.com/x',
    'service:web',
    'x'.repeat(70),
    'a=b',
    'user default on',
    'daemonize yes',
  ],
];

const joined = fc
  .array(fc.constantFrom(...fragments), { minLength: 2, maxLength: 6 })
  .map((parts) => parts.join(''));

const text = fc.oneof(
  { weight: 4, arbitrary: joined },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
);

/** Every fragment by itself, and this many texts made of them or of any characters. */
export function anyTexts(count: number): readonly string[] {
  return distinct([...fragments, ...fc.sample(text, { seed, numRuns: count })]);
}

/** Texts of a form that a strict field takes most of, so that what it lets through is tried as well. */
export function textsLike(form: RegExp, count: number): readonly string[] {
  return distinct(fc.sample(fc.stringMatching(form), { seed, numRuns: count }));
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
