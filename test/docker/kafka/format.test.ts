import { execa } from 'execa';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildImage, clusterId, image, sandbox, writeFormatConfig } from './support.ts';

let box: Awaited<ReturnType<typeof sandbox>>;

beforeAll(buildImage, 300_000);
beforeEach(async () => {
  box = await sandbox();
  await writeFormatConfig(box.directory);
});
afterEach(async () => {
  await execa('docker', ['volume', 'rm', '--force', ...[1, 2, 3].map(volume)]);
  await box.remove();
});

test('three empty volumes are formatted, a second run has nothing to do', async () => {
  expect((await format()).exitCode).toBe(0);
  const all = await inData('cat kafka-{1,2,3}/meta.properties');
  expect(all.split('\n').filter((line) => line === `cluster.id=${clusterId}`)).toHaveLength(3);
  const again = await format();
  expect([again.exitCode, again.stdout, again.stderr]).toEqual([0, '', '']);
}, 60_000);

test('a formatting cut short on a new stack is finished', async () => {
  await format();
  await inData('rm kafka-2/meta.properties kafka-3/*');
  expect((await format()).exitCode).toBe(0);
  expect(await meta(3)).toContain('node.id=3');
}, 60_000);

test('one volume lost beside two that agree gets their cluster id', async () => {
  await usedCluster();
  await inVolume(3, 'rm -r *');
  expect((await format()).exitCode).toBe(0);
  expect(await meta(3)).toContain(`cluster.id=${clusterId}`);
}, 60_000);

test('two volumes lost of three: refused, nothing written', async () => {
  await usedCluster();
  await inData('rm -r kafka-2/* kafka-3/*');
  await expectRefusal(/nodes 2 3 are empty while 1 hold data/);
  expect(await inVolume(3, 'ls -A')).toBe('');
}, 60_000);

test('volumes of different clusters: refused', async () => {
  await usedCluster();
  await inVolume(2, 'sed -i s/^cluster.id=.*/cluster.id=BBBBBBBBBBBBBBBBBBBBBB/ meta.properties');
  await expectRefusal(/kafka-2 belongs to cluster 'BBBBBBBBBBBBBBBBBBBBBB'/);
}, 60_000);

test('a secret that is not the volumes’ cluster: refused', async () => {
  await usedCluster();
  await writeFormatConfig(box.directory, 'CCCCCCCCCCCCCCCCCCCCCC');
  await expectRefusal(/this stack is 'CCCCCCCCCCCCCCCCCCCCCC'/);
}, 60_000);

test('a volume with someone else’s files: refused, the files stay', async () => {
  await inVolume(1, 'touch family-photos');
  await expectRefusal(/kafka-1 holds files that are not Kafka's/);
  expect(await inVolume(1, 'ls')).toBe('family-photos');
}, 60_000);

function volume(node: number): string {
  return `${box.name}-${String(node)}`;
}

function format() {
  const mounts = [1, 2, 3].flatMap((node) => [
    ...['-v', `${volume(node)}:/data/kafka-${String(node)}`],
    ...[
      '-v',
      `${box.directory}/kafka-${String(node)}.properties:/etc/holdfast/kafka-${String(node)}.properties:ro`,
    ],
  ]);
  const limits = ['--read-only', '--cap-drop', 'ALL', '--memory', '128m', '--tmpfs', '/tmp:exec'];
  const secret = ['-v', `${box.directory}/cluster-id:/run/secrets/kafka-cluster-id:ro`];
  return execa('docker', ['run', '--rm', ...limits, ...secret, ...mounts, image, 'kafka-format'], {
    reject: false,
  });
}

/** As after its nodes have run: the metadata logs are there. */
async function usedCluster(): Promise<void> {
  await format();
  await inData('mkdir kafka-{1,2,3}/__cluster_metadata-0');
}

function inVolume(node: number, command: string): Promise<string> {
  return inData(`cd kafka-${String(node)} && ${command}`);
}

/** In a directory that has all volumes, by the nodes' names. */
async function inData(command: string): Promise<string> {
  const mounts = [1, 2, 3].flatMap((node) => ['-v', `${volume(node)}:/data/kafka-${String(node)}`]);
  const run = ['run', '--rm', ...mounts, '-w', '/data', image, 'bash', '-c', command];
  return (await execa('docker', run)).stdout;
}

function meta(node: number): Promise<string> {
  return inVolume(node, 'cat meta.properties');
}

async function expectRefusal(reason: RegExp): Promise<void> {
  const result = await format();
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/REFUSED, nothing was changed/);
  expect(result.stderr).toMatch(reason);
}
