import { describe, expect, test } from 'vitest';
import { sampleOf, shadeOf } from '../../../src/report/html/gap.ts';
import { area, outline } from '../../../src/report/html/paths.ts';
import { linear, logarithmic, ticksBetween } from '../../../src/report/html/scale.ts';
import { stripScale } from '../../../src/report/html/samples.ts';
import type { TimelineStream } from '../../../src/report/report.ts';
import { rich, run, stream, timeline } from '../fixture.ts';

describe('scales', () => {
  test('linear: round ticks below just above the highest', () => {
    const scale = linear(250, 3);
    expect(scale.ticks).toEqual([0, 100, 200]);
    expect(scale.at(250)).toBeCloseTo(100 / 1.03);
    expect(scale.at(1e9)).toBe(100);
  });

  test('logarithmic: whole decades', () => {
    const scale = logarithmic(14, 41_200);
    expect(scale.ticks).toEqual([10, 100, 1000, 10_000, 100_000]);
    expect([scale.at(0), scale.at(10), scale.at(1000), scale.at(100_000)]).toEqual([0, 0, 50, 100]);
  });

  test('a time axis has 0, whatever its ends', () => {
    expect(ticksBetween(-6200, 20_100, 6)).toEqual([-5000, 0, 5000, 10_000, 15_000, 20_000]);
  });

  test('strips are logarithmic only where the samples of interest would be pressed together', () => {
    expect(stripScale([2000, 2500, 8000], [2000, 2500]).kind).toBe('linear');
    expect(stripScale([2000, 2500, 41_200], [2000, 2500]).kind).toBe('log');
    expect(stripScale([], []).ticks[0]).toBe(0);
  });
});

describe('steps as paths', () => {
  test('equal neighbours are one line', () => {
    expect(outline([5, 5, 2])).toBe('M0 5H2V2H3');
    expect(area([5, 5, 2], 9)).toBe('M0 9V5H2V2H3V9Z');
  });

  test('nothing where there is no height', () => {
    expect(area([9, 5, 9], 9)).toBe('M1 9V5H2V9Z');
    expect(area([9, 9], 9)).toBe('');
    expect(outline([])).toBe('');
  });

  test('on top of an edge that moves', () => {
    expect(area([3, 4, 4], [5, 6, 4])).toBe('M0 5V3H1V5ZM1 6V4H2V6Z');
  });
});

describe('what is shaded', () => {
  const drawnFrom = (ok: readonly number[], more: Partial<TimelineStream> = {}): TimelineStream => ({
    id: 'x',
    ok,
    failed: [],
    slowest: [],
    ...more,
  });
  const time = timeline([], { from: -200, to: 600, step: 100 });

  test('the longest stretch without an acknowledgement that reaches beyond the fault', () => {
    expect(shadeOf(drawnFrom([0, 0, 4, 0, 0, 4, 0, 4]), time)).toEqual({ from: 100, to: 300 });
    expect(shadeOf(drawnFrom([4, 4, 4, 0, 0]), time)).toEqual({ from: 100, to: 300 });
  });

  test('nothing before the fault, nothing where it never stopped', () => {
    expect(shadeOf(drawnFrom([0, 0, 4, 4]), time)).toBeUndefined();
    expect(shadeOf(drawnFrom([4, 4, 4, 4]), time)).toBeUndefined();
  });

  test('what the history says goes first', () => {
    expect(shadeOf(drawnFrom([4, 0, 0], { gap: { from: -3, to: 90 } }), time)).toEqual({ from: -3, to: 90 });
  });

  test('the sample is the one of the run that is drawn; invalid runs have none', () => {
    const runs = [run(1), run(2, { invalid: 'no' }), run(3)];
    const drill = { ...rich.drills[0]!, runs };
    expect(sampleOf(drill, timeline([], { run: 3 }), stream({}, [10, 30]))).toBe(30);
    expect(sampleOf(drill, timeline([], { run: 2 }), stream({}, [10, 30]))).toBeUndefined();
    expect(sampleOf(drill, timeline([], { run: 3 }), stream({}, [10, 20, 30]))).toBeUndefined();
  });
});
