import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, script, type Client } from '../../../src/redis/index.ts';
import { Issuer } from '../../../src/redis/commands/issuer.ts';
import { ScanCommands } from '../../../src/redis/commands/scans.ts';
import { buildImage, RealServer } from './server.ts';

interface Example {
  readonly source: string;
  readonly run: (client: Client, all: typeof collected, make: typeof script) => Promise<unknown>;
  readonly wanted: unknown;
}

let server: RealServer;
let examples: readonly Example[];

beforeAll(async () => {
  await buildImage();
  server = await RealServer.started();
  examples = await examplesOf(await readFile('docs/redis-commands.md', 'utf8'));
}, 240_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test.each([2, 3] as const)('every example resolves with what it says, in RESP%i', async (protocol) => {
  await using client = createClient({ endpoint: server.endpoint, protocol });
  await client.command('FLUSHALL');
  expect(examples.length).toBeGreaterThan(100);
  for (const { source, run, wanted } of examples)
    expect(comparable(source, await run(client, collected, script)), source).toEqual(wanted);
});

test('there is one for every typed command', () => {
  const shown = new Set(examples.map(({ source }) => /client\.(\w+)\(/.exec(source)?.[1]));
  const missing = helpers().filter((name) => !shown.has(name));
  expect(missing).toEqual([]);
});

/** Every public method between the typed classes and what they stand on. */
function helpers(): string[] {
  const names: string[] = [];
  for (
    let one = ScanCommands.prototype as object;
    one !== Issuer.prototype;
    one = Object.getPrototypeOf(one) as object
  )
    names.push(...Object.getOwnPropertyNames(one));
  return names.filter((name) => name !== 'constructor' && name !== 'steps');
}

/** Each `await …; // value` of the page's code, as a module of its own. */
async function examplesOf(page: string): Promise<readonly Example[]> {
  const code = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, block = '']) => block).join('');
  const lines = [...code.matchAll(/^(await .*); \/\/ (.*)$/gm)];
  const rows = lines.map(
    ([, source = '', wanted = '']) =>
      `{ source: ${JSON.stringify(source)}, run: async (client, all, script) => ${source}, wanted: ${wanted} }`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-examples-'));
  try {
    const file = join(folder, 'examples.mjs');
    await writeFile(file, `export const examples = [\n${rows.join(',\n')}\n];\n`);
    return ((await import(pathToFileURL(file).href)) as { examples: readonly Example[] }).examples;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function collected(steps: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const step of steps) all.push(step);
  return all;
}

/** What comes from a set has no order; on the page it is sorted. */
function comparable(source: string, reply: unknown): unknown {
  return /\.s(members|inter|union|diff)\(/.test(source) ? (reply as string[]).toSorted() : reply;
}
