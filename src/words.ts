const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `1,204,331`; a dash for what is no number. */
export function count(n: number): string {
  return Number.isFinite(n) ? grouped.format(n) : '–';
}

/** `1 run`, `20 runs`. */
export function plural(n: number, word: string, words = `${word}s`): string {
  return `${count(n)} ${n === 1 ? word : words}`;
}
