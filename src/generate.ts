import { parseArgs } from 'node:util';
import { packageVersion } from './package-root.ts';
import { generateIfChanged } from './commands/generate-if-changed.ts';
import { tellFailure } from './commands/failure.ts';
import { quickEngine } from './commands/quick-engine.ts';
import { processTerminal } from './commands/terminal.ts';
import { StackError } from './errors.ts';

const help = `generate: stack.yaml to a Docker Compose bundle, in this directory. Then: docker compose up -d --wait

  --check            write nothing; exit 1 when the bundle differs from the spec
  --dry-run          write nothing; show what would change
  --adopt            add the include to an existing compose.yaml
  -C, --directory D  where stack.yaml is
  --json             the outcome as JSON on stdout, an error as { "error": ... }
  --version          the version of holdfast

Exit codes: 0 good, 1 the answer is no, 2 bad usage or bad spec, 70 a bug of ours.

Example:  npx generate --dry-run`;

const options = {
  check: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  adopt: { type: 'boolean' },
  directory: { type: 'string', short: 'C', default: '.' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

/** `holdfast generate` as a bin of its own, so that `npx generate` works; loads nothing that it does not need. */
async function main(): Promise<void> {
  const terminal = processTerminal();
  try {
    const values = parsed();
    if (values.help === true) {
      terminal.print([help]);
      return;
    }
    if (values.version === true) {
      terminal.print([packageVersion()]);
      return;
    }
    const { check, adopt, directory } = values;
    const outcome = await generateIfChanged({
      check,
      dryRun: values['dry-run'],
      adopt,
      directory,
      engine: quickEngine,
    });
    if (values.json) terminal.json(outcome.data);
    else terminal.print(outcome.lines);
    process.exitCode = outcome.good ? 0 : 1;
  } catch (error) {
    process.exitCode = tellFailure(error, terminal, process.argv.includes('--json'));
  }
}

function parsed() {
  try {
    return parseArgs({ options }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StackError('usage', message, { hint: 'generate --help', cause });
  }
}

await main();
