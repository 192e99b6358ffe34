import { Command, CommanderError, Option } from 'commander';
import type { BenchRedisOptions } from './commands/bench.ts';
import type { DrillFlags } from './commands/drill/entry.ts';
import { addDrillOptions } from './commands/drill/options.ts';
import type { BackupFlags, RestoreFlags } from './commands/backup/entry.ts';
import { addBackupOptions, addRestoreOptions } from './commands/backup/options.ts';
import type { Invocation } from './commands/invocation.ts';
import type { Outcome } from './commands/outcome.ts';
import type { PlannedHost } from './plan/plan.ts';
import { tellFailure } from './commands/failure.ts';
import { unlessAborted } from './abort.ts';
import { interruption } from './commands/interrupt.ts';
import { processTerminal, type Terminal } from './commands/terminal.ts';
import { conventions, usageError } from './commands/usage.ts';
import { packageVersion } from './package-root.ts';

type Action<Options> = (invocation: Invocation, options: Options) => Promise<Outcome>;

/** argv -> command -> exit code. Everything a command needs is imported when it runs, and not before. */
function program(terminal: Terminal, signal: AbortSignal): Command {
  const root = new Command('holdfast')
    .description(
      'A Docker Compose stack of Nginx, Kafka and Redis Sentinel from a short spec, that proves itself.',
    )
    .version(packageVersion())
    .showSuggestionAfterError()
    .addHelpText('after', conventions)
    .exitOverride()
    // What commander has to complain about is told in one place, like every other error.
    .configureOutput({ outputError: () => undefined });
  const add = <Options>(
    name: string,
    summary: string,
    example: string,
    action: Action<Options>,
    parent: Command = root,
  ): Command =>
    parent
      .command(name)
      .description(summary)
      .exitOverride()
      .addOption(new Option('-C, --directory <dir>', 'where stack.yaml is').default('.'))
      .option('--json', 'the outcome as JSON on stdout, an error as { "error": ... }', false)
      .addHelpText('after', `\nExample:\n  ${example}`)
      .action(async (...given: unknown[]) => {
        // Behind the arguments, of which most commands have none, come the options and the command.
        const command = given.at(-1) as Command;
        const options = command.opts<Pick<Invocation, 'directory' | 'json'> & Options>();
        const { directory, json } = options;
        const outcome = await action({ directory, json, terminal, signal, words: command.args }, options);
        if (json) terminal.json(outcome.data);
        else terminal.print(outcome.lines);
        process.exitCode = outcome.good ? 0 : 1;
      });

  add('init', 'writes a commented stack.yaml', 'holdfast init', runInit);
  addGenerateOptions(add('generate', 'spec to bundle', 'holdfast generate --dry-run', runGenerate));
  add<{ host?: string }>(
    'plan',
    'every decision with its reason',
    'holdfast plan --host 8GiB,4',
    runPlan,
  ).option('--host <memory,cpus>', 'what if the host were another: 8GiB or 8GiB,4');
  add('doctor', 'does this host fit', 'holdfast doctor', runDoctor);
  add<{ force: boolean }>('up', 'generates, builds, starts, waits and proves', 'holdfast up', runUp).option(
    '--force',
    'go on although this host does not fit; the outcome says in what',
    false,
  );
  add<{ cache: boolean }>(
    'upgrade',
    'newer images, one node of a tier at a time',
    'holdfast upgrade',
    runUpgrade,
  ).option('--no-cache', 'install every package anew, also on a base image that is the same');
  add('status', 'how the stack is', 'holdfast status --json', runStatus);
  add(
    'switchover <component>',
    'gives the leading role to another node',
    'holdfast switchover redis',
    runSwitchover,
  );
  add<DownOptions>('down', 'stops; keeps every volume', 'holdfast down', runDown)
    .option('--volumes', 'remove the volumes of this stack as well, once its name is typed', false)
    .option('--yes <name>', 'the name of the stack whose volumes go, instead of typing it');
  addDrillOptions(
    add<DrillFlags>(
      'drill',
      'hurts the running stack under load; says how long each tier was away and what was lost',
      'holdfast drill redis.primary:kill kafka.leader:pause --runs 5 --out report',
      runDrill,
    ),
  );
  addBackupOptions(add<BackupFlags>('backup', 'saves the stores now', 'holdfast backup', runBackup));
  add('backups', 'lists backups: size, age, contents, verified or not', 'holdfast backups', runBackups);
  addRestoreOptions(
    add<RestoreFlags>('restore', 'replaces data by a backup', 'holdfast restore --only redis', runRestore),
  );
  const benches = root.command('bench').description('measures side by side on one server').exitOverride();
  add('redis', 'our Redis client and its peers', 'holdfast bench redis --json', runBenchRedis, benches)
    .option('--host <host>', 'a server that runs; without --host and --port a throw-away one is started')
    .option('--port <port>', 'its port')
    .option('--rounds <count>', 'at least 5, which it is unless said')
    .option('--only <modes>', 'some modes, with commas between');
  add<LintFlags>(
    'lint',
    'what in a Compose file would not survive a failure',
    'holdfast lint compose.yaml',
    runLint,
  )
    .argument(
      '[file...]',
      'files of one project, later over earlier; without any, what docker compose would take',
    )
    .option('--only <rule>', 'this rule only; may be given again', collect, [])
    .option('--ignore <rule>', 'all rules but this; may be given again', collect, [])
    .option('--strict', 'exit 1 for warnings as well', false)
    .option('--rules', 'list all rules with their reasons', false);
  return root;
}

interface GenerateOptions {
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly adopt?: boolean;
}

interface DownOptions {
  readonly volumes: boolean;
  readonly yes?: string;
}

interface LintFlags {
  readonly only: readonly string[];
  readonly ignore: readonly string[];
  readonly strict: boolean;
  readonly rules: boolean;
}

/** One rule or several with commas, added to those given before. */
function collect(words: string, before: readonly string[]): readonly string[] {
  return [...before, ...words.split(',')];
}

export function addGenerateOptions(command: Command): Command {
  return command
    .option('--check', 'write nothing; exit 1 when the bundle differs from the spec')
    .option('--dry-run', 'write nothing; show what would change')
    .option('--adopt', 'add the include to an existing compose.yaml');
}

async function runInit({ directory }: Invocation): Promise<Outcome> {
  const { init, renderInitOutcome } = await import('./commands/init.ts');
  const outcome = init({ directory });
  return { good: true, data: outcome, lines: renderInitOutcome(outcome) };
}

async function runGenerate({ directory }: Invocation, options: GenerateOptions): Promise<Outcome> {
  const { generateIfChanged } = await import('./commands/generate-if-changed.ts');
  const { quickEngine } = await import('./commands/quick-engine.ts');
  return generateIfChanged({ ...options, directory, engine: quickEngine });
}

async function runPlan({ directory }: Invocation, { host }: { host?: string }): Promise<Outcome> {
  const { loadStack } = await import('./commands/stack.ts');
  const { parseHost, planCommand } = await import('./commands/plan.ts');
  if (host === undefined) return planCommand((await loadStack(directory)).plan);
  let said: PlannedHost | undefined;
  const { plan } = await loadStack(directory, (inSpec) => parseHost(host, (said = inSpec)));
  return planCommand(plan, said);
}

async function runDoctor({ directory, signal }: Invocation): Promise<Outcome> {
  const { loadStack } = await import('./commands/stack.ts');
  const { doctor } = await import('./commands/doctor.ts');
  const { plan } = await loadStack(directory);
  const engine = await engineHere({ limit: doctorsPatience });
  return unlessAborted(signal, () => doctor(plan, engine));
}

async function runUp(context: Invocation, { force }: { force: boolean }): Promise<Outcome> {
  const { up } = await import('./commands/up.ts');
  const { stack, dependencies } = await bringingUp(context);
  return up(stack, { ...dependencies, force });
}

async function runUpgrade(context: Invocation, { cache }: { cache: boolean }): Promise<Outcome> {
  const { upgrade } = await import('./commands/upgrade.ts');
  const { stack, dependencies } = await bringingUp(context);
  return upgrade(stack, { ...dependencies, anew: !cache, note: context.terminal.note });
}

/** What `up` and `upgrade` need. */
async function bringingUp({ directory, terminal, signal }: Invocation) {
  const { loadStack, proofsOf, rollingsOf, secretOf } = await import('./commands/stack.ts');
  const { generateCommand } = await import('./commands/generate.ts');
  const { limitsProof } = await import('./proof/limits.ts');
  const stack = await loadStack(directory);
  const proofs = [...(await proofsOf(stack)), limitsProof];
  const generate = async (): Promise<void> => {
    const { good, lines } = await generateCommand({ directory, mustJoin: true }, stack);
    if (!good) lines.forEach(terminal.note);
  };
  return {
    stack: { ...stack, proofs, secret: secretOf(stack), rollings: () => rollingsOf(stack) },
    dependencies: { engine: await engineHere(), progress: terminal.progress, signal, generate },
  };
}

async function runStatus({ directory, signal }: Invocation): Promise<Outcome> {
  const { loadStack, observersOf, secretOf } = await import('./commands/stack.ts');
  const { status } = await import('./commands/status.ts');
  const { disasterLeft } = await import('./commands/drill/wounds-file.ts');
  const { restoringLeft } = await import('./commands/backup/restoring-file.ts');
  const stack = await loadStack(directory);
  const context = { plan: stack.plan, engine: await engineHere(), secret: secretOf(stack), signal };
  const observers = await observersOf(stack);
  return unlessAborted(signal, () =>
    status(observers, context, disasterLeft(directory), restoringLeft(directory)),
  );
}

async function runSwitchover({ directory, terminal, signal, words }: Invocation): Promise<Outcome> {
  const { loadStack, rollingsOf, secretOf } = await import('./commands/stack.ts');
  const { switchover } = await import('./commands/switchover.ts');
  const stack = await loadStack(directory);
  const { progress } = terminal;
  const context = { plan: stack.plan, engine: await engineHere(), secret: secretOf(stack), signal, progress };
  return switchover(words[0] ?? '', await rollingsOf(stack), context);
}

async function runDown({ directory, terminal, signal }: Invocation, options: DownOptions): Promise<Outcome> {
  const { stackNameIn } = await import('./commands/stack.ts');
  const { down } = await import('./commands/down.ts');
  const stack = stackNameIn(directory);
  const { progress, ask } = terminal;
  const volumes = options.volumes ? { volumes: { typed: options.yes, ask } } : {};
  return down({ directory, stack, signal, progress, ...volumes }, await engineHere());
}

async function runDrill(invocation: Invocation, flags: DrillFlags): Promise<Outcome> {
  const { runDrill: run } = await import('./commands/drill/entry.ts');
  return run(invocation, flags, await engineHere());
}

async function runBackup(invocation: Invocation, flags: BackupFlags): Promise<Outcome> {
  const { runBackup: run } = await import('./commands/backup/entry.ts');
  return run(invocation, flags, await engineHere());
}

async function runBackups(invocation: Invocation): Promise<Outcome> {
  const { runBackups: run } = await import('./commands/backup/entry.ts');
  return run(invocation, await engineHere());
}

async function runRestore(invocation: Invocation, flags: RestoreFlags): Promise<Outcome> {
  const { runRestore: run } = await import('./commands/backup/entry.ts');
  return run(invocation, flags, await engineHere());
}

async function runBenchRedis({ terminal, signal }: Invocation, options: BenchRedisOptions): Promise<Outcome> {
  const { benchRedis } = await import('./commands/bench.ts');
  return benchRedis(options, { note: terminal.note, signal });
}

async function runLint(
  { directory, words }: Invocation,
  { only, ignore, strict, rules }: LintFlags,
): Promise<Outcome> {
  const { lintCommand, rulesCommand } = await import('./commands/lint.ts');
  if (rules) return rulesCommand();
  return lintCommand({ directory, paths: words, only, ignore, strict, env: process.env });
}

/** `doctor` has three seconds in all: an engine that says nothing for this long, ms, does not answer. */
const doctorsPatience = 2_000;

async function engineHere(options: { readonly limit?: number } = {}) {
  const { dockerEngine } = await import('./engine/docker.ts');
  return dockerEngine(options);
}

async function main(): Promise<void> {
  const terminal = processTerminal();
  const signal = interruption();
  try {
    await program(terminal, signal).parseAsync();
  } catch (error) {
    process.exitCode = fail(error, terminal);
    // Nothing is left to undo, and an engine that hangs must not keep us here.
    if (signal.aborted) process.exit();
  }
}

function fail(error: unknown, terminal: Terminal): number {
  const words = process.argv.slice(2);
  const json = words.includes('--json');
  if (!(error instanceof CommanderError)) return tellFailure(error, terminal, json);
  // Help and version end this way as well; no command at all has been answered with the help.
  if (error.exitCode === 0) return 0;
  return error.code === 'commander.help' ? 2 : tellFailure(usageError(error, words), terminal, json);
}

await main();
