import { duration } from '../figures.ts';
import type { DrillResult, StreamResult } from '../report.ts';
import { isWrite } from '../summary.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { spoken } from './overview.ts';
import { strip, stripAxis, stripScale } from './samples.ts';
import { cardTable, wideTable } from './table.ts';
import { count } from '../../words.ts';

/** Every gap of every client on one scale, ours beside the others. */
export function samplesTable({ name, streams, slo }: DrillResult): Markup {
  const shown = ordered(streams);
  const limit = slo.rto;
  const some95 = shown.some((stream) => stream.p95 !== null);
  const scale = stripScale(
    [...shown.flatMap(({ gaps }) => gaps), ...(limit === undefined ? [] : [limit])],
    shown.filter(({ judged }) => judged).flatMap(({ gaps }) => gaps),
  );
  return cardTable(
    `Samples of ${name}`,
    [
      { head: 'Client' },
      { head: stripAxis(scale, limit, 'gap of every run'), kind: 'wide' },
      { head: 'runs', kind: 'number', short: 'runs' },
      { head: 'median', kind: 'number', short: 'median' },
      { head: 'max', kind: 'number', short: 'max' },
      ...(some95 ? [{ head: 'p95', kind: 'number' as const, short: 'p95' }] : []),
      { head: 'lost', kind: 'number', short: 'lost' },
    ],
    shown.map((stream): readonly Content[] => [
      who(stream),
      stream.gaps.length === 0
        ? markup`<span class="note">no sample</span>`
        : strip(
            {
              ...stream,
              samples: stream.gaps,
              ours: stream.judged,
              limit: stream.judged ? limit : undefined,
              label: spoken(stream.gaps),
            },
            scale,
          ),
      count(stream.gaps.length),
      duration(stream.median),
      duration(stream.max),
      ...(some95 ? [duration(stream.p95)] : []),
      lost(stream),
    ]),
  );
}

/** What every stream did, in numbers that need no chart. */
export function operationsTable({ name, streams }: DrillResult): Markup {
  const number = (head: string) => ({ head, kind: 'number' as const });
  return wideTable(
    `Operations of ${name}`,
    [
      { head: 'Stream' },
      { head: 'Client' },
      ...['acknowledged', 'failed', 'unknown', 'lost', 'duplicated', 'reordered', 'stale'].map(number),
      ...['p50', 'p99', 'slowest', 'probe interval'].map(number),
    ],
    ordered(streams).map((stream) => [
      markup`${stream.title} <span class="note">${stream.id}</span>`,
      stream.client,
      ...[stream.acknowledged, stream.failed, stream.unknown, stream.lost].map(count),
      ...[stream.duplicated, stream.reordered, stream.stale].map(count),
      ...[stream.p50, stream.p99, stream.slowest, stream.interval].map(duration),
    ]),
  );
}

/** The judged one, then the tier by fresh connections, then other clients; controls last. */
function ordered(streams: readonly StreamResult[]): readonly StreamResult[] {
  const rank = ({ judged, view, promise }: StreamResult) =>
    (promise === 'control' ? 4 : 0) + (judged ? 0 : view === 'client' ? 2 : 1);
  return streams.toSorted((a, b) => rank(a) - rank(b));
}

function who({ client, title, view, promise, interval, judged }: StreamResult): Markup {
  const notes = [
    judged ? 'judged' : '',
    view === 'client' ? '' : view === 'cluster' ? 'fresh connections' : 'fresh connections inside',
    promise === 'counted' ? 'losses counted only' : '',
    promise === 'control' ? 'control: losses are expected' : '',
    `every ${duration(interval)}`,
  ].filter((note) => note !== '');
  return markup`<span class="client">${client}</span> ${title} <span class="note">${notes.join(', ')}</span>`;
}

function lost(stream: StreamResult): Content {
  if (!isWrite(stream)) return markup`<span class="note">not a write</span>`;
  return markup`${count(stream.lost)} <span class="note">of ${count(stream.acknowledged)}</span>`;
}
