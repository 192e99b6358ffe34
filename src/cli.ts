import { Command, CommanderError, Option } from 'commander';
import type { Outcome } from './commands/outcome.ts';
import { processTerminal, renderError, type Terminal } from './commands/terminal.ts';
import { exitCodeOf, StackError } from './errors.ts';

interface Common {
  readonly directory: string;
  readonly json: boolean;
}

/** What a command needs beside its own options. */
interface Context extends Common {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

type Action<Options> = (context: Context, options: Options) => Promise<Outcome>;

/** argv -> command -> exit code. Everything a command needs is imported when it runs, and not before. */
function program(terminal: Terminal, signal: AbortSignal): Command {
  const root = new Command('holdfast')
    .description(
      'A Docker Compose stack of Nginx, Kafka and Redis Sentinel from a short spec, that proves itself.',
    )
    .showSuggestionAfterError()
    .showHelpAfterError('(holdfast COMMAND --help says more)')
    .exitOverride()
    .configureOutput({
      writeErr: (text) => {
        terminal.note(text.trimEnd());
      },
    });
  const add = <Options>(name: string, summary: string, example: string, action: Action<Options>): Command =>
    root
      .command(name)
      .description(summary)
      .exitOverride()
      .addOption(new Option('-C, --directory <dir>', 'where stack.yaml is').default('.'))
      .option('--json', 'the outcome as JSON on stdout', false)
      .addHelpText('after', `\nExample:\n  ${example}`)
      .action(async (options: Common & Options) => {
        const { directory, json } = options;
        const outcome = await action({ directory, json, terminal, signal }, options);
        if (json) terminal.json(outcome.data);
        else terminal.print(outcome.lines);
        process.exitCode = outcome.good ? 0 : 1;
      });

  add('init', 'writes a commented stack.yaml', 'holdfast init', runInit);
  addGenerateOptions(add('generate', 'spec to bundle', 'holdfast generate --dry-run', runGenerate));
  add('plan', 'every decision with its reason', 'holdfast plan', runPlan);
  add('doctor', 'does this host fit', 'holdfast doctor', runDoctor);
  add('up', 'generates, builds, starts, waits and proves', 'holdfast up', runUp);
  add('status', 'how the stack is', 'holdfast status --json', runStatus);
  add<DownOptions>('down', 'stops; keeps every volume', 'holdfast down', runDown)
    .option('--volumes', 'remove the volumes of this stack as well; needs --yes with its name', false)
    .option('--yes <name>', 'the name of the stack whose volumes go');
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

export function addGenerateOptions(command: Command): Command {
  return command
    .option('--check', 'write nothing; exit 1 when the bundle differs from the spec')
    .option('--dry-run', 'write nothing; show what would change')
    .option('--adopt', 'add the include to an existing compose.yaml');
}

async function runInit({ directory }: Context): Promise<Outcome> {
  const { init, renderInitOutcome } = await import('./commands/init.ts');
  const outcome = init({ directory });
  return { good: true, data: outcome, lines: renderInitOutcome(outcome) };
}

async function runGenerate({ directory }: Context, options: GenerateOptions): Promise<Outcome> {
  const { generateCommand } = await import('./commands/generate.ts');
  return generateCommand({ ...options, directory });
}

async function runPlan({ directory }: Context): Promise<Outcome> {
  const { loadStack } = await import('./commands/stack.ts');
  const { planCommand } = await import('./commands/plan.ts');
  return planCommand((await loadStack(directory)).plan);
}

async function runDoctor({ directory }: Context): Promise<Outcome> {
  const { loadStack } = await import('./commands/stack.ts');
  const { doctor } = await import('./commands/doctor.ts');
  return doctor((await loadStack(directory)).plan, await engineHere());
}

async function runUp({ directory, terminal, signal }: Context): Promise<Outcome> {
  const { loadStack, proofsOf, secretOf } = await import('./commands/stack.ts');
  const { up } = await import('./commands/up.ts');
  const { generateCommand } = await import('./commands/generate.ts');
  const { limitsProof } = await import('./proof/limits.ts');
  const stack = await loadStack(directory);
  const proofs = [...(await proofsOf(stack)), limitsProof];
  return up(
    { ...stack, proofs, secret: secretOf(stack) },
    {
      engine: await engineHere(),
      progress: terminal.progress,
      signal,
      generate: async () => {
        const { good, lines } = await generateCommand({ directory }, stack);
        if (!good) terminal.print(lines);
      },
    },
  );
}

async function runStatus({ directory, signal }: Context): Promise<Outcome> {
  const { loadStack, proofsOf, secretOf } = await import('./commands/stack.ts');
  const { status } = await import('./commands/status.ts');
  const stack = await loadStack(directory);
  const context = { plan: stack.plan, engine: await engineHere(), secret: secretOf(stack), signal };
  return status(stack.plan, await proofsOf(stack), context);
}

async function runDown({ directory, terminal, signal }: Context, options: DownOptions): Promise<Outcome> {
  const { loadStack } = await import('./commands/stack.ts');
  const { down } = await import('./commands/down.ts');
  const { name } = (await loadStack(directory)).plan;
  const engine = await engineHere();
  const volumes = options.volumes ? { volumes: { stack: name, typed: options.yes } } : {};
  return terminal.progress('stopping', () => down({ directory, signal, ...volumes }, engine));
}

async function engineHere() {
  const { dockerEngine } = await import('./engine/docker.ts');
  return dockerEngine();
}

/** Ctrl-C once asks everything under way to stop; what was half done is undone by whoever was doing it. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    controller.abort(new StackError('interrupted', 'interrupted'));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return controller.signal;
}

async function main(): Promise<void> {
  const terminal = processTerminal();
  try {
    await program(terminal, interruption()).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    for (const line of renderError(error)) terminal.note(line);
    process.exitCode = exitCodeOf(error);
  }
}

await main();
