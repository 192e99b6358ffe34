import { readFile } from 'node:fs/promises';
import { platform, release } from 'node:os';

/** The system that the user sits at; the engine may run in a virtual machine of it, or elsewhere. */
export interface Desktop {
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** The kernel's release: `6.1.0-38-amd64`, Darwin's `24.6.0`, Windows' `10.0.22631`. */
  readonly release: string;
  /** From /etc/os-release, `debian`; undefined elsewhere than on Linux. */
  readonly distribution: string | undefined;
  /** `12`, `24.04`. */
  readonly distributionVersion: string | undefined;
}

/** What this system says of itself. */
export async function describeDesktop(): Promise<Desktop> {
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return {
    platform: platform(),
    release: release(),
    distribution: osReleaseValue(osRelease, 'ID'),
    distributionVersion: osReleaseValue(osRelease, 'VERSION_ID'),
  };
}

export function osReleaseValue(text: string, key: string): string | undefined {
  const [, , value] = new RegExp(`^${key}=(["']?)(.*)\\1$`, 'm').exec(text) ?? [];
  return value;
}
