import { closeSync, constants, openSync, readSync } from 'node:fs';

/** The kernel's log since the machine started, as far as the ring buffer reaches; undefined where we may not read it. */
export function kernelLog(): string | undefined {
  let log: number;
  try {
    log = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    return recordsOf(log);
  } finally {
    closeSync(log);
  }
}

/** One read gives one record; at the end the read would block, and says so instead (Linux, dev-kmsg). */
function recordsOf(log: number): string {
  const buffer = Buffer.alloc(8192);
  const records: string[] = [];
  for (;;) {
    try {
      records.push(buffer.toString('utf8', 0, readSync(log, buffer)));
    } catch (error) {
      // Overwritten while we read: the next read goes on after it.
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') continue;
      return records.join('');
    }
  }
}
