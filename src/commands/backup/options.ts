import type { Command } from 'commander';

/** What `backup` may be told. */
export function addBackupOptions(command: Command): Command {
  return command
    .option(
      '--verify [id]',
      'prove a backup, the newest unless named, by restoring it beside the running stack',
    )
    .option('--cold', 'the volumes of all Kafka brokers as they are; Kafka is stopped meanwhile')
    .option(
      '--yes <name>',
      'with --cold: the name of the stack whose Kafka is stopped, instead of typing it',
    );
}

/** What `restore` may be told. */
export function addRestoreOptions(command: Command): Command {
  return command
    .argument('[id]', 'the backup; the newest unless named')
    .option('--only <store>', 'redis or kafka; the other is left as it is')
    .option(
      '--at <time>',
      'Redis as it was at the end of that second: 2026-01-31T12:00:04Z, "2026-01-31 12:00" (UTC) or "10 minutes ago"',
    )
    .option('--as <name>', 'into a new stack of this name, beside this directory; nothing is replaced')
    .option('--from <directory>', 'in an empty directory: from a copy of a repository, with --key')
    .option('--key <file>', 'the key of that repository, a copy of stack/.local/secrets/backup-key')
    .option('--from-rdb <file>', 'fill Redis from an RDB file of any other Redis instead')
    .option('--yes <name>', 'the name of the stack whose data is replaced, instead of typing it');
}
