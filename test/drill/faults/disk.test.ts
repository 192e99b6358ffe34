import { expect, test } from 'vitest';
import { readDisk } from '../../../src/drill/faults/disk.ts';

const df = (sizes: string): string =>
  `Filesystem     1024-blocks     Used Available Capacity Mounted on\n${sizes}\n`;
const small = df('tmpfs               131072     1180    129892       1% /data');

/** As runc gives it to a container beside a node: the engine's own files and the bundle's lie on the host's disk. */
const mounts = (data: string): string =>
  [
    '512 411 0:53 / / rw,relatime master:114 - overlay overlay rw,lowerdir=/l/A:/l/B',
    '513 512 0:56 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw',
    '516 512 0:57 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755',
    data,
    '521 512 254:0 /var/lib/docker/containers/4b/hosts /etc/hosts rw,relatime - ext4 /dev/vda rw,discard',
    '522 512 254:0 /home/shop/stack/config/redis/topology /etc/holdfast/topology ro,relatime - ext4 /dev/vda rw',
    '',
  ].join('\n');

test('a volume that is a filesystem of its own is nobody else’s', () => {
  const own = '520 512 0:61 / /data rw,relatime - tmpfs tmpfs rw,size=131072k,mode=700,uid=10001,gid=10001';
  expect(readDisk('/data', small + mounts(own))).toEqual({
    totalKiB: 131_072,
    freeKiB: 129_892,
    shared: undefined,
  });
});

test.each([
  [
    'a volume as the engine makes it by itself',
    '520 512 254:0 /var/lib/docker/volumes/shop-redis-1-data/_data /data rw,relatime - ext4 /dev/vda rw',
    '/data is a directory (/var/lib/docker/volumes/shop-redis-1-data/_data) on a disk that others use',
  ],
  [
    'a directory of a small disk that may have others in it',
    '520 512 7:0 /redis-1 /data rw,relatime - ext4 /dev/loop0 rw',
    '/data is a directory (/redis-1) on a disk that others use',
  ],
  [
    'the whole of the disk that the engine lies on',
    '520 512 254:0 / /data rw,relatime - ext4 /dev/vda rw',
    '/data lies on the same disk as /etc/hosts',
  ],
  [
    'another volume on the same disk',
    '519 512 7:0 / /other rw - ext4 /dev/loop0 rw\n520 512 7:0 / /data rw - ext4 /dev/loop0 rw',
    '/data lies on the same disk as /other',
  ],
  ['none', '520 512 7:0 / /elsewhere rw,relatime - ext4 /dev/loop0 rw', '/data is no volume'],
])('%s is not', (_, data, shared) => {
  expect(readDisk('/data', small + mounts(data))?.shared).toBe(shared);
});

test('what is mounted over another counts', () => {
  const twice = [
    '519 512 7:0 / /data rw - ext4 /dev/loop0 rw',
    '520 519 254:0 /x /data rw - ext4 /dev/vda rw',
  ];
  expect(readDisk('/data', small + mounts(twice.join('\n')))?.shared).toBe(
    '/data is a directory (/x) on a disk that others use',
  );
});

test.each(['', df(''), 'df: /data: No such file or directory', df('tmpfs - - - - /data')])(
  '%j tells nothing',
  (text) => {
    expect(readDisk('/data', text)).toBeUndefined();
  },
);
