import { z } from 'zod';
import { parseCron } from '../../backup/cron.ts';
import { integer, isPrintableLine } from '../../spec/scalars.ts';

const scheduleError =
  'must be a cron line of five fields, UTC, such as "0 3 * * *" (minute, hour, day, month, weekday)';

const schedule = z
  .string({ error: scheduleError })
  .max(120, { error: scheduleError })
  .regex(/^[\d*,/ -]+$/, { error: scheduleError })
  .refine((line) => parseCron(line) !== undefined, { error: scheduleError });

const targetError =
  'must be a directory (./backups or /srv/backups) or an address that restic knows (sftp:, rest:, s3:, b2:, azure:, gs:, swift:, rclone:), without a password in it';

/** No colon in a directory: Compose and restic both give it a meaning. */
const directory = /^(?:\.\/|\/)[^:\\]{1,200}$/;
const address = /^(?:sftp|rest|s3|b2|azure|gs|swift|rclone):\S{1,300}$/;
const withPassword = /:\/\/[^/@\s]*:[^/@\s]*@/;

const target = z
  .string({ error: targetError })
  .refine((text) => isPrintableLine(text) && isTarget(text), { error: targetError });

function isTarget(text: string): boolean {
  if (directory.test(text)) return !text.split('/').includes('..');
  return address.test(text) && !withPassword.test(text);
}

export const backupSchema = z
  .strictObject({
    schedule: schedule
      .default('0 3 * * *')
      .describe('When the stores are saved: minute, hour, day, month, weekday; UTC.'),
    keep: z
      .strictObject({
        last: integer({ min: 1, max: 1000 }).default(3).describe('So many of the newest.'),
        daily: integer({ min: 0, max: 1000 }).default(7).describe('The newest of so many days.'),
        weekly: integer({ min: 0, max: 1000 }).default(0).describe('The newest of so many weeks.'),
        monthly: integer({ min: 0, max: 1000 }).default(0).describe('The newest of so many months.'),
      })
      .prefault({})
      .describe('How many are kept; the newest that was proven by a restore is never removed.'),
    to: target
      .optional()
      .describe(
        'A directory on this machine, or an address restic knows; a volume of the stack when absent.',
      ),
  })
  .describe('Backups of the stores and of the stack itself, encrypted.');

export type BackupSettings = z.infer<typeof backupSchema>;

/** True for a directory on this machine. */
export function isDirectory(to: string): boolean {
  return directory.test(to);
}
