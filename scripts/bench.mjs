// `npm run bench`: the numbers the README quotes, as a table. Ratios are taken side by side in one run, pair by pair,
// since a machine's speed drifts. Needs an engine with the images built (`npm start` does that); run nothing beside it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'dist', `${name}.js`);
const folders = [];

try {
  const rows = [...generating(), ...starting()];
  for (const row of [['what', 'measured', 'wanted at most'], ['---', '---', '---'], ...rows])
    console.log(`| ${row.join(' | ')} |`);
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

function generating() {
  const minimal = project('name: bench\n');
  const bare = timed(() => node(minimal, '-e', '0'));
  const first = timed(() => node(minimal, bin('generate')));
  const large = project(largeSpec());
  node(large, bin('generate'));
  return [
    ['bare node, for scale', `${bare.toFixed(0)} ms`, ''],
    ['generate, first run', `${first.toFixed(0)} ms`, '1000 ms'],
    [
      'generate that changes nothing / bare node',
      ratio(
        () => node(minimal, bin('generate')),
        () => node(minimal, '-e', '0'),
      ),
      '2.0',
    ],
    [
      '100 topics and 20 apps / minimal, all of it done again',
      ratio(
        () => generateAnew(large),
        () => generateAnew(minimal),
      ),
      '1.5',
    ],
  ];
}

/** Without the note of the last run, which would make it skip everything. */
function generateAnew(directory) {
  rmSync(join(directory, 'stack/.local/unchanged.json'), { force: true });
  node(directory, bin('generate'));
}

function starting() {
  const directory = project('name: bench\n');
  try {
    const ups = [start(directory)];
    for (let again = 0; again < 2; again++) {
      remove(directory);
      ups.push(start(directory));
    }
    const [fastest, median, slowest] = ups.sort((a, b) => a.total - b.total);
    const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
    const plan = JSON.parse(node(directory, bin('cli'), 'plan', '--json'));
    const status = JSON.parse(node(directory, bin('cli'), 'status', '--json'));
    const phases = Object.entries(median.timings).map(([title, ms]) => `${title} ${seconds(ms)}`);
    const used = status.services.reduce((sum, { memoryMiB }) => sum + (memoryMiB ?? 0), 0);
    return [
      [
        'up, images built, until proven',
        `${seconds(median.total)} (${seconds(fastest.total)} to ${seconds(slowest.total)})`,
        '15 s',
      ],
      ['of that', phases.join(', '), ''],
      ['memory of the idle stack', `${used.toFixed(0)} MiB`, '1430 MiB'],
      // What starts and ends and what saves are never there at the same time: the plan says what can be.
      ['limits that can be in force at one time', `${plan.budget.totalMiB} MiB`, '3532 MiB'],
      ...imageSizes(directory),
    ];
  } finally {
    remove(directory);
  }
}

function start(directory) {
  return JSON.parse(node(directory, bin('cli'), 'up', '--json'));
}

function remove(directory) {
  node(directory, bin('cli'), 'down', '--volumes', '--yes', 'bench');
}

function imageSizes(directory) {
  const size = (image) =>
    Number(run(directory, 'docker', 'image', 'inspect', '--format', '{{.Size}}', image));
  const base = size('debian:trixie-slim');
  const images = new Set(run(directory, 'docker', 'compose', 'config', '--images').trim().split('\n'));
  const reach = { kafka: '220 MB', redis: '60 MB', nginx: '60 MB' };
  return [...images].sort().map((image) => {
    const name = image.replace(/^holdfast-|:.*$/g, '');
    return [
      `image ${name}, above the base`,
      `${((size(image) - base) / 1e6).toFixed(0)} MB`,
      reach[name] ?? '',
    ];
  });
}

/** Median of the ratios of eleven pairs, each measured back to back. */
function ratio(work, against) {
  const ratios = Array.from({ length: 11 }, () => timed(work) / timed(against)).sort((a, b) => a - b);
  return `${ratios[5].toFixed(2)} (${ratios[0].toFixed(2)} to ${ratios[10].toFixed(2)})`;
}

function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function largeSpec() {
  const topics = Array.from({ length: 100 }, (_, i) => `    topic-${i}: 3`);
  const apps = Array.from(
    { length: 20 },
    (_, i) => `  app-${i}: { image: 'example/app:1', port: 3000, path: /app-${i}, replicas: 1 }`,
  );
  return ['name: large', 'host: 16GiB', 'kafka:', '  topics:', ...topics, 'apps:', ...apps, ''].join('\n');
}

function project(spec) {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  folders.push(directory);
  writeFileSync(join(directory, 'stack.yaml'), spec);
  return directory;
}

function node(directory, ...words) {
  return run(directory, process.execPath, ...words);
}

function run(directory, command, ...words) {
  return execFileSync(command, words, {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
