import { duration } from '../figures.ts';
import type { Mark, Timeline } from '../report.ts';
import { markup, type Markup } from './markup.ts';
import { left, percent } from './time.ts';

/** Of a letter on a phone, percent of the width. */
const letter = 2.2;
const lane = 13;

/** Names of the marks, in a lane of their own each where they would touch on a phone. Roles are small triangles. */
export function flags(timeline: Timeline): Markup {
  const ends: number[] = [];
  const marks = timeline.marks.toSorted((a, b) => a.at - b.at);
  const drawn = marks.map((mark) => (mark.kind === 'role' ? undefined : flag(mark, timeline, ends)));
  const height = Math.max(1, ends.length) * lane + 4;
  const roles = marks.filter(({ kind }) => kind === 'role').map((mark) => role(mark, timeline, height));
  return markup`<svg class="flags" width="100%" height="${height + (roles.length > 0 ? 8 : 0)}">${drawn}${roles}</svg>`;
}

function flag({ at, kind }: Mark, timeline: Timeline, ends: number[]): Markup {
  const text = at === 0 ? kind : `${kind} ${at > 0 ? '+' : ''}${duration(at)}`;
  const width = text.length * letter;
  const place = percent(at, timeline);
  const turned = place + width > 100;
  const [from, to] = turned ? [place - width, place] : [place, place + width];
  const free = ends.findIndex((end) => from >= end);
  const row = free === -1 ? ends.length : free;
  ends[row] = to;
  return markup`<text class="flag" x="${left(at, timeline)}%" dx="${turned ? -5 : 5}" y="${11 + row * lane}" text-anchor="${turned ? 'end' : 'start'}">${text}</text>`;
}

function role({ at, text }: Mark, timeline: Timeline, top: number): Markup {
  return markup`<svg x="${left(at, timeline)}%" y="${top}"><path class="role" d="M-4 0h8L0 7Z"><title>${text}</title></path></svg>`;
}
