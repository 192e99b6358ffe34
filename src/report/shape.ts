import { z } from 'zod';
import type { Report } from './report.ts';

/** The form of report.json, for reading one back. The type is the master: this has to fit it, which the compiler checks. */

const ms = z.number();
const maybe = z.number().nullable();
const text = z.string();
const texts = z.array(text).readonly();
const numbers = z.array(z.number()).readonly();
const outcome = z.enum(['passed', 'failed', 'invalid']);
const verdict = z.object({
  claim: text,
  good: z.boolean(),
  seen: text,
  counted: z.literal(true).exactOptional(),
});

const run = z.object({
  run: z.number(),
  services: texts,
  evidence: text,
  healedAfter: ms,
  wholeAfter: maybe,
  invalid: text.exactOptional(),
  illness: text.exactOptional(),
});

const stream = z.object({
  id: text,
  tier: text,
  client: text,
  title: text,
  kind: z.enum(['write', 'count', 'lock', 'read', 'consume', 'request', 'socket']),
  view: z.enum(['client', 'cluster', 'inside']),
  promise: z.enum(['kept', 'counted', 'control']),
  judged: z.boolean(),
  keyed: z.boolean(),
  interval: ms,
  gaps: numbers,
  median: maybe,
  max: maybe,
  p95: maybe,
  acknowledged: z.number(),
  failed: z.number(),
  unknown: z.number(),
  lost: z.number(),
  duplicated: z.number(),
  reordered: z.number(),
  stale: z.number(),
  overlapping: z.number().exactOptional(),
  p50: maybe,
  p99: maybe,
  slowest: maybe,
});

const timeline = z.object({
  run: z.number(),
  from: ms,
  to: ms,
  step: z.number().positive(),
  streams: z
    .array(
      z.object({
        id: text,
        ok: numbers,
        failed: numbers,
        slowest: z.array(maybe).readonly(),
        gap: z.object({ from: ms, to: ms }).exactOptional(),
      }),
    )
    .readonly(),
  marks: z.array(z.object({ at: ms, kind: z.enum(['fault', 'heal', 'whole', 'role']), text })).readonly(),
});

const drill = z.object({
  name: text,
  about: text,
  calm: z.literal(true).exactOptional(),
  outcome,
  runs: z.array(run).readonly(),
  streams: z.array(stream).readonly(),
  slo: z.object({
    rto: ms.exactOptional(),
    back: ms.exactOptional(),
    consumer: ms.exactOptional(),
    rpo: z.number().exactOptional(),
    failed: z.number().exactOptional(),
    failovers: z.number().exactOptional(),
  }),
  verdicts: z.array(verdict).readonly(),
  // JSON knows no undefined: what is not drawn is left out.
  timeline: timeline.optional().transform((value) => value),
});

export const reportShape: z.ZodType<Report> = z.object({
  format: z.literal(1),
  stack: text,
  began: text,
  length: ms,
  outcome,
  failover: z.enum(['fast', 'balanced', 'relaxed']),
  host: z.object({ os: text, kernel: text, cpus: z.number(), memoryMiB: z.number(), engine: text }),
  versions: z.record(text, text),
  load: texts,
  drills: z.array(drill).readonly(),
  verdicts: z.array(verdict).readonly(),
  blind: texts,
});
