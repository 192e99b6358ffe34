import type { Phase } from '../../../drill/disaster/phases.ts';
import { duration } from '../../figures.ts';
import { markup, type Content, type Markup } from '../../html/markup.ts';
import { area, outline } from '../../html/paths.ts';
import { tickText } from '../../html/samples.ts';
import { linear, place, ticksBetween } from '../../html/scale.ts';
import { left, percent } from '../../html/time.ts';
import type { DisasterTimeline } from '../report.ts';
import { count } from '../../../words.ts';

const heights = { bracket: 30, rate: 44, bar: 8 } as const;
/** Of a letter on a phone, percent of the width. */
const letter = 2.2;

/**
 * The whole drill on one time axis: the two objectives as brackets, what each store acknowledged, and below it every
 * step as a bar. The backup's moment, the destruction and the proof are lines through all of them. Places are percent of
 * the width, so that it takes any width while text keeps its size.
 */
export function disasterFigure(timeline: DisasterTimeline): Markup {
  const { backup, proven, rates, phases } = timeline;
  return markup`<figure class="timeline disaster">
<div class="plot" role="img" aria-label="${spoken(timeline)}">
<svg class="lines">${line('heal', backup.began, timeline)}${line('fault', 0, timeline)}${line('whole', proven, timeline)}</svg>
${bracket('RPO', backup.began, 0, timeline)}
${bracket('RTO', 0, proven, timeline)}
${rates.map(({ tier, acknowledged }) => [name(markup`<span class="client">${tier}</span> acknowledged writes a second`), rate(acknowledged, timeline)])}
${phases.map((phase) => [name(phase.name, duration(phase.to - phase.from)), bar(phase, timeline)])}
${axis(timeline)}
</div>
<figcaption>Time counts from the destruction. Dashed: the moment the backup stands for. Solid: the first container is killed. Dotted: the stores hold all of the backup, compared with it.</figcaption>
</figure>`;
}

function line(kind: string, at: number, timeline: DisasterTimeline): Markup {
  const x = left(at, timeline);
  return markup`<line class="mark ${kind}" x1="${x}%" x2="${x}%" y1="0" y2="100%" />`;
}

/** A span with its name and length, above a line with two ends. The words stand where there is room. */
function bracket(word: string, from: number, to: number, timeline: DisasterTimeline): Markup {
  const text = `${word} ${duration(to - from)}`;
  const [start, end] = [percent(from, timeline), percent(to, timeline)];
  const width = text.length * letter;
  const middle = (start + end) / 2;
  const held = Math.min(100 - width / 2, Math.max(width / 2, middle));
  const y = heights.bracket - 8;
  const [x1, x2] = [place(start), place(end)];
  return markup`<svg class="bracket" width="100%" height="${heights.bracket}">
<line class="span" x1="${x1}%" x2="${x2}%" y1="${y}" y2="${y}" /><line class="span" x1="${x1}%" x2="${x1}%" y1="${y - 4}" y2="${y + 4}" /><line class="span" x1="${x2}%" x2="${x2}%" y1="${y - 4}" y2="${y + 4}" />
<text class="objective" x="${place(held)}%" y="${y - 8}" text-anchor="middle">${text}</text>
</svg>`;
}

function name(text: Content, note?: string): Markup {
  return markup`<p class="name"><span>${text}</span>${note === undefined ? undefined : markup`<span class="gapnote">${note}</span>`}</p>`;
}

/** Acknowledged a second, as steps from a baseline. */
function rate(acknowledged: readonly number[], { step }: DisasterTimeline): Markup {
  const perSecond = acknowledged.map((n) => (n * 1000) / step);
  const scale = linear(Math.max(0, ...perSecond), 1);
  const height = heights.rate;
  const upper = perSecond.map((n) => height - (height * scale.at(n)) / 100);
  return markup`<svg class="panel" width="100%" height="${height}">
${scale.ticks.map((tick) => gridline(height - (height * scale.at(tick)) / 100, tick === 0 ? undefined : `${count(tick)}/s`))}
<svg width="100%" height="${height}" viewBox="0 0 ${Math.max(1, acknowledged.length)} ${height}" preserveAspectRatio="none">${path('fill ours', area(upper, height))}${path('edge ours', outline(upper))}</svg>
</svg>`;
}

function path(kind: string, d: string): Markup | undefined {
  return d === '' ? undefined : markup`<path class="${kind}" d="${d}" />`;
}

function gridline(y: number, text: string | undefined): Markup {
  return markup`<line class="grid" x1="0" x2="100%" y1="${place(y)}" y2="${place(y)}" />${text === undefined ? undefined : markup`<text class="scale" x="100%" dx="6" y="${place(y + 4)}">${text}</text>`}`;
}

/** What went on while the stores were away stands out. */
function bar({ from, to }: Phase, timeline: DisasterTimeline): Markup {
  const [start, end] = [percent(from, timeline), percent(to, timeline)];
  const away = from >= 0 && to <= timeline.proven + 1;
  return markup`<svg class="step" width="100%" height="${heights.bar}"><rect class="${away ? 'away' : 'calm'}" x="${place(start)}%" y="0" width="${place(Math.max(end - start, 0.3))}%" height="100%" /></svg>`;
}

function axis(timeline: DisasterTimeline): Markup {
  const ticks = ticksBetween(timeline.from, timeline.to, 6);
  return markup`<svg class="axis" width="100%" height="22">${ticks.map((tick) => {
    const x = left(tick, timeline);
    const anchor = percent(tick, timeline) < 4 ? 'start' : 'middle';
    return markup`<line class="tick" x1="${x}%" x2="${x}%" y1="0" y2="4" /><text x="${x}%" y="17" text-anchor="${anchor}">${tick > 0 ? '+' : ''}${tickText(tick)}</text>`;
  })}</svg>`;
}

function spoken({ backup, proven, phases }: DisasterTimeline): string {
  const steps = phases.map(
    ({ name: step, from, to }) => `${step} from ${duration(from)}, ${duration(to - from)}`,
  );
  return [
    `RPO ${duration(-backup.began)}: the backup began ${duration(-backup.began)} before the destruction`,
    `RTO ${duration(proven)}`,
    ...steps,
  ].join('; ');
}
