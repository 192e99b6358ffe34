/**
 * The colours, for light and dark. A state is never told by colour alone (symbol and word stand with it), and ours is
 * told from others by filled dots. Contrast of each pair is computed in a test, and in a browser for every text.
 */
export const light = {
  paper: '#ffffff',
  panel: '#f5f6f8',
  ink: '#15181c',
  muted: '#555c66',
  line: '#d8dce1',
  grid: '#e9ebee',
  ours: '#0b5cab',
  fill: '#c7dcf1',
  other: '#666e79',
  otherFill: '#dfe2e6',
  good: '#0a6a4c',
  bad: '#b3261e',
  warn: '#865100',
  gap: '#fbe9d4',
  focus: '#0b5cab',
} as const;

export type Palette = { readonly [colour in keyof typeof light]: string };

export const dark: Palette = {
  paper: '#101317',
  panel: '#181c22',
  ink: '#e7e9ec',
  muted: '#a4acb7',
  line: '#323943',
  grid: '#22282f',
  ours: '#74b4f6',
  fill: '#1e3d5e',
  other: '#99a2ad',
  otherFill: '#343b44',
  good: '#5cc79a',
  bad: '#ff8d7e',
  warn: '#e6b150',
  gap: '#3d2d1b',
  focus: '#74b4f6',
};

/** What is read as text, and on what: WCAG AA asks for 4.5. */
export const texts: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ['ink', 'paper'],
  ['ink', 'panel'],
  ['ink', 'gap'],
  ['muted', 'paper'],
  ['muted', 'panel'],
  ['muted', 'gap'],
  ['ours', 'paper'],
  ['ours', 'panel'],
  ['good', 'paper'],
  ['good', 'panel'],
  ['bad', 'paper'],
  ['bad', 'panel'],
  ['bad', 'gap'],
  ['warn', 'paper'],
  ['warn', 'panel'],
];

/** What has to be told apart as a shape: WCAG AA asks for 3. */
export const shapes: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ['ours', 'paper'],
  ['ours', 'gap'],
  ['other', 'paper'],
  ['other', 'gap'],
  ['bad', 'paper'],
  ['bad', 'gap'],
  ['focus', 'paper'],
];

/** As CSS variables. */
export function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour};`)
    .join('');
}
