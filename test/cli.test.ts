import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { runBin, useBins } from './support/cli.ts';

const bins = useBins();
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-cli-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** No engine at all, unless a test brings one. */
const nowhere = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
const holdfast = (...words: string[]) => runBin(bins.holdfast, words, { cwd: root, env: nowhere });
const generate = (...words: string[]) => runBin(bins.generate, words, { cwd: root, env: nowhere });
const spec = (text: string) => {
  writeFileSync(join(root, 'stack.yaml'), text);
};

const commands = [
  'init',
  'generate',
  'plan',
  'doctor',
  'up',
  'status',
  'switchover',
  'down',
  'drill',
  'lint',
];

describe('help', () => {
  test('names every command and what the exit codes mean', async () => {
    const { stdout, stderr, exitCode } = await holdfast('--help');
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    for (const code of [0, 1, 2, 3, 70, 130])
      expect(stdout).toMatch(new RegExp(`^  ${String(code)} +\\w`, 'm'));
  });

  test('of every command has an example and tells of --json', async () => {
    const helps = await Promise.all(commands.map((command) => holdfast(command, '--help')));
    for (const [index, { stdout, exitCode }] of helps.entries()) {
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Example:\\n  holdfast ${String(commands[index])}`, 'm'));
      expect(stdout).toMatch(/--json/);
    }
  });

  test('of generate as a bin of its own', async () => {
    const { stdout, exitCode } = await generate('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Exit codes: 0 good[^]*Example: {2}npx generate/);
  });

  test('without any command is shown, and that is bad usage', async () => {
    const { stdout, stderr, exitCode } = await holdfast();
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: holdfast/);
  });

  test.each(['--version', '-V'])('%s is one line', async (option) => {
    for (const bin of [holdfast, generate]) {
      expect(await bin(option)).toMatchObject({ stdout: manifest.version, stderr: '', exitCode: 0 });
    }
  });
});

describe('exit 2: bad usage', () => {
  test.each([
    [['stauts'], "error: unknown command 'stauts'", 'did you mean status?'],
    [['up', '--jsno'], "error: unknown option '--jsno'", 'did you mean --json?'],
    [
      ['plan', 'extra'],
      "error: too many arguments for 'plan'. Expected 0 arguments but got 1",
      'holdfast plan --help',
    ],
    [['switchover'], "error: missing required argument 'component'", 'holdfast switchover --help'],
    [['switchover', 'redis'], 'error: there is no stack.yaml in .', 'holdfast init'],
    [['down', '--volumes', '--yes'], "error: option '--yes <name>' argument missing", 'holdfast down --help'],
    [['plan'], 'error: there is no stack.yaml in .', 'holdfast init'],
    [['lint'], 'error: there is no Compose file in .', 'holdfast lint path/to/compose.yaml'],
    [['init', '-C', 'nowhere'], 'error: there is no directory nowhere', 'make it first'],
    [['generate', '-C', 'nowhere'], 'error: there is no directory nowhere', 'make it first'],
  ])('%j', async (words, fact, hint) => {
    const { stdout, stderr, exitCode } = await holdfast(...words);
    expect([exitCode, stdout]).toEqual([2, '']);
    const [first, second, ...rest] = stderr.split('\n');
    expect(first).toBe(fact);
    expect(second).toMatch(/^hint: /);
    expect(second).toContain(hint);
    expect(rest).toEqual([]);
    expect(readdirSync(root)).toEqual([]);
  });

  test.each([['--chekc'], ['extra']])('generate %s', async (word) => {
    const { stdout, stderr, exitCode } = await generate(word);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^error: .*${word}[^]*\\nhint: generate --help$`));
  });

  test('a bad spec: every command says all that is wrong with it, where, and writes nothing', async () => {
    spec('name: Shop\nredis: 96MB\nngnix: 80\n');
    const asking = ['plan', 'doctor', 'up', 'status', 'down', 'generate'];
    for (const { stdout, stderr, exitCode } of await Promise.all(asking.map((word) => holdfast(word)))) {
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr.split('\n').filter((line) => line.startsWith('  stack.yaml:'))).toEqual([
        expect.stringMatching(/^ {2}stack\.yaml:1:7: name is "Shop": must be/) as string,
        expect.stringMatching(/^ {2}stack\.yaml:2:8: redis\.memory is "96MB": must be a size/) as string,
        expect.stringMatching(/^ {2}stack\.yaml:3:1: unknown key ngnix/) as string,
      ]);
      expect(stderr).toContain('    hint: did you mean nginx?');
    }
    expect(readdirSync(root)).toEqual(['stack.yaml']);
  });
});

describe('exit 0 and 1: the answer', () => {
  test('init, generate, generate --check, and drift', async () => {
    expect((await holdfast('init')).exitCode).toBe(0);
    expect((await holdfast('generate', '--check')).exitCode).toBe(1);
    expect((await generate()).exitCode).toBe(0);
    expect((await holdfast('generate', '--check')).exitCode).toBe(0);
    writeFileSync(join(root, 'stack/base.yaml'), 'mine: 1\n');
    const { exitCode, stdout } = await generate('--check');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/EDITED {3}stack\/base\.yaml/);
  });

  test('doctor without an engine: the host does not fit', async () => {
    spec('name: shop\npublish: false\n');
    const { exitCode, stdout, stderr } = await holdfast('doctor');
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^fail {2}engine .*unix:\/\/\/nowhere\/docker\.sock\n {6}-> start it/m);
  });
});

describe('lint', () => {
  const compose = (text: string) => {
    writeFileSync(join(root, 'compose.yaml'), text);
  };
  const redis = 'services:\n  cache:\n    image: redis\n';

  test('says what is wrong where, and needs neither spec nor engine', async () => {
    compose(redis);
    const { exitCode, stdout, stderr } = await holdfast('lint', '--only', 'image-latest');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      [
        'compose.yaml:3:12 warning image-latest: cache: redis is whatever version is the latest',
        '    name a version, best with its digest',
        '',
        '0 errors, 1 warning, 0 notes in 1 service (1 redis)',
      ].join('\n'),
    );
  });

  test('exits by what was found', async () => {
    compose(`${redis}    ports: ["6379:6379"]\n`);
    const codes = [
      '',
      '--ignore=store-open-to-all',
      '--ignore=store-open-to-all --strict',
      '--rules',
      '--ignore=typo',
    ];
    const ran = await Promise.all(
      codes.map((words) => holdfast('lint', ...words.split(' ').filter(Boolean), '--json')),
    );
    expect(ran.map(({ exitCode }) => exitCode)).toEqual([1, 0, 1, 0, 2]);
    for (const { stdout } of ran) expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });

  test('refuses what is no Compose file with its place', async () => {
    compose('services: [\n');
    const { exitCode, stdout, stderr } = await holdfast('lint', 'compose.yaml');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^error: compose\.yaml is no Compose file that can be read\n {2}compose\.yaml:\d+:\d+: /,
    );
  });
});

describe('exit 3: no engine', () => {
  test.each([['up'], ['status'], ['down', '--volumes', '--yes', 'shop']])('%s', async (...words) => {
    spec('name: shop\npublish: false\n');
    const { exitCode, stdout, stderr } = await holdfast(...words);
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(
      /error: (no container engine answers|docker compose down failed|the docker command)/,
    );
    expect(stderr.split('\n').at(-1)).toMatch(/^hint: /);
    expect(existsSync(join(root, 'stack'))).toBe(false);
  });
});

test('exit 70: a bug of ours is called one', async () => {
  spec('name: shop\n');
  const bug = 'data:text/javascript,Buffer.alloc = () => { throw new TypeError("planted") }';
  const { exitCode, stdout, stderr } = await runBin(bins.holdfast, ['plan', '--json'], {
    cwd: root,
    env: { ...nowhere, NODE_OPTIONS: `--import=${bug.replaceAll(' ', '%20').replaceAll('"', '%22')}` },
  });
  expect(exitCode).toBe(70);
  expect(stderr).toMatch(/^bug: planted\n +at [^]*please report/);
  expect(JSON.parse(stdout)).toEqual({ error: { code: 'bug', message: 'planted', diagnostics: [] } });
});

describe('--json', () => {
  test.each([
    [['init'], 0],
    [['generate', '--dry-run'], 0],
    [['generate', '--check'], 1],
    [['plan'], 0],
    [['doctor'], 1],
    [['up'], 3],
    [['status'], 3],
    [['down', '--volumes'], 2],
    [['nonsense'], 2],
    [['plan', '--bad'], 2],
    [['plan', '-C', 'nowhere'], 2],
  ])('%j: stdout is one JSON document and nothing else (exit %i)', async (words, code) => {
    if (words[0] !== 'init') spec('name: shop\npublish: false\n');
    const { stdout, stderr, exitCode } = await holdfast(...words, '--json');
    expect(exitCode, stderr).toBe(code);
    const data = JSON.parse(stdout) as { error?: { code: string; message: string } };
    expect(data.error !== undefined, stdout).toBe(code > 1);
    if (data.error) expect(stderr).toContain(`error: ${data.error.message}`);
  });

  test('has the places and hints of a bad spec, from both bins', async () => {
    spec('name: shop\nngnix: 80\n');
    for (const { stdout, exitCode } of [await holdfast('plan', '--json'), await generate('--json')]) {
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: 'usage', diagnostics: [{ place: 'stack.yaml:2:1', hint: 'did you mean nginx?' }] },
      });
    }
    const usage = await generate('--json', '--nonsense');
    expect(JSON.parse(usage.stdout)).toMatchObject({ error: { code: 'usage', hint: 'generate --help' } });
  });
});

test('nothing is coloured in a pipe, and no secret is ever said', async () => {
  spec('name: shop\npublish: false\n');
  await generate();
  const secrets = readdirSync(join(root, 'stack/.local/secrets')).map((name) =>
    readFileSync(join(root, 'stack/.local/secrets', name), 'utf8'),
  );
  expect(secrets.length).toBeGreaterThan(3);
  const asking = [['plan'], ['doctor'], ['up'], ['status'], ['plan', '--json'], ['generate', '--dry-run']];
  for (const { stdout, stderr } of await Promise.all(asking.map((words) => holdfast(...words)))) {
    expect(stdout + stderr).not.toContain('\u001b');
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  }
});

test('a reader that has seen enough is no error', async () => {
  spec(
    `name: shop\nkafka: { topics: { ${Array.from({ length: 900 }, (_, n) => `topic-${String(n)}: 1`).join(', ')} } }\n`,
  );
  const shell = `"${process.execPath}" "${bins.holdfast}" plan --json | head -c 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await runBin(
    '-e',
    [`require('child_process').spawnSync('bash', ['-c', ${JSON.stringify(shell)}], { stdio: 'inherit' })`],
    { cwd: root, env: nowhere },
  );
  expect([stdout, stderr]).toEqual(['{0', '']);
});

test('-C works elsewhere and leaves this directory alone', async () => {
  mkdirSync(join(root, 'there'));
  writeFileSync(join(root, 'there/stack.yaml'), 'name: there\n');
  expect((await holdfast('generate', '-C', 'there')).exitCode).toBe(0);
  expect(readdirSync(root)).toEqual(['there']);
  expect(existsSync(join(root, 'there/stack/compose.yaml'))).toBe(true);
});
