/** Of the machine that the engine runs on, seen from within it. Undefined: it does not say. */
export interface Inside {
  /** This very machine's own /proc and /sys, or a container on the engine's machine. */
  readonly seenFrom: 'here' | 'container';
  /** On the file system of the engine's data root, for anybody but root. */
  readonly freeDiskMiB: number | undefined;
  readonly disk: Disk;
  /** vm.overcommit_memory. */
  readonly overcommitMemory: number | undefined;
  /** vm.max_map_count. */
  readonly maxMapCount: number | undefined;
  /** Lines of the kernel's log in which AppArmor or SELinux refused a container something. */
  readonly denials: readonly string[] | undefined;
}

/** What lies under the engine's data root. */
export interface Disk {
  /** The kernel's flag of the block device; undefined where there is no such device (btrfs, network, 9p). */
  readonly rotational: boolean | undefined;
  /** One write of 4 KiB until it is on the disk, ms; not measured where the flag says it does not rotate. */
  readonly fsyncMs: number | undefined;
}

/** How many writes are timed. A rotating disk takes some 20 ms for each, so that all take 0.2 s. */
const writes = 8;

/**
 * What a container prints about the machine under it. /proc/sys/vm and /sys/dev/block are not namespaced; /etc/hosts is
 * a file of the engine's data root, so that its mount names the device; the container's own layer lies there as well.
 * Plain sh: the image may hold busybox only.
 */
export const lookScript = `
say() { echo "[$1]"; cat "$2" 2>/dev/null; }
say overcommit /proc/sys/vm/overcommit_memory
say maps /proc/sys/vm/max_map_count
echo '[disk]'
df -Pk /
device=none
while read -r _ _ number _ point _; do [ "$point" = /etc/hosts ] && device=$number; done </proc/self/mountinfo
flag=
for queue in /sys/dev/block/$device/queue /sys/dev/block/$device/../queue; do
  [ -n "$flag" ] || { [ -r "$queue/rotational" ] && read -r flag <"$queue/rotational"; }
done
echo '[rotational]'
echo "$flag"
[ "$flag" = 0 ] && exit 0
echo '[uptime]'
cat /proc/uptime
for sync in notrunc fsync; do
  count=0
  while [ $count -lt ${String(writes)} ]; do
    dd if=/dev/zero of=/holdfast-look bs=4k count=1 conv=$sync 2>/dev/null || exit 0
    count=$((count + 1))
  done
  cat /proc/uptime
done
exit 0
`;

/** Reads what {@link lookScript} printed. What is missing stays unknown. */
export function readLook(printed: string): Inside {
  const sections = new Map(
    printed.split(/^\[(?=\w+\]$)/m).map((section): [string, string] => {
      const [name = '', ...lines] = section.split('\n');
      return [name.replace(']', ''), lines.join('\n').trim()];
    }),
  );
  const rotational = sections.get('rotational');
  return {
    seenFrom: 'container',
    freeDiskMiB: freeOf(sections.get('disk') ?? ''),
    disk: {
      rotational: rotational === '1' ? true : rotational === '0' ? false : undefined,
      fsyncMs: fsyncOf(sections.get('uptime') ?? ''),
    },
    overcommitMemory: numberIn(sections.get('overcommit')),
    maxMapCount: numberIn(sections.get('maps')),
    // A container is not shown the kernel's log.
    denials: undefined,
  };
}

export function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

/** `df -Pk`: file system, KiB in all, used, available, ... */
function freeOf(df: string): number | undefined {
  const available = numberIn(df.split('\n').at(-1)?.split(/\s+/)[3]);
  return available === undefined ? undefined : available / 1024;
}

/**
 * Three readings of /proc/uptime, hundredths of a second: before, after the writes without fsync, and after those with. What
 * the former took is the time to start dd.
 */
function fsyncOf(uptimes: string): number | undefined {
  const [before, between, after] = uptimes.split('\n').map((line) => Number.parseFloat(line) * 1000);
  if (before === undefined || between === undefined || after === undefined) return undefined;
  return Math.max(0, after - between - (between - before)) / writes;
}
