// `npm test`: the bootstrap, the unit tests, then the Docker suite. `npm run test:long` (--long): the bootstrap and what
// takes too long for every change. The last line is `N passed, N failed, N skipped`.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapBrowser, bootstrapCode, bootstrapEngine, root } from './bootstrap/bootstrap.mjs';
import { BootstrapError, main } from './bootstrap/failure.mjs';
import { run, runAttached } from './bootstrap/run.mjs';
import { add, none, summaryLine } from './test-counts.mjs';

const vitest = join(root, 'node_modules/vitest/vitest.mjs');

await main(async () => {
  const args = process.argv.slice(2).filter((arg) => arg !== '--yes' && arg !== '--long');
  const [alone, onEngine] = process.argv.includes('--long')
    ? [[], ['long']]
    : [['unit'], ['parts', 'docker']];
  await bootstrapCode();
  const noEngine = await whyNot(bootstrapEngine);
  const noBrowser = alone.length === 0 ? undefined : await whyNot(bootstrapBrowser);
  let total = none;
  for (const project of alone) total = add(total, await runProject(project, args));
  for (const project of onEngine)
    total = add(total, await (noEngine === undefined ? runProject : skipped)(project, args));
  if (noEngine !== undefined) console.log(`\nWhat needs an engine was skipped: ${noEngine}`);
  if (noBrowser !== undefined) console.log(`\nNo page was looked at in a browser: ${noBrowser}`);
  console.log(`\n${summaryLine(total)}`);
  return total.failed === 0 ? 0 : 1;
});

/** Why what is to be made ready cannot be, or undefined when it is. */
async function whyNot(bootstrap) {
  try {
    await bootstrap({ yes: process.argv.includes('--yes') });
    return undefined;
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
  }
}

/** Runs one project with the terminal of this process; a run that leaves no counts or ends badly has failed. */
async function runProject(project, args) {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
  const file = join(folder, 'counts.json');
  try {
    // A filter given by hand may match nothing in one of the two projects; without one, no tests is a failure.
    const filter = args.length > 0 ? ['--passWithNoTests', ...args] : [];
    const code = await runAttached(process.execPath, [vitest, 'run', '--project', project, ...filter], {
      cwd: root,
      env: { ...process.env, HOLDFAST_TEST_COUNTS: file, TESTCONTAINERS_RYUK_DISABLED: 'true' },
    });
    const counts = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : none;
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Counts the tests without running them. */
async function skipped(project, args) {
  const { code, stdout, stderr } = await run(
    process.execPath,
    [vitest, 'list', '--json', '--project', project, ...args],
    {
      cwd: root,
    },
  );
  if (code === 0) return { ...none, skipped: JSON.parse(stdout.slice(stdout.indexOf('['))).length };
  console.error(stderr);
  return { ...none, failed: 1 };
}
