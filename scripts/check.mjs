// `npm run check`: every check, each with its time; all run even when one fails.
import { performance } from 'node:perf_hooks';
import { checks } from './check/checks.mjs';
import { main } from './bootstrap/failure.mjs';

await main(async () => {
  const results = [];
  for (const { name, work } of checks) results.push(await timed(name, work));
  const failed = results.filter((result) => result.problem !== undefined);
  for (const { name, problem } of failed) console.log(`\n--- ${name}\n${problem.trimEnd()}`);
  console.log(`\n${results.length - failed.length} of ${results.length} checks passed`);
  return failed.length === 0 ? 0 : 1;
});

async function timed(name, work) {
  const began = performance.now();
  const outcome = await work().catch((error) => ({ problem: error.message }));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const word = outcome.problem === undefined ? (outcome.note ?? 'ok') : 'FAILED';
  console.log(`${name.padEnd(20)} ${seconds.padStart(5)} s  ${word}`);
  return { name, ...outcome };
}
