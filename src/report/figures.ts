import { count } from '../words.ts';

/** Numbers as a reader gets them, the same in every format. */

/** `0.8 ms`, `42 ms`, `2.31 s`, `41.2 s`, `12 min 5 s`; a dash where there is no number. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–';
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms < 99.95) return `${String(Math.round(ms * 10) / 10)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 9995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 119_950) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return `${count(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
}

/** `2026-11-26 20:16 UTC`; what is no date stays as it is. */
export function moment(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso);
  return match === null ? iso : `${match[1] ?? ''} ${match[2] ?? ''} UTC`;
}

/** `3 GiB 512 MiB` reads badly: MiB below 10 GiB, GiB from there on. */
export function mebibytes(mib: number): string {
  return mib < 10_240 ? `${count(mib)} MiB` : `${count(mib / 1024)} GiB`;
}
