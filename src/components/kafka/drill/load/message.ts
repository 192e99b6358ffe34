/** A message's text: its sequence, and when it was due, ms since the history began. `17 2500` */
export function textOf(sequence: number, due: number): string {
  return `${String(sequence)} ${String(Math.round(due))}`;
}

export function valueOf(text: string): number {
  return Number(text.split(' ')[0]);
}

export function dueOf(text: string): number {
  return Number(text.split(' ')[1]);
}
